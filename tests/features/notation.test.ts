import { expect } from 'chai';
import { declarerDeport } from '../../server/features/notation/deport-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { champsDeFeuille, declarerSansLien, noter } from '../support/notation.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const lisible = (r: Reponse): string => texteDe(r.corps).replace(/\s+/gu, ' ');

describe('Scoring by the committee', () => {
  let app: ApplicationDeTest;
  let d: DossierDeTest;
  beforeEach(async () => {
    app = await lancerApplication('2022-04-20T10:00');
    d = await dossierDepose(app, { etat: 'instruit' });
    for (const nom of ['comite1', 'comite2', 'comite3'] as const) await declarerSansLien(app, d.comptes[nom], d.appelId);
  });
  afterEach(() => app.fermer());

  const connecte = async (nom: string): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(`${nom}@passerelle.test`);
    return visiteur;
  };
  const chemin = (suite: string, dossier = d): string => `/dossiers/${dossier.id}/${suite}`;

  it('keeps a draft, asks a comment below 2 and above 4 at submission, and loses nothing typed', async () => {
    const membre = await connecte('comite1');
    expect(lisible(await membre.lire('/notation'))).to.include(d.numero).and.to.include('À noter');
    expect(await membre.reussir(chemin('notation'), { ...champsDeFeuille(3, { 2: null }), appreciation: 'Projet solide' })).to.equal(chemin('notation'));
    expect((await membre.lire(chemin('notation'))).corps).to.include('Projet solide');

    const refusee = await membre.envoyer(chemin('notation/soumission'), { ...champsDeFeuille(3, { 0: 5, 1: 1, 2: null }), appreciation: 'Projet remarquable' });
    expect(refusee.statut).to.equal(422);
    expect(refusee.corps).to.include('href="#notes-0-commentaire"').and.to.include('href="#notes-1-commentaire"').and.to.include('href="#notes-2-note"').and.to.include('Projet remarquable');
    expect(refusee.corps).to.match(/name="notes\[0\]\[note\]" type="radio" value="5" checked/);
    expect(await app.deps.db('notations').whereNotNull('soumise_le')).to.have.length(0);

    expect(await membre.reussir(chemin('notation/soumission'), { ...champsDeFeuille(3, { 0: 5, 1: 1 }, 'Motivé'), appreciation: '' })).to.equal(chemin('scores'));
    const encore = await membre.envoyer(chemin('notation'), champsDeFeuille(4));
    expect(encore.statut).to.equal(422);
    expect(lisible(encore)).to.include('Votre notation est déjà soumise');
  });

  it('shows nobody’s scores to a member who has not submitted theirs', async () => {
    await noter(app, d.comptes.comite1, d.id, 4, { 0: 2 });
    const membre = await connecte('comite2');
    expect((await membre.lire(chemin('scores'))).statut).to.equal(403);
    const feuille = await membre.lire(chemin('notation'));
    expect(feuille.statut).to.equal(200);
    expect(feuille.corps).to.not.include(d.comptes.comite1.nom).and.to.not.include('/scores"');

    await membre.reussir(chemin('notation/soumission'), champsDeFeuille(3));
    const scores = lisible(await membre.lire(chemin('scores')));
    // 14 criteria weighing 19 in all: (4 × 19 − 2) ÷ 19 = 3,89; 77,89 and 60 out of 100.
    expect(scores).to.include(d.comptes.comite1.nom).and.to.include('3,89').and.to.include('77,89').and.to.include('68,95 / 100').and.to.include('0,89').and.to.include('1er sur 1 dossier noté');
    expect(lisible(await (await connecte('responsable')).lire(chemin('scores')))).to.include('68,95 / 100');
  });

  it('keeps a responsable who also sits on the committee blind until they have scored', async () => {
    await noter(app, d.comptes.comite1, d.id, 4);
    await app.deps.db('habilitations').insert({ personne_id: d.comptes.responsable.id, code: 'comite', accordee_le: app.horloge.maintenant() });
    const responsable = await connecte('responsable');
    expect((await responsable.lire(chemin('scores'))).statut).to.equal(403);
    await noter(app, d.comptes.responsable, d.id, 2);
    expect((await responsable.lire(chemin('scores'))).statut).to.equal(200);
  });

  it('cuts a member who withdrew off the sheet and the scores, and their score off the mean', async () => {
    await noter(app, d.comptes.comite1, d.id, 5);
    await noter(app, d.comptes.comite2, d.id, 3);
    const membre = await connecte('comite1');
    expect((await membre.envoyer(chemin('deport'), { motif: ' ' })).statut).to.equal(422);
    expect(await membre.reussir(chemin('deport'), { motif: 'Mon frère y travaille' })).to.equal(chemin('deport'));
    expect(lisible(await membre.lire(chemin('deport')))).to.include('Vous vous êtes déporté de ce dossier').and.to.include('Mon frère y travaille');
    for (const suite of ['notation', 'scores']) expect((await membre.lire(chemin(suite))).statut, suite).to.equal(403);
    expect((await membre.envoyer(chemin('notation'), champsDeFeuille(3))).statut).to.equal(403);
    expect((await membre.lire(`/dossiers/${d.id}`)).statut).to.equal(403);
    expect(lisible(await membre.lire('/notation?vue=deports'))).to.include(d.numero).and.to.not.include(d.organismeNom);

    const scores = lisible(await (await connecte('responsable')).lire(chemin('scores')));
    expect(scores).to.include('60,00 / 100').and.to.include(`Déport : ${d.comptes.comite1.nom}`).and.to.not.include('Mon frère');
    const journal = await app.deps.db('journal').where({ action: 'notation.se_deporter' });
    expect(journal).to.have.length(1);
    expect(JSON.stringify(journal)).to.not.include('Mon frère');
  });

  it('ranks within the call with a tie parted by the first criterion', async () => {
    const second = await dossierDepose(app, { etat: 'instruit', comptes: d.comptes, appelId: d.appelId });
    await noter(app, d.comptes.comite1, d.id, 3, { 0: 2, 1: 4 });
    await noter(app, d.comptes.comite1, second.id, 3, { 0: 4, 1: 2 });
    const membre = await connecte('comite1');
    expect(lisible(await membre.lire(chemin('scores', second)))).to.include('1er sur 2 dossiers notés');
    expect(lisible(await membre.lire(chemin('scores')))).to.include('2e sur 2 dossiers notés').and.to.include('60,00 / 100');
  });

  it('opens on instruits dossiers only, and never on those of one’s own organisme', async () => {
    const enInstruction = await dossierDepose(app, { etat: 'en_instruction', comptes: d.comptes, appelId: d.appelId });
    await declarerSansLien(app, d.comptes.comite1, d.appelId);
    const membre = await connecte('comite1');
    expect(lisible(await membre.lire(chemin('notation', enInstruction)))).to.include('La notation ouvrira quand l’instruction sera validée');
    const tot = await membre.envoyer(chemin('notation', enInstruction), champsDeFeuille(3));
    expect([tot.statut, lisible(tot).includes('La notation n’est pas ouverte')]).to.deep.equal([422, true]);

    await app.deps.db('membres').insert({ id: crypto.randomUUID(), organisme_id: d.organismeId, personne_id: d.comptes.comite1.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    const liste = lisible(await membre.lire('/notation'));
    expect(liste).to.not.include(d.numero);
    expect((await membre.envoyer(chemin('notation'), champsDeFeuille(3))).statut).to.equal(403);
  });

  it('lets a dossier that comes back before the committee be scored again', async () => {
    await noter(app, d.comptes.comite1, d.id, 2);
    const { db } = app.deps;
    const seance = crypto.randomUUID();
    const le = app.horloge.maintenant();
    await db('seances').insert({ id: seance, appel_id: d.appelId, titre: 'Comité', le, lieu: 'Agen', quorum: 1, etat: 'close', compte_rendu: '', cree_le: le, close_le: '2022-04-21T10:00:00.000Z' });
    await db('seance_dossiers').insert({ seance_id: seance, dossier_id: d.id, ordre: 1, avis: 'ajourne', reserves: 'À préciser' });
    app.horloge.allerA('2022-05-02T10:00');
    const membre = await connecte('comite1');
    expect(lisible(await membre.lire(chemin('notation')))).to.include('Ce dossier revient devant le comité');
    expect((await membre.lire(chemin('scores'))).statut).to.equal(403);
    expect(lisible(await membre.envoyer(chemin('notation/soumission'), champsDeFeuille(4)))).to.include('pourquoi vous révisez');
    await membre.reussir(chemin('notation/soumission'), { ...champsDeFeuille(4), motif: 'Projet précisé' });
    expect(lisible(await membre.lire(chemin('scores')))).to.include('80,00 / 100').and.to.include('Projet précisé').and.to.include('Premières notes');
    expect((await membre.envoyer(chemin('notation'), champsDeFeuille(3))).statut).to.equal(422);
  });

  it('refuses a withdrawal after the examination and a second one', async () => {
    await agir(app, d.comptes.comite1, (ctx) => declarerDeport(ctx, d.id, { motif: 'Lien familial' }));
    await app.deps.db('dossiers').where({ id: d.id }).update({ etat: 'examine' });
    const membre = await connecte('comite2');
    expect(lisible(await membre.lire(chemin('deport')))).to.include('Un déport se déclare avant l’examen');
    expect((await membre.envoyer(chemin('deport'), { motif: 'Lien familial' })).statut).to.equal(422);
    expect(await app.deps.db('deports')).to.have.length(1);
  });

  it('is unknown to porteurs and closed to every other habilitation', async () => {
    const porteur = await connecte('signataire');
    for (const suite of ['notation', 'scores', 'deport']) expect((await porteur.lire(chemin(suite))).statut, suite).to.equal(403);
    expect((await porteur.lire('/notation')).statut).to.equal(403);
    const etranger = await connecte('pilotage');
    for (const suite of ['notation', 'scores', 'deport']) expect((await etranger.lire(chemin(suite))).statut, suite).to.equal(404);
    const instructeur = await connecte('instructeur');
    for (const suite of ['notation', 'scores', 'deport']) expect((await instructeur.lire(chemin(suite))).statut, suite).to.equal(403);
  });

  it('asks for the links with each organisme before anything of a dossier is read, and a link withdraws', async () => {
    const second = await dossierDepose(app, { etat: 'instruit', comptes: d.comptes, appelId: d.appelId });
    await app.deps.db('declarations_interets').delete();
    const membre = await connecte('comite1');
    for (const suite of ['', '/notation', '/instruction', '/historique']) expect((await membre.lire(`/dossiers/${d.id}${suite}`)).statut, suite).to.equal(403);
    expect(lisible(await membre.lire(`/dossiers/${d.id}`))).to.include('Déclarez d’abord vos liens').and.to.not.include('Un parcours vers');
    expect(lisible(await membre.lire('/notation'))).to.include('Avant d’ouvrir le premier dossier').and.to.not.include('Un parcours vers');
    expect(lisible(await membre.lire('/a-faire'))).to.include('Déclarer vos liens avec les organismes').and.to.not.include('Un parcours vers');
    const adresse = `/notation/appels/${d.appelId}/liens`;
    expect(lisible(await membre.lire(adresse))).to.include(d.organismeNom).and.to.include(second.numero).and.to.not.include('Un parcours vers');

    const reponses = (l1: string, l2: string, precision = ''): Record<string, string> => ({
      'reponses[0][organismeId]': d.organismeId, 'reponses[0][lien]': l1, 'reponses[0][precision]': '', 'reponses[1][organismeId]': second.organismeId, 'reponses[1][lien]': l2, 'reponses[1][precision]': precision,
    });
    const incomplete = await membre.envoyer(adresse, reponses('non', 'oui'));
    expect(lisible(incomplete)).to.include('Dites en une phrase ce qui vous lie à');
    expect(incomplete.corps.match(/ checked/g)).to.have.length(2);
    expect((await membre.envoyer(adresse, reponses('', 'non'))).statut).to.equal(422);
    expect(await app.deps.db('declarations_interets')).to.have.length(0);
    await membre.reussir(adresse, reponses('non', 'oui', 'Ma sœur la préside'));
    expect((await membre.lire(`/dossiers/${d.id}/notation`)).statut).to.equal(200);
    expect((await membre.lire(`/dossiers/${second.id}/notation`)).statut).to.equal(403);
    expect(lisible(await membre.lire(adresse))).to.include('Lien déclaré : déport').and.to.include('20 avril 2022');
    expect(await app.deps.db('deports').select<{ motif: string }[]>('motif')).to.deep.equal([{ motif: 'Ma sœur la préside' }]);
    const annonce = await app.deps.db('notifications').where('titre', 'like', '%se déporte%').first<{ texte: string }>('texte');
    expect(annonce.texte).to.include(second.numero).and.to.not.include('sœur');
    expect((await membre.envoyer(adresse, reponses('non', 'non'))).statut).to.equal(422);
  });

  it('saves as one types, and two windows never overwrite each other in silence', async () => {
    const membre = await connecte('comite1');
    await membre.lire(chemin('notation'));
    const parScript = { entetes: { 'hx-request': 'true' } };
    const premier = await membre.envoyer(chemin('notation'), { ...champsDeFeuille(3, { 2: null }), appreciation: 'Au fil de l’eau', version: '0' }, parScript);
    expect([premier.statut, premier.vers]).to.deep.equal([303, `${chemin('notation/etat')}?version=1`]);
    const etat = await membre.demander(premier.vers ?? '', { method: 'GET', headers: { 'hx-request': 'true' } });
    expect(lisible(etat)).to.include('Enregistré à 10 h 00').and.to.include('13 sur 14 critères notés').and.to.include('Critère 3 : note à choisir');
    expect(etat.corps).to.include('name="version" id="section-version" value="1"').and.to.not.include('<html');
    const auto = await membre.envoyer(chemin('notation'), { ...champsDeFeuille(3), version: '1', fenetre: 'fenetre-une' }, parScript);
    expect(auto.vers).to.include('version=2');
    await membre.reussir(chemin('notation'), { ...champsDeFeuille(3), appreciation: 'Bouton pendant l’enregistrement', version: '1', fenetre: 'fenetre-une' });
    await app.deps.db('notations').update({ version: 1 });
    const autre = await membre.envoyer(chemin('notation'), { ...champsDeFeuille(4), appreciation: 'Autre fenêtre', version: '0' }, parScript);
    expect([autre.statut, lisible(autre).includes('modifiée dans une autre fenêtre')]).to.deep.equal([422, true]);
    const compare = await membre.envoyer(chemin('notation'), { ...champsDeFeuille(4), appreciation: 'Autre fenêtre', version: '0' });
    expect(lisible(compare)).to.include('Dans l’autre fenêtre : 3 / 5').and.to.include('Autre fenêtre');
    expect(compare.corps).to.include('id="section-version" value="1"');
    await membre.reussir(chemin('notation'), { ...champsDeFeuille(4), appreciation: 'Autre fenêtre', version: '1' });
    expect(await app.deps.db('journal').where({ action: 'notation.enregistrer' })).to.have.length(3);
  });

  it('brings together scorers two points apart once both have submitted; the first score is kept with the reason of the new one', async () => {
    await noter(app, d.comptes.comite1, d.id, 3);
    expect(await app.deps.db('concertations')).to.have.length(0);
    await noter(app, d.comptes.comite2, d.id, 3, { 0: 5 });
    await noter(app, d.comptes.comite3, d.id, 3, { 0: 4 });
    expect((await app.deps.db('concertations').select<{ personne_id: string }[]>('personne_id')).map((c) => c.personne_id).sort()).to.deep.equal([d.comptes.comite1.id, d.comptes.comite2.id].sort());
    const invitations = await app.deps.db('notifications').where('titre', 'like', '%comparez vos notes').select<{ personne_id: string; texte: string }[]>('personne_id', 'texte');
    expect(invitations.map((c) => c.personne_id).sort()).to.deep.equal([d.comptes.comite1.id, d.comptes.comite2.id].sort());
    expect(invitations[0]?.texte).to.not.include('5').and.to.not.include('rapport');

    const suivi = lisible(await (await connecte('responsable')).lire(`/gestion/appels/${d.appelId}/notation`));
    expect(suivi).to.include('Évaluateurs à réunir').and.to.include('critère 1, 2 points').and.to.include(`${d.comptes.comite1.nom} compare`);
    const [un, deux] = [await connecte('comite1'), await connecte('comite2')];
    expect(lisible(await un.lire(chemin('scores')))).to.include('Comparez vos notes').and.to.include(`${d.comptes.comite2.nom} 5`);
    expect((await un.envoyer(chemin('scores/concertation'), { motif: '' })).statut).to.equal(422);
    await un.reussir(chemin('scores/concertation'), { motif: 'Le besoin est peu documenté' });
    expect((await un.envoyer(chemin('notation'), champsDeFeuille(5))).statut).to.equal(422);
    expect(lisible(await deux.lire(chemin('notation')))).to.include('Vous révisez une notation soumise');
    expect(lisible(await deux.envoyer(chemin('notation/soumission'), champsDeFeuille(3)))).to.include('pourquoi vous révisez');
    await deux.reussir(chemin('notation/soumission'), { ...champsDeFeuille(3), motif: 'Convaincue par l’échange' });
    const scores = lisible(await deux.lire(chemin('scores')));
    for (const attendu of ['Notation maintenue', 'Le besoin est peu documenté', 'Notation révisée', 'Premières notes', 'Convaincue par l’échange', '5 3']) expect(scores, attendu).to.include(attendu);
    expect(await app.deps.db('concertations').whereNull('close_le')).to.have.length(0);
    expect(await app.deps.db('notations_anterieures')).to.have.length(1);
  });

  it('shows the responsable who has done what, reminds once a day, and hides scores from one who still has to score', async () => {
    await noter(app, d.comptes.comite1, d.id, 4);
    const responsable = await connecte('responsable');
    const adresse = `/gestion/appels/${d.appelId}/notation`;
    const page = lisible(await responsable.lire(adresse));
    expect(page).to.include('1 sur 1').and.to.include('80,00').and.to.include(`${d.comptes.comite2.nom}, ${d.comptes.comite3.nom}`.split(', ')[0] ?? '');
    await responsable.reussir(`${adresse}/relance`, { personneId: d.comptes.comite2.id });
    await responsable.reussir(`${adresse}/relance`, { personneId: d.comptes.comite2.id });
    expect(await app.deps.db('notifications').where({ personne_id: d.comptes.comite2.id }).where('titre', 'like', 'Notation :%')).to.have.length(1);
    expect((await responsable.envoyer(`${adresse}/relance`, { personneId: d.comptes.comite1.id })).statut).to.equal(422);
    await app.deps.db('habilitations').insert({ personne_id: d.comptes.responsable.id, code: 'comite', accordee_le: app.horloge.maintenant() });
    expect(lisible(await responsable.lire(adresse))).to.include('masquée').and.to.not.include('80,00');
    expect((await (await connecte('comite1')).lire(adresse)).statut).to.equal(403);
  });
});
