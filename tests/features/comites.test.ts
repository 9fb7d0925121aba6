import { expect } from 'chai';
import { cents } from '../../server/domain/kernel/cents.js';
import { travailler } from '../../server/platform/travaux.js';
import { creerSeance, inscrireDossiers, noterPresences, rendreAvisComite } from '../../server/features/comites/seance-service.js';
import { declarerDeport } from '../../server/features/notation/deport-service.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { outilsDAtelier } from '../support/atelier.js';
import { agir, type Compte, type ComptesDeTest } from '../support/comptes.js';
import { dossierDepose, sectionsDeTest, type DossierDeTest } from '../support/dossier-depose.js';
import { declarerSansLien, noter } from '../support/notation.js';
import { extrairePagesPdf, extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const lisible = (r: Reponse): string => texteDe(r.corps).replace(/\s+/gu, ' ');
const pdf = async (r: Reponse): Promise<string> => (await extraireTextePdf(r.octets)).replace(/\s+/gu, ' ');

describe('Sessions of the selection committee', () => {
  let app: ApplicationDeTest;
  let a: DossierDeTest;
  let b: DossierDeTest;
  let comptes: ComptesDeTest;
  beforeEach(async () => {
    app = await lancerApplication('2022-05-10T10:00');
    const { projet, budget } = sectionsDeTest();
    const long = 'Quarante personnes du territoire restent sans solution d’accompagnement. '.repeat(40);
    const communes = Array.from({ length: 20 }, (_, i) => ({ financeur: 'commune' as const, libelle: `Commune ${i + 1}`, statut: 'acquis' as const, montant: cents(30_000) }));
    const surchargees = Array.from({ length: 6 }, (_, i) => ({ poste: 'personnel_direct' as const, libelle: `Conseillère ${i + 1}`, nature: 'courante' as const, montant: cents(0), heures: 1_000 + i, quotite: 50 }));
    a = await dossierDepose(app, {
      etat: 'instruit', proposeCents: 1_800_000,
      sections: { projet: { ...projet, besoin: long, objectifs: long, methode: long }, budget: { ...budget, depenses: [...budget.depenses, ...surchargees], ressources: [...budget.ressources.filter((r) => r.financeur !== 'commune'), ...communes] } },
    });
    comptes = a.comptes;
    b = await dossierDepose(app, { etat: 'instruit', comptes, appelId: a.appelId, proposeCents: 1_500_000 });
    for (const nom of ['comite1', 'comite2', 'comite3'] as const) await declarerSansLien(app, comptes[nom], a.appelId);
    await app.deps.db('enveloppes').insert({ id: nouvelId(), appel_id: a.appelId, financeur: 'departement', annee: 2022, vote_cents: 2_500_000 });
  });
  afterEach(() => app.fermer());

  const connecte = async (compte: Compte): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(compte.courriel);
    return visiteur;
  };
  /** A session with both dossiers, its three members present unless said otherwise. */
  const seance = async (presents: readonly Compte[] = [comptes.comite1, comptes.comite2, comptes.comite3], quorum = 2): Promise<string> =>
    agir(app, comptes.responsable, async (ctx) => {
      const id = await creerSeance(ctx, {
        appelId: a.appelId, titre: 'Comité de mai', le: instantDeParis('2022-05-18T14:30'), lieu: 'Hôtel du Département', quorum,
        membres: [comptes.comite1.id, comptes.comite2.id, comptes.comite3.id],
      });
      await inscrireDossiers(ctx, id, [a.id, b.id]);
      await noterPresences(ctx, id, presents.map((p) => p.id));
      return id;
    });
  const rendre = (id: string, d: DossierDeTest, montantCents = 1_000_000): Promise<void> =>
    agir(app, comptes.responsable, (ctx) => rendreAvisComite(ctx, id, d.id, { avis: 'favorable', montantCents, reserves: '' }));
  /** Has the booklet of this reader composed, and fetches it. */
  const livretDe = async (visiteur: Visiteur, id: string): Promise<Reponse> => {
    await visiteur.reussir(`/seances/${id}/livret`);
    await app.serveur.travailler();
    const lien = new RegExp(`/seances/${id}/livret/[\\w-]+/livret\\.pdf`).exec((await visiteur.lire(`/seances/${id}/livret`)).corps)?.[0];
    return visiteur.lire(lien ?? '');
  };
  const etatDe = async (d: DossierDeTest): Promise<string> => (await app.deps.db('dossiers').where({ id: d.id }).first<{ etat: string }>('etat')).etat;

  it('is prepared with its members told by mail, and takes instruits dossiers of its call once', async () => {
    const responsable = await connecte(comptes.responsable);
    const champs = { appelId: a.appelId, titre: 'Comité de mai', jour: '18/05/2022', heure: '14 h 30', lieu: 'Agen', quorum: '3', membres: [comptes.comite1.id, comptes.comite2.id] };
    const refusee = await responsable.envoyer('/seances/nouvelle', champs);
    expect(refusee.statut).to.equal(422);
    expect(lisible(refusee)).to.include('Le quorum doit être compris entre 1 et le nombre de membres choisis : 2');
    expect(refusee.corps).to.include('value="14 h 30"').and.to.match(new RegExp(`value="${comptes.comite2.id}" checked`));

    const page = await responsable.reussir('/seances/nouvelle', { ...champs, quorum: '2' });
    const courriels = await app.deps.db('notifications as n').join('personnes as p', 'p.id', 'n.personne_id').where('n.titre', 'like', 'Comité de sélection%').select<{ courriel: string; texte: string }[]>('p.courriel', 'n.texte');
    expect(courriels.map((c) => c.courriel).sort()).to.deep.equal([comptes.comite1.courriel, comptes.comite2.courriel]);
    expect(courriels[0]?.texte.replace(/\s+/gu, ' ')).to.include('Quand : 18 mai 2022 à 14 h 30 Où : Agen');

    const enInstruction = await dossierDepose(app, { etat: 'en_instruction', comptes, appelId: a.appelId });
    expect((await responsable.envoyer(`${page}/dossiers`, { dossiers: enInstruction.id })).statut).to.equal(422);
    expect((await responsable.envoyer(`${page}/dossiers`, {})).statut).to.equal(422);
    await responsable.reussir(`${page}/dossiers`, { tous: 'oui' });
    const autre = await responsable.reussir('/seances/nouvelle', { ...champs, quorum: '1', titre: 'Comité de juin' });
    expect(lisible(await responsable.envoyer(`${autre}/dossiers`, { dossiers: a.id }))).to.include('déjà inscrit à une autre séance');
    await responsable.reussir(`${page}/dossiers`, { retirer: a.id });
    await responsable.reussir(`${autre}/dossiers`, { dossiers: a.id });
  });

  it('ranks by mean, draws the cut-off against the credits and follows the committee’s amounts', async () => {
    const id = await seance();
    await noter(app, comptes.comite1, a.id, 3);
    await noter(app, comptes.comite1, b.id, 4);
    const responsable = await connecte(comptes.responsable);
    const avant = lisible(await responsable.lire(`/seances/${id}`));
    expect(avant.indexOf(b.numero)).to.be.below(avant.indexOf(a.numero));
    expect(avant).to.include('1 dossier tient dans les crédits, 15 000,00 € sur 25 000,00 € disponibles').and.to.include('33 000,00 €').and.to.include('80,00').and.to.include('60,00');

    expect(await responsable.reussir(`/seances/${id}/dossiers/${a.id}`, { avis: 'favorable', montant: '10 000,00', reserves: '' })).to.equal(`/seances/${id}`);
    expect(lisible(await responsable.lire(`/seances/${id}`))).to.include('2 dossiers tiennent dans les crédits, 25 000,00 € sur 25 000,00 € disponibles');
  });

  it('bounds the amount of an avis and asks for reasons, keeping what was typed', async () => {
    const id = await seance();
    const responsable = await connecte(comptes.responsable);
    const trop = await responsable.envoyer(`/seances/${id}/dossiers/${a.id}`, { avis: 'favorable', montant: '20 000,01', reserves: '' });
    expect(trop.statut).to.equal(422);
    expect(lisible(trop)).to.include('Le montant ne peut pas dépasser ce qui est demandé : 20 000,00 €');
    expect(trop.corps).to.include('value="20 000,01"');
    expect(lisible(await responsable.envoyer(`/seances/${id}/dossiers/${a.id}`, { avis: 'ajourne', montant: '', reserves: '' }))).to.include('Écrivez les réserves');
    expect(await app.deps.db('seance_dossiers').whereNotNull('avis')).to.have.length(0);
  });

  it('refuses an avis without quorum, members who withdrew left out', async () => {
    const id = await seance([comptes.comite1, comptes.comite2]);
    await agir(app, comptes.comite2, (ctx) => declarerDeport(ctx, a.id, { motif: 'Siège au conseil d’administration' }));
    const responsable = await connecte(comptes.responsable);
    const champs = { avis: 'favorable', montant: '10000', reserves: '' };
    const refusee = await responsable.envoyer(`/seances/${id}/dossiers/${a.id}`, champs);
    expect(refusee.statut).to.equal(422);
    expect(lisible(refusee)).to.include('1 membre présent peut siéger, 2 requis').and.to.include('Siège au conseil d’administration');
    await responsable.reussir(`/seances/${id}/dossiers/${b.id}`, champs);
    await responsable.reussir(`/seances/${id}/presences`, { presents: [comptes.comite1.id, comptes.comite2.id, comptes.comite3.id] });
    await responsable.reussir(`/seances/${id}/dossiers/${a.id}`, champs);
    await responsable.reussir(`/seances/${id}/presences`, { presents: [comptes.comite1.id, comptes.comite2.id] });
    expect(lisible(await responsable.envoyer(`/seances/${id}/cloture`, { compteRendu: 'RAS' }))).to.include(`Le quorum n’est pas réuni pour le dossier ${a.numero}`);
  });

  it('lists what a dossier says against itself on the desk, on its report and in the booklet, to whom may see it', async () => {
    const id = await seance();
    for (const d of [a, b]) for (const membre of [comptes.comite1, comptes.comite2]) await noter(app, membre, d.id, 4);
    const point = 'Heures de personnel (Conseillère 1) : 1 000 h annoncées, au-delà des 860 h que permettent 50 % d’un temps plein de 1 720 h par an';
    const responsable = await connecte(comptes.responsable);
    for (const chemin of [`/seances/${id}/simulations`, `/dossiers/${a.id}/instruction`]) expect(lisible(await responsable.lire(chemin)), chemin).to.include('À éclaircir').and.to.include(point);
    const pages = await extrairePagesPdf((await livretDe(responsable, id)).octets);
    expect(pages).to.have.length(3);
    expect((pages[1] ?? '').replace(/\s+/gu, ' ')).to.include(point).and.to.include('Et 2 autres points');
    expect(pages[2]).not.to.include('À éclaircir');
    await agir(app, comptes.comite3, (ctx) => declarerDeport(ctx, a.id, { motif: 'Lien familial' }));
    await noter(app, comptes.comite3, b.id, 4);
    expect(lisible(await (await connecte(comptes.comite3)).lire(`/seances/${id}/simulations`))).to.include(b.numero).and.to.not.include('Heures de personnel');
  });

  it('shows a member who withdrew nothing but the number: no score, amount, rank nor page of the booklet', async () => {
    const id = await seance();
    await noter(app, comptes.comite1, a.id, 2);
    await noter(app, comptes.comite1, b.id, 4);
    await noter(app, comptes.comite2, b.id, 4);
    await agir(app, comptes.comite2, (ctx) => declarerDeport(ctx, a.id, { motif: 'Lien familial' }));
    await rendre(id, a, 1_111_100);
    const membre = await connecte(comptes.comite2);
    const page = lisible(await membre.lire(`/seances/${id}`));
    expect(page).to.include(`${a.numero} : Vous vous êtes déporté`).and.to.include('80,00').and.to.include('Le cumul et la ligne de coupure sont masqués');
    for (const secret of [a.organismeNom.concat(' Un parcours'), '40,00', '11 111,00', '18 000,00', 'Ligne de coupure :']) expect(page, secret).to.not.include(secret);
    expect(lisible(await membre.lire(`/seances/${id}/dossiers/${a.id}`))).to.include('vous n’en voyez ni les notes').and.to.not.include('11 111,00');

    const livret = await pdf(await livretDe(membre, id));
    expect(livret).to.include(b.numero).and.to.include('80,00 / 100').and.to.not.include(a.numero);
    const complet = await extrairePagesPdf((await livretDe(await connecte(comptes.responsable), id)).octets);
    expect(complet).to.have.length(3);
    expect([complet[0], complet[1], complet[2]].map((p) => (p ?? '').includes('Sommaire'))).to.deep.equal([true, false, false]);
    expect(complet[1]).to.include(a.numero).and.to.include('rang 2');
    expect(complet[2]).to.include(b.numero).and.to.include('rang 1');
  });

  it('hides the means from a member who has yet to score', async () => {
    const id = await seance();
    await noter(app, comptes.comite1, a.id, 2);
    await noter(app, comptes.comite1, b.id, 4);
    await noter(app, comptes.comite2, a.id, 4);
    const membre = await connecte(comptes.comite2);
    const page = lisible(await membre.lire(`/seances/${id}`));
    expect(page).to.include('60,00').and.to.include('Dossiers que vous n’avez pas encore notés').and.to.not.include('80,00').and.to.not.include('Ligne de coupure :');
    expect(lisible(await membre.lire(`/seances/${id}/dossiers/${b.id}`))).to.include('Masquée tant que vous n’avez pas soumis votre notation');
    expect(await pdf(await livretDe(membre, id))).to.include(b.numero).and.to.not.include('80,00');
  });

  it('closes with minutes that hold avis and amounts, an extract for whom withdrew, and passes dossiers to the decision', async () => {
    const id = await seance();
    await noter(app, comptes.comite1, a.id, 3);
    await agir(app, comptes.comite3, (ctx) => declarerDeport(ctx, b.id, { motif: 'Ancien salarié' }));
    const responsable = await connecte(comptes.responsable);
    await rendre(id, a, 1_234_500);
    expect(lisible(await responsable.envoyer(`/seances/${id}/cloture`, { compteRendu: 'Débats nourris.' }))).to.include('1 dossier attend encore l’avis du comité').and.to.include('Débats nourris.');
    await responsable.reussir(`/seances/${id}/dossiers/${b.id}`, { avis: 'ajourne', montant: '', reserves: 'Budget à préciser.' });
    await responsable.reussir(`/seances/${id}/cloture`, { compteRendu: 'Débats nourris.\n\nFin à 17 h.' });

    expect([await etatDe(a), await etatDe(b)]).to.deep.equal(['examine', 'examine']);
    const pv = await pdf(await responsable.lire(`/seances/${id}/proces-verbal.pdf`));
    for (const attendu of ['18 mai 2022 à 14 h 30', a.numero, b.numero, '12 345,00 €', 'Favorable', 'Ajourné', 'Budget à préciser.', '60,00 / 100 (1 notation)', 'Débats nourris.', `${comptes.comite3.nom} (déport)`, '2 membres présents, 2 requis']) {
      expect(pv, attendu).to.include(attendu);
    }
    const ecarte = await connecte(comptes.comite3);
    const extrait = await pdf(await ecarte.lire(`/seances/${id}/proces-verbal.pdf`));
    expect(extrait).to.include('Extrait du procès-verbal').and.to.include('12 345,00 €').and.to.not.include(b.numero).and.to.not.include('Budget à préciser').and.to.not.include('Débats nourris');
    expect(lisible(await ecarte.lire(`/seances/${id}`))).to.include('Le compte rendu n’est pas affiché').and.to.not.include('Débats nourris');

    const fige = await responsable.envoyer(`/seances/${id}/dossiers/${a.id}`, { avis: 'defavorable', montant: '', reserves: 'Trop tard' });
    expect([fige.statut, lisible(fige).includes('la séance est à l’état « Close »')]).to.deep.equal([422, true]);
    const faits = await app.deps.db('journal').whereIn('action', ['seance.clore', 'dossier.examiner']).select<{ de: string; vers: string }[]>('de', 'vers');
    expect(faits.map((f) => `${f.de} ${f.vers}`).sort()).to.deep.equal(['instruit examine', 'instruit examine', 'preparee close']);
  });

  it('leaves out a dossier withdrawn by its porteur, and keeps a responsable away from a dossier of their organisme', async () => {
    const id = await seance();
    await rendre(id, a);
    await rendre(id, b);
    await app.deps.db('dossiers').where({ id: b.id }).update({ etat: 'retire' });
    await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: a.organismeId, personne_id: comptes.responsable.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    const responsable = await connecte(comptes.responsable);
    expect(lisible(await responsable.lire(`/seances/${id}`))).to.include(`${b.numero} : ce dossier ne sera pas examiné`).and.to.include(`${a.numero} : Vous êtes membre de l’organisme`);
    const refusee = await responsable.envoyer(`/seances/${id}/dossiers/${a.id}`, { avis: 'favorable', montant: '20000', reserves: '' });
    expect([refusee.statut, lisible(refusee).includes('Vous êtes membre de l’organisme')]).to.deep.equal([422, true]);
    await responsable.reussir(`/seances/${id}/cloture`, { compteRendu: 'Un dossier retiré.' });
    expect([await etatDe(a), await etatDe(b)]).to.deep.equal(['examine', 'retire']);
    expect(await app.deps.db('seance_dossiers').where({ dossier_id: b.id }).first<{ avis: string | null }>('avis')).to.deep.equal({ avis: null });
  });

  it('is unknown to porteurs and read-only to members', async () => {
    const id = await seance();
    const porteur = await connecte(comptes.signataire);
    for (const suite of ['', `/dossiers/${a.id}`, '/livret', '/simulations', '/convocation.ics', '/proces-verbal.pdf']) expect((await porteur.lire(`/seances/${id}${suite}`)).statut, suite).to.equal(404);
    for (const suite of ['/dossiers', '/presences', '/cloture', `/dossiers/${a.id}`]) expect((await porteur.envoyer(`/seances/${id}${suite}`)).statut, suite).to.equal(404);
    const membre = await connecte(comptes.comite1);
    for (const suite of ['/dossiers', '/presences', '/cloture', '/modifier', '/ordre', '/simulations', '/compte-rendu', `/dossiers/${a.id}`]) expect((await membre.envoyer(`/seances/${id}${suite}`)).statut, suite).to.equal(403);
    expect((await membre.lire('/seances/nouvelle')).statut).to.equal(403);
    expect(lisible(await membre.lire('/seances'))).to.include('Comité de mai').and.to.include('0 sur 2');
  });

  it('calls its members with an event for their calendar, replaces it when the session moves, and takes it away from whom is no longer called', async () => {
    const id = await seance();
    const responsable = await connecte(comptes.responsable);
    const pieces = (): Promise<{ destinataire: string; piece_type: string; piece_contenu: string }[]> => app.deps.db('outbox').whereNotNull('piece_contenu').orderBy('id').select('destinataire', 'piece_type', 'piece_contenu');
    const deplier = (ics: string): string => ics.replaceAll('\r\n ', '');
    const [premiere] = await pieces();
    expect(premiere?.piece_type).to.include('method=REQUEST');
    expect(deplier(premiere?.piece_contenu ?? '')).to.include('METHOD:REQUEST').and.to.include(`UID:seance-${id}@`).and.to.include('SEQUENCE:0').and.to.include('DTSTART:20220518T123000Z').and.to.include('DTEND:20220518T153000Z').and.to.include('LOCATION:Hôtel du Département').and.to.include('ATTENDEE;');
    const champs = { titre: 'Comité de mai', jour: '19/05/2022', heure: '9 h', lieu: 'Agen', quorum: '1', membres: [comptes.comite1.id, comptes.comite2.id], dureeMinutes: '120', presidentId: comptes.comite3.id };
    expect(lisible(await responsable.envoyer(`/seances/${id}/modifier`, champs))).to.include('La présidence revient à un des membres').and.to.include('Modifier la séance');
    await responsable.reussir(`/seances/${id}/modifier`, { ...champs, presidentId: comptes.comite1.id });
    const suites = (await pieces()).slice(3);
    expect(suites.map((p) => [p.destinataire, /METHOD:(\w+)/.exec(p.piece_contenu)?.[1], /SEQUENCE:(\d+)/.exec(p.piece_contenu)?.[1]]).sort()).to.deep.equal([
      [comptes.comite1.courriel, 'REQUEST', '1'], [comptes.comite2.courriel, 'REQUEST', '1'], [comptes.comite3.courriel, 'CANCEL', '1'],
    ]);
    expect(suites.every((p) => p.piece_contenu.includes('DTSTART:20220519T070000Z'))).to.equal(true);
    await responsable.reussir(`/seances/${id}/modifier`, { ...champs, presidentId: comptes.comite1.id, quorum: '2' });
    expect(await pieces()).to.have.length(6);
    const ics = await responsable.lire(`/seances/${id}/convocation.ics`);
    expect([ics.entetes.get('content-type'), ics.corps.includes('METHOD:PUBLISH')]).to.deep.equal(['text/calendar; charset=utf-8', true]);
  });

  it('moves the cut-off with the envelope, keeps simulations side by side with amounts set by hand, and hides a line from whom withdrew', async () => {
    const id = await seance();
    await noter(app, comptes.comite1, a.id, 2);
    await noter(app, comptes.comite1, b.id, 4);
    const responsable = await connecte(comptes.responsable);
    // b ranks first with 15 000 €, a second with 18 000 €.
    const coupe = lisible(await responsable.lire(`/seances/${id}/simulations?enveloppe=20000&methode=coupure`));
    expect(coupe).to.include('Ligne de coupure : 1 dossier retenu, 15 000,00 € sur 20 000,00 €').and.to.include('Par territoire');
    expect(lisible(await responsable.lire(`/seances/${id}/simulations?enveloppe=40000&methode=coupure`))).to.include('2 sur 2').and.to.not.include('Ligne de coupure');
    expect(lisible(await responsable.lire(`/seances/${id}/simulations?enveloppe=abc`))).to.include('Saisissez un montant');
    const page = await responsable.reussir(`/seances/${id}/simulations`, { nom: 'Stricte', enveloppe: '20000', methode: 'coupure', arrondi: '100' });
    expect((await responsable.envoyer(`/seances/${id}/simulations`, { nom: 'stricte', enveloppe: '20000', methode: 'coupure' })).statut).to.equal(422);
    const taux = await responsable.reussir(`/seances/${id}/simulations`, { nom: 'Tous à 50 %', enveloppe: '20000', methode: 'taux', taux: '50' });
    await responsable.reussir(taux, { nom: 'Tous à 50 %', enveloppe: '20000', methode: 'taux', taux: '50', version: '1', 'arbitrages[0][dossierId]': a.id, 'arbitrages[0][montant]': '10 000,50' });
    expect((await responsable.envoyer(taux, { nom: 'Tous à 50 %', enveloppe: '20000', methode: 'taux', taux: '50', version: '1' })).statut).to.equal(422);
    const bureau = lisible(await responsable.lire(`/seances/${id}/simulations`));
    for (const attendu of ['Stricte', 'Tous à 50 %', '10 000,50 €', '7 500,00 €', '17 500,50 €', '2 499,50 €']) expect(bureau, attendu).to.include(attendu);

    await agir(app, comptes.comite1, (ctx) => declarerDeport(ctx, a.id, { motif: 'Lien' }));
    const ecarte = await connecte(comptes.comite1);
    for (const adresse of [`/seances/${id}/simulations`, taux, page]) {
      const vu = lisible(await ecarte.lire(adresse));
      expect(vu, adresse).to.include(b.numero).and.to.not.include(a.numero).and.to.not.include('10 000,50').and.to.not.include('17 500,50');
    }
    expect(lisible(await (await connecte(comptes.comite3)).lire(`/seances/${id}/simulations`))).to.include('quand vous avez soumis toutes vos notations').and.to.not.include('Stricte');
    await responsable.reussir(`${taux}/suppression`);
    expect((await responsable.lire(taux)).statut).to.equal(404);
  });

  it('follows the order of business, and freezes the minutes when somebody else than who closed approves them', async () => {
    const id = await seance();
    const responsable = await connecte(comptes.responsable);
    await responsable.reussir(`/seances/${id}/ordre`, { selon: 'places', 'places[0][dossierId]': a.id, 'places[0][place]': '2', 'places[1][dossierId]': b.id, 'places[1][place]': '1' });
    expect((await app.deps.db('seance_dossiers').where({ seance_id: id }).orderBy('ordre').select<{ dossier_id: string }[]>('dossier_id')).map((l) => l.dossier_id)).to.deep.equal([b.id, a.id]);
    await agir(app, comptes.comite3, (ctx) => declarerDeport(ctx, b.id, { motif: 'Lien' }));
    await rendre(id, a);
    await rendre(id, b);
    await responsable.reussir(`/seances/${id}/cloture`, { compteRendu: 'Première rédaction.' });
    expect(await pdf(await responsable.lire(`/seances/${id}/proces-verbal.pdf`))).to.include('Projet de procès-verbal');
    await responsable.reussir(`/seances/${id}/compte-rendu`, { compteRendu: 'Rédaction corrigée.' });
    expect(lisible(await responsable.envoyer(`/seances/${id}/approbation`))).to.include('approuvé par un membre présent');
    expect(lisible(await (await connecte(comptes.comite3)).envoyer(`/seances/${id}/approbation`))).to.include('Vous êtes écarté d’un dossier');
    const membre = await connecte(comptes.comite1);
    await membre.reussir(`/seances/${id}/approbation`);
    const pv = await pdf(await membre.lire(`/seances/${id}/proces-verbal.pdf`));
    expect(pv).to.include(`Approuvé par ${comptes.comite1.nom} le 10 mai 2022`).and.to.include('Rédaction corrigée.').and.to.not.include('Projet de procès-verbal').and.to.not.include('Première rédaction');
    expect((await membre.envoyer(`/seances/${id}/approbation`)).statut).to.equal(422);
    expect(lisible(await responsable.envoyer(`/seances/${id}/compte-rendu`, { compteRendu: 'Trop tard' }))).to.include('Le procès-verbal est approuvé');
  });

  it('composes a booklet of 200 dossiers in the background, killed half-way and again while it is drawn: one page each, once', async function () {
    this.timeout(180_000);
    const numeros = await copierDossiers(app, a, 198);
    const id = await seance();
    await agir(app, comptes.responsable, async (ctx) => inscrireDossiers(ctx, id, (await ctx.db('dossiers').where({ etat: 'instruit' }).select<{ id: string }[]>('id')).map((d) => d.id)));
    const responsable = await connecte(comptes.responsable);
    await responsable.reussir(`/seances/${id}/livret`);
    await responsable.reussir(`/seances/${id}/livret`);
    expect(await app.deps.db('livrets')).to.have.length(1);

    const outils = outilsDAtelier(app);
    let tours = 0;
    await travailler(outils, () => (tours += 1) > 20);
    const avancement = async (): Promise<{ fait: number; total: number; etat: string }> => app.deps.db('travaux').where('cle', 'like', 'livret:%').first('fait', 'total', 'etat');
    const { fait, total } = await avancement();
    expect([total, fait > 5 && fait < 40]).to.deep.equal([41, true]);
    expect(lisible(await responsable.lire(`/seances/${id}/livret`))).to.include(`étape ${fait} sur 41`);
    // The server died holding the work: another takes it once the reservation has run out.
    await app.deps.db('travaux').where('cle', 'like', 'livret:%').update({ reserve_jusqua: '2022-05-10T08:30:00.000Z' });
    expect((await avancement()).fait).to.equal(fait);
    app.horloge.avancer(3_600_000);
    // Then it dies once more, the file drawn and stored but not counted.
    const magasin = { ...app.deps.magasin, ranger: async (chemin: string): Promise<string> => { await app.deps.magasin.ranger(chemin); throw new Error('killed'); } };
    await travailler(outilsDAtelier(app, magasin));
    expect((await avancement()).etat).to.equal('en_attente');
    app.horloge.avancer(3_600_000);
    await app.serveur.travailler();
    expect(await avancement()).to.deep.include({ etat: 'fini' });
    expect(await app.deps.db('fichiers').where('nom', 'like', 'Livret%')).to.have.length(1);
    expect(await app.deps.db('livret_fiches')).to.have.length(0);

    const reconnecte = await connecte(comptes.responsable);
    const lien = new RegExp(`/seances/${id}/livret/[\\w-]+/livret\\.pdf`).exec((await reconnecte.lire(`/seances/${id}/livret`)).corps)?.[0] ?? '';
    const pages = await extrairePagesPdf((await reconnecte.lire(lien)).octets);
    const fiches = pages.flatMap((p, i) => { const n = /^Dossier (AAP-[\w-]+)$/m.exec(p)?.[1]; return n === undefined ? [] : [{ n, page: i + 1 }]; });
    expect(fiches).to.have.length(200);
    expect(new Set(fiches.map((f) => f.n))).to.deep.equal(new Set([a.numero, b.numero, ...numeros]));
    const sommaire = pages.slice(0, (fiches[0]?.page ?? 1) - 1).join('\n').replace(/\s+/gu, ' ');
    for (const { n, page } of [fiches[0], fiches[99], fiches[199]].flatMap((f) => (f === undefined ? [] : [f]))) expect(sommaire, n).to.match(new RegExp(`${page} ?${n}`));
    expect((await (await connecte(comptes.comite1)).lire(lien)).statut).to.equal(404);
    expect(await app.deps.db('notifications').where('cle', 'like', 'livret:%')).to.have.length(1);
  });
});

/** Copies of an instruit dossier, rows only, each with its number. */
async function copierDossiers(app: ApplicationDeTest, modele: DossierDeTest, nombre: number): Promise<string[]> {
  const { db } = app.deps;
  const [dossier, version, instruction] = [await db('dossiers').where({ id: modele.id }).first<object>(), await db('dossier_versions').where({ dossier_id: modele.id }).first<object>(), await db('instructions').where({ dossier_id: modele.id }).first<object>()];
  const numeros = Array.from({ length: nombre }, (_, i) => `AAP-2022-${String(1000 + i)}`);
  for (const numero of numeros) {
    const id = nouvelId();
    await db('dossiers').insert({ ...dossier, id, numero });
    await db('dossier_versions').insert({ ...version, ...('id' in version ? { id: nouvelId() } : {}), dossier_id: id });
    await db('instructions').insert({ ...instruction, dossier_id: id });
  }
  return numeros;
}
