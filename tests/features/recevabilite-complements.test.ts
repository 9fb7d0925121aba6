import { expect } from 'chai';
import { listerDocuments, lireDocument } from '../../server/features/documents/document-queries.js';
import { deposerDossier } from '../../server/features/dossiers/dossier-service.js';
import { lireVersionDossier } from '../../server/features/dossiers/dossier-queries.js';
import { enregistrerSection } from '../../server/features/dossiers/section-service.js';
import { listerDemandes } from '../../server/features/recevabilite/recevabilite-queries.js';
import { demanderComplements } from '../../server/features/recevabilite/recevabilite-service.js';
import type { ElementDemande } from '../../server/domain/recevabilite/complements.js';
import type { ContenuSections } from '../../server/domain/dossiers/contenu.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { pdf } from '../support/depot-http.js';
import { dossierDepose, sectionsDeTest, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

/** The test budget with a region solicited too: two letters of intent are asked. */
function budgetADeux(): ContenuSections['budget'] {
  const { budget } = sectionsDeTest();
  return { ...budget, ressources: budget.ressources.map((r) => (r.financeur === 'etat' ? { ...r, financeur: 'region', statut: 'sollicite' } : r)) };
}

const lettre = (precision: string): ElementDemande => ({ cible: 'piece', code: 'lettre_intention', precision, motif: 'incorrect', commentaire: 'Le montant n’est pas celui du budget.' });
const section = (code: string): ElementDemande => ({ cible: 'section', code, motif: 'incomplet', commentaire: 'À préciser.' });

describe('compléments', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let base: string;

  beforeEach(async () => {
    app = await lancerApplication('2022-02-01T10:00');
    dossier = await dossierDepose(app, { sections: { budget: budgetADeux() } });
    base = `/dossiers/${dossier.id}`;
  });
  afterEach(() => app.fermer());

  const visiter = async (compte: Compte): Promise<Visiteur> => { const v = new Visiteur(app.adresse); await v.connecter(compte.courriel); return v; };
  const demander = (elements: readonly ElementDemande[], message = ''): Promise<void> => agir(app, dossier.comptes.instructeur, (ctx) => demanderComplements(ctx, dossier.id, { elements, message }));
  const redeposer = (): Promise<string> => agir(app, dossier.comptes.signataire, (ctx) => deposerDossier(ctx, dossier.id));
  const etat = async (): Promise<string> => (await app.deps.db('dossiers').where({ id: dossier.id }).first<{ etat: string }>('etat')).etat;
  const texte = (r: Reponse): string => texteDe(r.corps);
  /** Addresses of those who were told of an event, in the product and by mail at the rhythm they chose. */
  const prevenus = async (motif: string): Promise<string[]> =>
    (await app.deps.db('notifications as n').join('personnes as p', 'p.id', 'n.personne_id').where('n.cle', 'like', motif).orderBy('p.courriel').select<{ courriel: string }[]>('p.courriel')).map((n) => n.courriel);
  const courriels = async (motif: string): Promise<string[]> => (await app.deps.db('outbox').where('cle', 'like', motif).orderBy('destinataire').select<{ destinataire: string }[]>('destinataire')).map((c) => c.destinataire);
  const joindre = (v: Visiteur, code: string, precision: string, nom: string): Promise<Reponse> =>
    v.envoyer(`${base}/pieces`, { code, precision, [precision === '' ? code : `${code}-${precision}`]: pdf(nom) });
  const aller = async (moment: string, ...visiteurs: readonly [Visiteur, Compte][]): Promise<void> => { app.horloge.allerA(moment); for (const [v, c] of visiteurs) await v.connecter(c.courriel); };
  const MEMBRES = ['redacteur@passerelle.test', 'signataire@passerelle.test'];

  it('shows the letter before anything is sent, goes back with everything typed, and takes another limit with its reason only', async () => {
    const agent = await visiter(dossier.comptes.instructeur);
    const champs = { 'elements[0][cle]': 'piece:lettre_intention:region', 'elements[0][motif]': 'perime', 'elements[0][commentaire]': 'Datée de 2020', message: 'Deux lignes\nde message', limite: '20/02/2022', motifLimite: '' };
    const apercu = `${base}/recevabilite/complements/apercu`;
    const sansRaison = await agent.envoyer(apercu, champs);
    expect([sansRaison.statut, texte(sansRaison)]).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('dites pourquoi') && t.includes('de message'));
    const trop = await agent.envoyer(apercu, { ...champs, limite: '03/04/2022', motifLimite: 'Vacances' });
    expect([trop.statut, texte(trop)]).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('entre le 6 février 2022 et le 2 avril 2022'));
    const lue = await agent.envoyer(apercu, { ...champs, motifLimite: 'Vacances scolaires' });
    expect(lue.statut).to.equal(200);
    expect(texte(lue)).to.contain('Demande de compléments n° 1').and.to.contain('Datée de 2020').and.to.contain('À redéposer le 20 février 2022 au plus tard').and.to.contain('(Région)');
    expect(await etat()).to.equal('depose');
    expect(await prevenus('complements:%')).to.deep.equal([]);
    const modifiee = await agent.envoyer(apercu, { ...champs, motifLimite: 'Vacances scolaires', etape: 'modifier' });
    expect([modifiee.statut, modifiee.corps.includes('value="Datée de 2020"'), modifiee.corps.includes('value="20/02/2022"')]).to.deep.equal([200, true, true]);
    expect(await agent.reussir(`${base}/recevabilite/complements`, { ...champs, motifLimite: 'Vacances scolaires' })).to.equal(`${base}/complements`);
    const [demande] = await listerDemandes(app.deps.db, dossier.id);
    expect(demande).to.deep.include({ numero: 1, limite: '2022-02-20', limiteInitiale: '2022-02-20', limiteMotif: 'Vacances scolaires', versionDemandee: 1, closeLe: null });
    const document = (await listerDocuments(app.deps.db, dossier.id, true)).find((d) => d.type === 'demande_complements');
    expect(JSON.stringify(await lireDocument(app.deps.db, dossier.id, document?.id ?? '', true))).to.contain('20 février 2022').and.to.contain('examiné en l’état');
  });

  it('lets a piece of one co-funder be changed, and refuses the other co-funder, another piece and every section', async () => {
    await demander([lettre('commune')]);
    const porteur = await visiter(dossier.comptes.redacteur);
    const pages = texte(await porteur.lire(`${base}/pieces`));
    expect(pages).to.contain('cofinanceur sollicité (Commune)');
    const autres = [await joindre(porteur, 'lettre_intention', 'region', 'region'), await joindre(porteur, 'lettre_intention', '', 'sans'), await joindre(porteur, 'rib', '', 'rib')];
    for (const r of autres) expect([r.statut, texte(r).includes('Seuls les éléments demandés')]).to.deep.equal([422, true]);
    const rib = await app.deps.db('pieces').where({ dossier_id: dossier.id, code: 'rib' }).first<{ id: string }>('id');
    const region = await app.deps.db('pieces').where({ dossier_id: dossier.id, precision: 'region' }).first<{ id: string }>('id');
    for (const { id } of [rib, region]) expect((await porteur.envoyer(`${base}/pieces/${id}/retrait`)).statut).to.equal(422);
    for (const s of ['organisme', 'projet', 'publics', 'budget', 'indicateurs', 'engagements']) {
      const r = await porteur.envoyer(`${base}/sections/${s}`, { version: '1' });
      expect([s, r.statut]).to.deep.equal([s, 422]);
      expect(texte(r)).to.contain('Seuls les éléments demandés');
    }
    expect((await app.deps.db('pieces').where({ dossier_id: dossier.id }).whereNotNull('retiree_le')).length).to.equal(0);
    expect((await joindre(porteur, 'lettre_intention', 'commune', 'nouvelle-lettre')).statut).to.equal(303);
    await redeposer();
    const [avant, apres] = [await lireVersionDossier(app.deps.db, dossier.id, 1), await lireVersionDossier(app.deps.db, dossier.id, 2)];
    expect(apres?.sections).to.deep.equal(avant?.sections);
    expect(apres?.pieces.filter((p) => p.nom === 'nouvelle-lettre.pdf').map((p) => p.precision)).to.deep.equal(['commune']);
    expect(apres?.pieces.length).to.equal((avant?.pieces.length ?? 0) + 1);
  });

  it('opens a section alone, then the letter of a co-funder that its correction brings in, and of no other', async () => {
    await demander([section('budget')]);
    const porteur = await visiter(dossier.comptes.signataire);
    expect((await joindre(porteur, 'lettre_intention', 'epci', 'epci')).statut).to.equal(422);
    const budget = budgetADeux();
    const corrige = { ...budget, ressources: budget.ressources.map((r) => (r.financeur === 'fonds_propres' ? { ...r, financeur: 'epci' as const, libelle: 'Agglomération', statut: 'sollicite' as const } : r)) };
    await agir(app, dossier.comptes.redacteur, (ctx) => enregistrerSection(ctx, dossier.id, 'budget', corrige, 1));
    expect((await porteur.envoyer(`${base}/sections/projet`, { version: '1' })).statut).to.equal(422);
    expect((await joindre(porteur, 'lettre_intention', 'commune', 'commune')).statut).to.equal(422);
    const page = texte(await porteur.lire(`${base}/complements`));
    expect(page).to.contain('Vos corrections rendent aussi nécessaires').and.to.contain('(Intercommunalité (EPCI))').and.to.contain('Modifié');
    expect((await porteur.envoyer(`${base}/depot`)).statut, 'the letter is missing').to.equal(422);
    expect((await joindre(porteur, 'lettre_intention', 'epci', 'epci')).statut).to.equal(303);
    await porteur.reussir(`${base}/depot`);
    expect(await etat()).to.equal('depose');
  });

  it('keeps each round with its number, its answer and what changed, for both sides and nobody else', async () => {
    const { instructeur, signataire, redacteur, comite1, avis, finances1 } = dossier.comptes;
    await demander([section('projet'), lettre('commune')], 'Premier envoi');
    const [porteur, agent] = [await visiter(redacteur), await visiter(instructeur)];
    await porteur.reussir(`${base}/complements/reponse`, { reponse: 'La lettre viendra plus tard.' });
    const { projet } = sectionsDeTest();
    await agir(app, redacteur, (ctx) => enregistrerSection(ctx, dossier.id, 'projet', { ...projet, equipe: 'Trois conseillers' }, 1));
    const enCours = texte(await porteur.lire(`${base}/complements`));
    expect(enCours).to.contain('Demande n° 1 En attente de réponse').and.to.contain('Modifié').and.to.contain('Pas encore modifié').and.to.contain('La lettre viendra plus tard.');
    expect(texte(await agent.lire(`${base}/complements`)), 'what is being written is the porteur’s').to.not.contain('La lettre viendra').and.not.contain('Pas encore modifié').and.not.contain('Trois conseillers');
    await app.deps.db('organismes').where({ id: dossier.organismeId }).update({ adresse: '3 place Neuve' });
    app.horloge.allerA('2022-02-10T11:00');
    await redeposer();
    await demander([lettre('commune')], 'Second envoi');
    await aller('2022-02-10T12:00', [agent, instructeur], [porteur, signataire]);
    for (const v of [agent, porteur]) {
      const page = texte(await v.lire(`${base}/complements`));
      expect(page).to.match(/Demande n° 2 En attente de réponse.*Demande n° 1 Répondue/);
      expect(page).to.contain('Premier envoi').and.to.contain('Second envoi').and.to.contain('Redéposé le 10 février 2022 à 11 h 00')
        .and.to.contain('La lettre viendra plus tard.').and.to.contain('Trois conseillers').and.to.contain('3 place Neuve').and.to.contain('Inchangé');
    }
    const [un, deux] = await listerDemandes(app.deps.db, dossier.id);
    expect([un?.versionDemandee, un?.versionReponse, deux?.versionDemandee, deux?.versionReponse]).to.deep.equal([1, 2, 2, null]);
    expect((await (await visiter(finances1)).lire(`${base}/complements`)).statut).to.equal(200);
    for (const exclu of [comite1, avis]) expect((await (await visiter(exclu)).lire(`${base}/complements`)).statut).to.equal(404);
    expect((await agent.envoyer(`${base}/complements/reponse`, { reponse: 'x' })).statut, 'an agent does not answer for the organisme').to.equal(403);
    expect((await porteur.envoyer(`${base}/complements/prolongation`, { decision: 'accorder', limite: '01/03/2022' })).statut).to.equal(403);
  });

  it('reminds the members seven and two days before the limit, then them and the instructeur the day after, each once', async () => {
    await demander([lettre('commune')]);
    const passages: [string, string, readonly string[]][] = [
      ['2022-02-08T09:00', '%rappel:%', []], ['2022-02-09T07:00', '%rappel:%', []], ['2022-02-09T08:00', '%rappel:j7:%', MEMBRES], ['2022-02-12T09:00', '%rappel:%', MEMBRES], ['2022-02-14T09:00', '%rappel:j2:%', MEMBRES],
      ['2022-02-16T23:30', '%rappel:depassee:%', []], ['2022-02-17T08:00', '%rappel:depassee:%', ['instructeur@passerelle.test', ...MEMBRES]], ['2022-02-25T09:00', '%rappel:%', [...MEMBRES, ...MEMBRES, ...MEMBRES, 'instructeur@passerelle.test'].sort()],
    ];
    for (const [moment, motif, attendus] of passages) {
      app.horloge.allerA(moment);
      await app.serveur.travailler();
      await app.serveur.travailler();
      expect(await prevenus(motif), moment).to.deep.equal(attendus);
    }
    expect(await courriels('%rappel:%'), 'official mails leave at once').to.deep.equal([...MEMBRES, ...MEMBRES, ...MEMBRES].sort());
    const faits = await app.deps.db('journal').where({ dossier_id: dossier.id, action: 'complements.rappeler' });
    expect(faits.length).to.equal(3);
  });

  it('stops reminding once answered, and starts again from a limit that was moved', async () => {
    await demander([lettre('commune')]);
    app.horloge.allerA('2022-02-14T09:00');
    await app.serveur.travailler();
    expect(await prevenus('%rappel:%'), 'two days before: the seven-day one is past').to.deep.equal(MEMBRES);
    const agent = await visiter(dossier.comptes.instructeur);
    await agent.reussir(`${base}/complements/prolongation`, { decision: 'accorder', limite: '28/02/2022', motif: '' });
    app.horloge.allerA('2022-02-21T09:00');
    await app.serveur.travailler();
    expect(await prevenus('%rappel:j7:%:2022-02-28')).to.deep.equal(MEMBRES);
    await redeposer();
    app.horloge.allerA('2022-03-02T09:00');
    await app.serveur.travailler();
    expect(await prevenus('%rappel:depassee:%')).to.deep.equal([]);
  });

  it('lets the porteur ask for time and the agent grant or refuse it with words, journaled and mailed', async () => {
    await demander([lettre('commune')]);
    const { instructeur, responsable, redacteur } = dossier.comptes;
    const [porteur, agent] = [await visiter(redacteur), await visiter(instructeur)];
    const trop = await porteur.envoyer(`${base}/complements/delai`, { souhaite: '16/02/2022', motif: 'Conseil d’administration le 25' });
    expect(trop.statut).to.equal(422);
    expect(texte(trop)).to.contain('entre le 17 février 2022 et le 1er juin 2022');
    expect(trop.corps).to.contain('value="16/02/2022"').and.to.contain('value="Conseil d’administration le 25"');
    expect((await porteur.envoyer(`${base}/complements/delai`, { souhaite: '', motif: '' })).statut).to.equal(422);
    await porteur.reussir(`${base}/complements/delai`, { souhaite: '28/02/2022', motif: 'Conseil d’administration le 25' });
    expect(await prevenus('delai:%')).to.deep.equal(['instructeur@passerelle.test']);
    expect(texte(await porteur.envoyer(`${base}/complements/delai`, { souhaite: '01/03/2022', motif: 'Encore' }))).to.contain('Un délai est déjà demandé');
    expect((await listerDemandes(app.deps.db, dossier.id))[0]?.limite, 'asking moves nothing').to.equal('2022-02-16');
    expect(texte(await agent.envoyer(`${base}/complements/prolongation`, { decision: 'refuser', motif: '' }))).to.contain('Expliquez votre refus');
    await agent.reussir(`${base}/complements/prolongation`, { decision: 'refuser', motif: 'Le comité se réunit le 20.' });
    expect(texte(await agent.envoyer(`${base}/complements/prolongation`, { decision: 'refuser', motif: 'Encore' }))).to.contain('Aucun délai supplémentaire');
    expect(texte(await agent.envoyer(`${base}/complements/prolongation`, { decision: 'accorder', limite: '' }))).to.contain('Renseignez ce champ');
    await (await visiter(responsable)).reussir(`${base}/complements/prolongation`, { decision: 'accorder', limite: '25/02/2022', motif: 'Finalement possible.' });
    expect((await listerDemandes(app.deps.db, dossier.id))[0]).to.deep.include({ limite: '2022-02-25', limiteInitiale: '2022-02-16' });
    expect(texte(await porteur.lire(`${base}/complements`))).to.contain('Refusé : « Le comité se réunit le 20 »').and.to.contain('Délai prolongé jusqu’au 25 février 2022 : « Finalement possible »');
    expect(await prevenus('prolongation:%')).to.deep.equal(['redacteur@passerelle.test', ...MEMBRES, 'signataire@passerelle.test'].sort());
    const actions = await app.deps.db('journal').where({ dossier_id: dossier.id }).where('action', 'like', 'complements.%').orderBy('rang').select<{ action: string }[]>('action');
    expect(actions.map((a) => a.action)).to.deep.equal(['complements.demander_delai', 'complements.refuser_delai', 'complements.prolonger']);
  });

  it('takes an answer after the limit until an agent resumes the examination, which nobody does before that day is over', async () => {
    await demander([section('projet')]);
    const { instructeur, redacteur, signataire } = dossier.comptes;
    const agent = await visiter(instructeur);
    app.horloge.allerA('2022-02-16T23:59:59');
    await agent.connecter(instructeur.courriel);
    const tot = await agent.envoyer(`${base}/complements/reprise`, { motifReprise: 'Sans nouvelles' });
    expect([tot.statut, texte(tot)]).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('jusqu’au 16 février 2022 inclus'));
    const { projet } = sectionsDeTest();
    await agir(app, redacteur, (ctx) => enregistrerSection(ctx, dossier.id, 'projet', { ...projet, titre: 'Titre jamais redéposé' }, 1));
    app.horloge.allerA('2022-02-17T00:00:01');
    const porteur = await visiter(redacteur);
    expect(texte(await porteur.lire(`${base}/complements`))).to.contain('Vous pouvez encore redéposer');
    expect((await porteur.envoyer(`${base}/complements/reprise`)).statut).to.equal(403);
    await agent.connecter(instructeur.courriel);
    await agent.reussir(`${base}/complements/reprise`, { motifReprise: 'Sans nouvelles' });
    expect(await etat()).to.equal('depose');
    expect(await app.deps.db('dossiers').where({ id: dossier.id }).first('titre', 'version')).to.deep.equal({ titre: projet.titre, version: 1 });
    const refusee = await agir(app, signataire, (ctx) => deposerDossier(ctx, dossier.id)).catch((e: unknown) => e);
    expect(refusee).to.include({ code: 'etat.incompatible' });
    expect(texte(await agent.lire(`${base}/complements`))).to.contain('Close sans réponse').and.to.contain('Sans nouvelles');
    const ligne = await app.deps.db('journal').where({ action: 'dossier.reprendre_sans_reponse' }).first<{ de: string; vers: string }>('de', 'vers');
    expect(ligne).to.deep.equal({ de: 'complements_demandes', vers: 'depose' });

    // Another request does not carry along what was begun and never sent.
    await demander([lettre('commune')]);
    expect((await joindre(porteur, 'lettre_intention', 'commune', 'lettre')).statut).to.equal(303);
    await redeposer();
    expect((await lireVersionDossier(app.deps.db, dossier.id, 2))?.sections.projet.titre).to.equal(projet.titre);
    expect((await listerDemandes(app.deps.db, dossier.id)).map((d) => [d.versionReponse, d.sansReponse?.motif ?? null])).to.deep.equal([[null, 'Sans nouvelles'], [2, null]]);
  });

  it('sends one request when two agents send at the same moment', async () => {
    const agents = [await visiter(dossier.comptes.instructeur), await visiter(dossier.comptes.responsable)];
    const champs = { 'elements[0][cle]': 'piece:rib', 'elements[0][motif]': 'manquant', 'elements[0][commentaire]': '' };
    const statuts = (await Promise.all(agents.map((a) => a.envoyer(`${base}/recevabilite/complements`, champs)))).map((r) => r.statut).sort();
    expect(statuts).to.deep.equal([303, 409]);
    expect((await listerDemandes(app.deps.db, dossier.id)).length).to.equal(1);
  });

  it('finds on the checklist a piece out of date on the day of deposit, an infected file and one not yet scanned', async () => {
    const version = await lireVersionDossier(app.deps.db, dossier.id, 1);
    const dater = (code: string, fin: string): void => { for (const p of version?.pieces ?? []) if (p.code === code) Object.assign(p, { valableJusquAu: fin }); };
    dater('sirene', '2022-01-31');
    dater('comptes', '2022-02-01');
    await app.deps.db('dossier_versions').where({ dossier_id: dossier.id }).update({ contenu: JSON.stringify(version) });
    const fichier = (code: string): string => version?.pieces.find((p) => p.code === code)?.fichierId ?? '';
    await app.deps.db('fichiers').where({ id: fichier('statuts') }).update({ analyse: 'infectee' });
    await app.deps.db('fichiers').where({ id: fichier('rib') }).update({ analyse: 'en_attente' });
    const agent = await visiter(dossier.comptes.instructeur);
    const page = texte(await agent.lire(`${base}/recevabilite`));
    expect(page).to.contain('Valable jusqu’au 31 janvier 2022 : périmée le jour du dépôt.').and.to.contain('Valable jusqu’au 1er février 2022.')
      .and.to.contain('L’antivirus a refusé un fichier').and.to.contain('L’analyse antivirus n’est pas terminée').and.to.contain('Périmée au jour du dépôt : Avis de situation');
    const formulaire = (await agent.lire(`${base}/recevabilite/complements`)).corps;
    expect(formulaire).to.contain('value="Valable jusqu’au 31 janvier 2022 : joignez une pièce à jour."');
  });
});
