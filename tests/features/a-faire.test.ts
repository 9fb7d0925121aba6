import { expect } from 'chai';
import { genererConventions } from '../../server/features/conventions/convention-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { demanderComplements } from '../../server/features/recevabilite/recevabilite-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type Compte, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import { appelDeTest, dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('à faire', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(compte.courriel);
    return v;
  };
  const lire = async (nom: NomDeCompte, chemin = '/a-faire'): Promise<string> => texteDe((await (await visiter(comptes[nom])).lire(chemin)).corps).replace(/^.*?Ce qui attend/u, '');

  beforeEach(async () => {
    app = await lancerApplication('2022-02-10T09:00');
    comptes = await comptesDeTest(app);
  });
  afterEach(() => app.fermer());

  it('says to each what is theirs: assigned to them, to nobody, and never on an organisme they belong to', async () => {
    const appelId = await appelDeTest(app);
    const libre = await dossierDepose(app, { comptes, appelId });
    const pris = await dossierDepose(app, { comptes, appelId });
    await app.deps.db('dossiers').where({ id: pris.id }).update({ instructeur_id: comptes.instructeur2.id });
    await dossierDepose(app, { comptes, appelId, etat: 'en_instruction' });
    expect(await lire('instructeur')).to.contain('Recevabilité à examiner 1').and.to.contain(libre.numero).and.to.contain('Dossiers à instruire 1').and.to.contain('Affecté à personne').and.not.to.contain(pris.numero);
    expect(await lire('instructeur2')).to.contain('Recevabilité à examiner 2').and.to.contain(pris.numero).and.not.to.contain('Dossiers à instruire');
    expect(await lire('responsable')).to.contain('Recevabilité à examiner 1').and.to.contain(libre.numero).and.not.to.contain(pris.numero);
    for (const nom of ['finances1', 'pilotage', 'controleur', 'avis', 'redacteur'] as const) expect(await lire(nom), nom).to.contain('Rien n’attend votre action');
    await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: libre.organismeId, personne_id: comptes.responsable.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    expect(await lire('responsable')).not.to.contain(libre.numero);
    expect(await lire('instructeur', '/a-faire?nature=instruire')).to.contain('Instruire le dossier').and.not.to.contain('Examiner la recevabilité');
    expect(await lire('instructeur', '/tableau-de-bord')).to.contain('Recevabilité à examiner 1').and.to.contain('Dossiers à instruire 1');
  });

  it('puts the nearest deadline first and says in words what is late, for a porteur from the draft to the bilan', async () => {
    const appelId = await appelDeTest(app);
    const brouillon = await dossierDepose(app, { comptes, appelId });
    await app.deps.db('dossiers').where({ id: brouillon.id }).update({ etat: 'brouillon', numero: null, depose_le: null, titre: 'Mon brouillon' });
    const complete = await dossierDepose(app, { comptes, appelId });
    await agir(app, comptes.instructeur, (ctx) => demanderComplements(ctx, complete.id, { elements: [{ cible: 'piece', code: 'rib', motif: 'manquant', commentaire: '' }], message: 'Merci' }));
    await app.deps.db('membres').where({ organisme_id: complete.organismeId, personne_id: comptes.signataire.id }).update({ representant_legal: false, delegation_jusqu_au: '2022-02-13' });
    expect(await lire('redacteur')).to.match(/Plus tard .*Répondre à la demande de compléments.*Dans 15 jours avant le 25 février 2022 inclus.*Terminer et déposer le dossier.*avant le 31 mars 2022 à 23 h 59/u);
    expect(await lire('signataire')).to.match(/Cette semaine 1 D’ici au 16 février 2022 Renouveler la délégation.*Dans 3 jours avant le 13 février 2022.*Plus tard/u);
    app.horloge.allerA('2022-02-28T10:00');
    expect(await lire('redacteur')).to.match(/En retard 1 Répondre à la demande de compléments.*En retard de 3 jours/u);
    expect(await lire('redacteur', '/tableau-de-bord')).to.contain('Compléments à fournir 1 En retard de 3 jours');
    app.horloge.allerA('2022-04-01T00:00');
    expect(await lire('redacteur')).not.to.contain('Terminer et déposer');
  });

  it('tells a signataire until when an act may be contested, and the responsable when silence rejects the recours', async () => {
    const dossier: DossierDeTest = await dossierExamine(app, { comptes });
    await deciderEtNotifier(app, dossier, 0);
    expect(await lire('signataire')).to.match(/Déposer un recours gracieux, si vous contestez.*Contre le refus de subvention.*avant le 11 avril 2022 inclus/u);
    expect(await lire('redacteur')).not.to.contain('recours gracieux');
    const signataire = await visiter(comptes.signataire);
    await signataire.lire(`/dossiers/${dossier.id}/recours`);
    await signataire.reussir(`/dossiers/${dossier.id}/recours`, { contre: 'refus', texte: 'Nous contestons.' });
    expect(await lire('signataire')).not.to.contain('recours gracieux');
    expect(await lire('responsable')).to.match(/Répondre au recours.*avant le 10 avril 2022 inclus/u);
  });

  it('follows a convention, a payment and the committee, each in its place', async () => {
    const dossier = await dossierExamine(app, { comptes });
    await voterEnveloppe(app, dossier.appelId, 10_000_000);
    await deciderEtNotifier(app, dossier, 2_000_000);
    expect(await lire('instructeur')).to.contain('Préparer la convention');
    const [conventionId = ''] = await agir(app, comptes.responsable, (ctx) => genererConventions(ctx, dossier.id));
    expect(await lire('redacteur')).to.contain('Signer la convention');
    expect(await lire('instructeur')).to.contain('Faire signer la convention').and.to.contain('n’a pas encore rendu son exemplaire');
    expect((await (await visiter(comptes.redacteur)).lire(`/dossiers/${dossier.id}/conventions/${conventionId}`)).statut).to.equal(200);
  });

  it('asks the committee to score before its session, and a consulted partner to answer by their day', async () => {
    const dossier = await dossierDepose(app, { comptes, etat: 'instruit' });
    const seanceId = nouvelId();
    await app.deps.db('seances').insert({ id: seanceId, appel_id: dossier.appelId, titre: 'Comité de mars', le: instantDeParis('2022-03-01T14:30'), lieu: 'Agen', quorum: 1, etat: 'preparee', compte_rendu: '', cree_le: app.horloge.maintenant() });
    await app.deps.db('seance_membres').insert({ seance_id: seanceId, personne_id: comptes.comite1.id, present: false });
    await app.deps.db('avis_demandes').insert({ id: nouvelId(), dossier_id: dossier.id, personne_id: comptes.avis.id, question: 'Q', demande_par: comptes.instructeur.id, demande_le: app.horloge.maintenant(), limite: '2022-02-09' });
    expect(await lire('responsable')).to.contain('Inscrire le dossier à une séance').and.to.contain('Tenir ou clore la séance');
    await app.deps.db('seance_dossiers').insert({ seance_id: seanceId, dossier_id: dossier.id, ordre: 1, reserves: '' });
    expect(await lire('responsable')).not.to.contain('Inscrire le dossier');
    await app.deps.db('declarations_interets').insert((['comite1', 'comite2'] as const).map((nom) => ({ dossier_id: dossier.id, personne_id: comptes[nom].id, lien: false, declaree_le: app.horloge.maintenant() })));
    expect(await lire('comite1')).to.match(/Noter le dossier.*avant le 1er mars 2022 à 14 h 30.*Comité de sélection.*le 1er mars 2022 à 14 h 30/u);
    expect(await lire('comite2')).to.contain('Noter le dossier').and.not.to.contain('Comité de sélection :');
    expect(await lire('avis')).to.contain('Rendre votre avis').and.to.contain('En retard de 1 jour');
    await app.deps.db('deports').insert({ dossier_id: dossier.id, personne_id: comptes.comite1.id, motif: 'Lien', declare_le: app.horloge.maintenant() });
    expect(await lire('comite1')).not.to.contain('Noter le dossier');
  });

  it('asks the same number of queries with one dossier and with two hundred, and every link opens', async () => {
    const premier = await dossierDepose(app, { comptes });
    await app.deps.db('habilitations').insert((['responsable', 'comite', 'finances', 'controleur', 'avis', 'admin'] as const).map((code) => ({ personne_id: comptes.instructeur.id, code, accordee_le: app.horloge.maintenant() })));
    const [agent, porteur] = [await visiter(comptes.instructeur), await visiter(comptes.signataire)];
    const compter = async (v: Visiteur, chemin: string): Promise<number> => {
      let n = 0;
      const ecouter = (): void => { n += 1; };
      app.deps.db.on('query', ecouter);
      expect((await v.lire(chemin)).statut).to.equal(200);
      app.deps.db.removeListener('query', ecouter);
      return n;
    };
    const mesurer = async (): Promise<number[]> => [await compter(agent, '/a-faire'), await compter(agent, '/tableau-de-bord'), await compter(porteur, '/a-faire'), await compter(porteur, '/tableau-de-bord')];
    const avant = await mesurer();
    const modele = await app.deps.db('dossiers').where({ id: premier.id }).first<Record<string, unknown>>();
    const etats = ['depose', 'recevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'ajourne', 'notifie', 'complements_demandes', 'brouillon'];
    const lignes = Array.from({ length: 200 }, (_, i) => ({ ...modele, id: nouvelId(), numero: `AAP-2022-${String(1000 + i)}`, etat: etats[i % etats.length], instructeur_id: i % 2 === 0 ? comptes.instructeur.id : null }));
    const version = await app.deps.db('dossier_versions').where({ dossier_id: premier.id }).first<Record<string, unknown>>();
    for (let i = 0; i < lignes.length; i += 20) {
      await app.deps.db('dossiers').insert(lignes.slice(i, i + 20));
      await app.deps.db('dossier_versions').insert(lignes.slice(i, i + 20).map(({ id }) => ({ ...version, dossier_id: id })));
    }
    await app.deps.db('demandes_complements').insert(lignes.filter((l) => l.etat === 'complements_demandes').map((l) => ({ id: nouvelId(), dossier_id: l.id, elements: '[]', message: '', limite: '2022-02-20', demande_par: comptes.instructeur.id, demande_le: app.horloge.maintenant() })));
    expect(await mesurer()).to.deep.equal(avant);
    for (const [v, nom] of [[agent, 'agent'], [porteur, 'porteur']] as const) {
      const page = await v.lire('/a-faire');
      const liens = new Set([...page.corps.matchAll(/p-tache__lien" href="([^"]+)"/g)].map((m) => m[1] ?? ''));
      const parSorte = new Map([...liens].map((l) => [l.replace(/[0-9a-f-]{36}/g, ':id'), l]));
      expect(parSorte.size, nom).to.be.greaterThan(nom === 'agent' ? 6 : 0);
      for (const lien of parSorte.values()) expect((await v.lire(lien)).statut, lien).to.equal(200);
      const natures = [...page.corps.matchAll(/href="(\/a-faire\?nature[^"]+)"/g)].map((m) => (m[1] ?? '').replace('&#x3D;', '='));
      for (const lien of natures) expect((await v.lire(lien)).statut, lien).to.equal(200);
    }
  });

  it('says how many there are when it shows only the first', async () => {
    const premier = await dossierDepose(app, { comptes });
    const modele = await app.deps.db('dossiers').where({ id: premier.id }).first<Record<string, unknown>>();
    for (let lot = 0; lot < 12; lot += 1) await app.deps.db('dossiers').insert(Array.from({ length: 20 }, (_, i) => ({ ...modele, id: nouvelId(), numero: `AAP-2022-${String(1000 + lot * 20 + i)}` })));
    expect(await lire('instructeur')).to.contain('Recevabilité à examiner 241').and.to.contain('les 200 premiers sur 241');
  });
});
