import { expect } from 'chai';
import { designerControleur } from '../../server/features/controles/controle-service.js';
import { lireControle } from '../../server/features/controles/controle-queries.js';
import { liquider, mandater, payer, valider } from '../../server/features/versements/versement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type NomDeCompte } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee, type OptionsBilan } from '../support/convention-signee.js';
import { sectionsDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Champs, type Reponse } from '../support/visiteur.js';

const PDF = new File(['%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'], 'bulletins.pdf', { type: 'application/pdf' });
const FAUX = new File(['bonjour'], 'preuve.png', { type: 'image/png' });

describe('service-fait control', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;
  let lignes: string[];
  let ressource: string;
  let controleur: Visiteur;
  let signataire: Visiteur;
  let page: string;

  const connecte = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps);
  const etat = async (): Promise<string> => (await app.deps.db('bilans').where({ id: c.bilanId }).first<{ etat: string }>('etat')).etat;
  const retenue = (changements: Champs = {}): Champs => ({
    'volumes[0]': '32', 'publics[rsa]': '30', 'publics[horsRsaMoins25]': '2', 'publics[horsRsaAutres]': '0', 'ressources[0][id]': ressource, 'ressources[0][retenu]': '25000', commentaire: '', ...changements,
  });
  const decider = (rang: number, champs: Champs): Promise<Reponse> => controleur.envoyer(`${page}/depenses/${lignes[rang] ?? ''}`, champs);
  const accepterSauf = async (sauf: readonly number[] = []): Promise<void> => {
    for (const rang of lignes.keys()) if (!sauf.includes(rang)) expect((await decider(rang, { decision: 'acceptee' })).statut).to.equal(303);
  };
  const repondre = (champs: Champs): Promise<string> => signataire.reussir(`/dossiers/${c.id}/bilan/contradictoire`, champs);
  const document = async (type: string): Promise<string> => {
    const { id } = await app.deps.db('documents').where({ type, dossier_id: c.id }).first<{ id: string }>('id');
    return (await extraireTextePdf((await signataire.lire(`/dossiers/${c.id}/documents/${id}/document.pdf`)).octets)).replace(/\s+/g, ' ');
  };

  /** The example of the specification, deposited, its controller designated and the control open. */
  const ouvert = async (options: OptionsBilan = {}, forfait = false): Promise<void> => {
    const { budget } = sectionsDeTest();
    c = await conventionSignee(app, forfait ? { sections: { budget: { ...budget, forfaits: ['indirectes_15'] } } } : {});
    app.horloge.allerA('2023-02-15T10:00');
    ({ depenses: lignes, ressource } = await bilanDepose(app, c, options));
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    page = `/dossiers/${c.id}/controle`;
    [controleur, signataire] = [await connecte('controleur'), await connecte('signataire')];
    await controleur.reussir(`${page}/ouverture`);
  };

  beforeEach(async () => { app = await lancerApplication(); });
  afterEach(() => app.fermer());

  it('reaches the example to the cent, on the page of the porteur', async () => {
    await ouvert();
    expect(await lu(signataire, `/dossiers/${c.id}/bilan`)).to.include('En contrôle');
    await accepterSauf();
    await controleur.reussir(`${page}/realisation`, retenue());
    expect(await lu(controleur, page)).to.include('Montant dû 18 000,00 €').and.include('Solde à verser 8 000,00 €');
    await controleur.reussir(`${page}/provisoire`);
    await repondre({ intention: 'accepter', reponse: '' });
    await controleur.reussir(`${page}/definitif`);
    const solde = await lu(signataire, `/dossiers/${c.id}/solde`);
    expect(solde).to.include('Montant définitif').and.include('Montant dû 18 000,00 €').and.include('Déjà versé 10 000,00 €').and.include('Solde à verser 8 000,00 €');
    const plafonds = [...solde.matchAll(/(Montant de la convention|Volume réalisé|Dépenses retenues|Absence de surfinancement|Publics accueillis) (Plafond retenu )?/g)];
    expect(plafonds.map((p) => p[1]).slice(-5)).to.deep.equal(['Montant de la convention', 'Volume réalisé', 'Dépenses retenues', 'Absence de surfinancement', 'Publics accueillis']);
    expect(plafonds.filter((p) => p[2] !== undefined).map((p) => p[1])).to.deep.equal(['Volume réalisé']);
    for (const montant of ['20 000,00 €', '19 200,00 €', '23 000,00 €']) expect(solde).to.include(montant);
    expect(solde).to.include('À liquider').and.include('31 décembre 2026');
    const pdf = await document('conclusions_definitives');
    expect(pdf).to.include('18 000,00 €').and.include('Volume réalisé (plafond retenu)').and.include('tribunal administratif de Bordeaux').and.include('17 avril 2023');
  });

  it('says that the balance was paid once it is, and offers a recours only while its limit runs', async () => {
    await ouvert();
    await accepterSauf();
    await controleur.reussir(`${page}/realisation`, retenue());
    await controleur.reussir(`${page}/provisoire`);
    await repondre({ intention: 'accepter', reponse: '' });
    await controleur.reussir(`${page}/definitif`);
    const solde = `/dossiers/${c.id}/solde`;
    expect(await lu(signataire, solde)).to.include('il reste 8 000,00 € à verser').and.include('Former un recours gracieux');
    const dernier = c.versements[1] ?? '';
    await agir(app, c.comptes.finances1, (ctx) => liquider(ctx, c.id, dernier));
    await agir(app, c.comptes.finances2, (ctx) => valider(ctx, c.id, dernier));
    await agir(app, c.comptes.finances1, (ctx) => mandater(ctx, c.id, dernier));
    app.horloge.allerA('2023-03-01T10:00');
    await agir(app, c.comptes.finances1, (ctx) => payer(ctx, c.id, dernier, { payeLe: '2023-02-28' }));
    await Promise.all([controleur.connecter(c.comptes.controleur.courriel), signataire.connecter(c.comptes.signataire.courriel)]);
    for (const [qui, chemin] of [[signataire, solde], [controleur, solde], [controleur, page], [signataire, `/dossiers/${c.id}/bilan/contradictoire`]] as const) {
      expect(await lu(qui, chemin), chemin).to.include('Solde versé le 28 février 2023 8 000,00 €').and.include('le solde de 8 000,00 € a été versé le 28 février 2023').and.not.include('Solde à verser').and.not.include('il reste');
    }
    expect(await document('conclusions_definitives'), 'the document keeps the words of its date').to.include('il reste 8 000,00 € à verser');
    app.horloge.allerA('2023-04-17T23:00');
    await signataire.connecter(c.comptes.signataire.courriel);
    expect(await lu(signataire, solde)).to.include('Former un recours gracieux');
    app.horloge.allerA('2023-04-18T00:01');
    expect(await lu(signataire, solde)).to.include('Montant définitif').and.not.include('Former un recours gracieux');
  });

  it('accepts together the lines chosen, or those on which nothing was noticed, and leaves a parked one alone', async () => {
    await ouvert();
    const autre = lignes[1] ?? '';
    await app.deps.db('bilan_depenses').where({ id: lignes[0] }).update({ date: '2021-12-31' });
    await controleur.reussir(`${page}/depenses/${lignes[2] ?? ''}/question`, { intention: 'poser', question: 'Où est le contrat ?', reponseAvant: '01/03/2023' });
    expect(await lu(controleur, page)).to.include('Hors période').and.include('sans alerte');
    expect((await controleur.envoyer(`${page}/acceptation`, { intention: 'choisies' })).statut).to.equal(422);
    expect((await controleur.envoyer(`${page}/acceptation`, { intention: 'choisies', depenses: [lignes[2] ?? ''] })).statut).to.equal(422);
    await controleur.reussir(`${page}/acceptation`, { intention: 'sans_alerte' });
    const retenus = async (): Promise<boolean[]> => (await app.deps.db('bilan_depenses').where({ bilan_id: c.bilanId }).orderBy('rang').select<{ retenu_cents: unknown }[]>('retenu_cents')).map((l) => l.retenu_cents !== null);
    expect(await retenus()).to.deep.equal(lignes.map((_, i) => i !== 0 && i !== 2));
    await controleur.reussir(`${page}/acceptation`, { intention: 'choisies', depenses: [lignes[0] ?? '', autre] });
    expect(await retenus()).to.deep.equal(lignes.map((_, i) => i !== 2));
    const faits = await app.deps.db('journal').where({ action: 'controle.accepter' }).orderBy('rang').select<{ donnees: string }[]>('donnees');
    expect(faits.map((f) => (JSON.parse(f.donnees) as { rangs: number[] }).rangs.length)).to.deep.equal([lignes.length - 2, 1]);
  });

  it('puts the riskiest bilan first in the work list, with the reasons of its points', async () => {
    await ouvert();
    const { risque, risque_raisons: raisons } = await app.deps.db('bilans').where({ id: c.bilanId }).first<{ risque: number; risque_raisons: string }>('risque', 'risque_raisons');
    expect([Number(risque) > 0, (JSON.parse(raisons) as { code: string }[]).map((r) => r.code)]).to.deep.equal([true, ['premiere_fois']]);
    const premier = c.numero;
    const second = await conventionSignee(app, { comptes: c.comptes, appelId: c.appelId });
    const bilanId = (await app.deps.db('bilans').where({ dossier_id: second.id, nature: 'final' }).first<{ id: string }>('id')).id;
    await app.deps.db('bilans').where({ id: bilanId }).update({ etat: 'depose', depose_le: '2023-03-01T10:00:00.000Z', risque: 60, risque_raisons: JSON.stringify([{ code: 'montant', points: 30, valeur: 10_000_000 }]) });
    const ordre = async (tri: string): Promise<boolean> => { const t = await lu(controleur, `/controles?portee=tous&tri=${tri}`); return t.indexOf(second.numero) < t.indexOf(premier); };
    expect([await ordre('risque'), await ordre('depot')]).to.deep.equal([true, false]);
    expect(await lu(controleur, '/controles?portee=tous')).to.include('Élevé 60/100').and.include('convention de 100 000,00 € (30)').and.include('organisme jamais contrôlé (20)');
  });

  it('hands the balance to the payments and freezes the result', async () => {
    await ouvert();
    await accepterSauf();
    await controleur.reussir(`${page}/realisation`, retenue());
    await controleur.reussir(`${page}/provisoire`);
    await repondre({ intention: 'accepter' });
    await controleur.reussir(`${page}/definitif`);
    const { db } = app.deps;
    const versements = await db('versements').where({ convention_id: c.conventionId }).orderBy('rang').select<{ montant_cents: number | string; etat: string; exigible: unknown }[]>('montant_cents', 'etat', 'exigible');
    expect(versements.map((v) => [Number(v.montant_cents), v.etat, Boolean(v.exigible)])).to.deep.equal([[1_000_000, 'paye', true], [800_000, 'a_liquider', true]]);
    const resultat = (await lireControle(db, c.bilanId))?.resultat;
    expect([resultat?.etape, resultat?.conventions[0]?.solde.du, resultat?.conventions[0]?.solde.contraignant, resultat?.lignes.length]).to.deep.equal(['definitif', 1_800_000, 'volume', 4]);
    expect((await db('conventions').first<{ etat: string }>('etat')).etat).to.equal('en_execution');
    expect((await db('dossiers').where({ id: c.id }).first<{ conserve_jusqu_au: string }>('conserve_jusqu_au')).conserve_jusqu_au).to.equal('2026-12-31');
    const etapes = await db('journal').where({ objet: 'bilan', dossier_id: c.id }).whereNotNull('de').orderBy('rang').pluck<string[]>('vers');
    expect(etapes).to.deep.equal(['depose', 'en_controle', 'contradictoire', 'conclu']);
    expect((await decider(0, { decision: 'rejetee', motif: 'sans_lien', constat: 'Trop tard.' })).statut).to.equal(422);
  });

  it('shows the controller where the same file is claimed in another dossier, of whatever organisme, with a link', async () => {
    await ouvert();
    const autre = await conventionSignee(app, { comptes: c.comptes, appelId: c.appelId });
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, autre.id, c.comptes.controleur.id));
    const ligne = `${page}/depenses/${lignes[0] ?? ''}`;
    expect(await lu(controleur, ligne), 'nothing of what is not deposited').not.to.include('Déjà présentée ailleurs');
    const { depenses: [jumelle = ''] } = await bilanDepose(app, autre);
    const vue = (await controleur.lire(ligne)).corps;
    expect(texteDe(vue)).to.include('Déjà présentée ailleurs ?').and.include(`Même fichier que la dépense 1 du dossier ${autre.numero}`).and.include(autre.organismeNom);
    const lien = `/dossiers/${autre.id}/controle/depenses/${jumelle}`;
    expect(vue).to.include(`href="${lien}"`);
    expect((await controleur.lire(lien)).statut).to.equal(200);
  });

  it('waits for a decision on every line and for what is retained of the realisation', async () => {
    await ouvert();
    expect((await controleur.envoyer(`${page}/provisoire`)).corps).to.include('Il reste 4').and.include('à examiner');
    await accepterSauf();
    expect(texteDe((await controleur.envoyer(`${page}/provisoire`)).corps)).to.include('Enregistrez d’abord la réalisation');
    const muet = await controleur.envoyer(`${page}/realisation`, retenue({ 'volumes[0]': '28' }));
    expect([muet.statut, texteDe(muet.corps).includes('expliquez pourquoi'), muet.corps.includes('value="28"')]).to.deep.equal([422, true, true]);
    expect(await etat()).to.equal('en_controle');
  });

  it('asks a motive and a finding of every cut, and keeps what was typed', async () => {
    await ouvert();
    const sansMotif = await decider(1, { decision: 'rejetee', motif: '', constat: 'Facture au nom d’un tiers.' });
    expect([sansMotif.statut, sansMotif.corps.includes('Facture au nom d’un tiers.'), texteDe(sansMotif.corps).includes('Choisissez le motif')]).to.deep.equal([422, true, true]);
    expect((await decider(1, { decision: 'rejetee', motif: 'non_justifiee', constat: '' })).statut).to.equal(422);
    expect(texteDe((await decider(1, { decision: 'partielle', retenu: '9 000', motif: 'ineligible', constat: 'Part hors projet.' })).corps)).to.include('compris entre 0 et 8 000,00 €');
    expect((await decider(1, {})).statut).to.equal(422);
    expect(await app.deps.db('bilan_depenses').whereNotNull('retenu_cents').pluck('id')).to.deep.equal([]);
  });

  it('lowers the amount due with a rejected line, and restores it on new evidence', async () => {
    await ouvert({ realise: 40 });
    await accepterSauf([0]);
    expect((await decider(0, { decision: 'partielle', retenu: '12 000', motif: 'non_justifiee', constat: 'Bulletins de salaire absents.' })).statut).to.equal(303);
    await controleur.reussir(`${page}/realisation`, retenue({ 'volumes[0]': '40' }));
    // 28 000 € retained less 25 000 € received: never more than the cost.
    expect(await lu(controleur, page)).to.include('Montant dû 3 000,00 €').and.include('À reverser 7 000,00 €');
    await controleur.reussir(`${page}/provisoire`);
    expect(await document('conclusions_provisoires')).to.include('Bulletins de salaire absents').and.include('17 mars 2023').and.include('3 000,00 €');

    const chemin = `/dossiers/${c.id}/bilan/contradictoire`;
    expect(await lu(signataire, chemin)).to.include('Il vous reste 30 jours pour répondre').and.include('Bulletins de salaire absents.').and.include('Non justifiée');
    const refus = await signataire.envoyer(chemin, { intention: 'ligne', depenseId: lignes[0] ?? '', texte: 'Voici les bulletins.', piece: FAUX });
    expect([refus.statut, refus.corps.includes('Voici les bulletins.')]).to.deep.equal([422, true]);
    expect((await signataire.envoyer(chemin, { intention: 'ligne', depenseId: lignes[1] ?? '', texte: 'Merci.' })).statut).to.equal(422);
    await repondre({ intention: 'ligne', depenseId: lignes[0] ?? '', texte: 'Voici les bulletins.', piece: PDF });

    const attend = await controleur.envoyer(`${page}/definitif`);
    expect([attend.statut, texteDe(attend.corps).includes('attendez sa réponse ou cette date')]).to.deep.equal([422, true]);
    expect((await decider(0, { decision: 'acceptee' })).statut).to.equal(422);
    expect(await lu(controleur, `${page}/depenses/${lignes[0] ?? ''}`)).not.to.include('Voici les bulletins.');

    await repondre({ intention: 'envoyer', reponse: 'Les pièces sont jointes.' });
    expect(await lu(controleur, `${page}/depenses/${lignes[0] ?? ''}`)).to.include('Voici les bulletins.').and.include('bulletins.pdf');
    expect((await signataire.envoyer(chemin, { intention: 'accepter' })).statut).to.equal(422);
    expect((await decider(0, { decision: 'acceptee', constat: 'Bulletins reçus.' })).statut).to.equal(303);
    expect(await lu(signataire, chemin), 'the porteur reads the provisional figures until the conclusions').to.include('Montant dû 3 000,00 €');
    await controleur.reussir(`${page}/definitif`);
    expect(await lu(signataire, `/dossiers/${c.id}/solde`)).to.include('Montant dû 19 200,00 €').and.include('Solde à verser 9 200,00 €');
  });

  it('concludes without an answer the day after the limit, not on it', async () => {
    await ouvert({ realise: 0 });
    await accepterSauf();
    await controleur.reussir(`${page}/realisation`, retenue({ 'volumes[0]': '0', nonExecution: 'oui', commentaire: 'Aucune action.' }));
    await controleur.reussir(`${page}/provisoire`);
    app.horloge.allerA('2023-03-17T23:59');
    await controleur.connecter(c.comptes.controleur.courriel);
    expect((await controleur.envoyer(`${page}/definitif`)).statut).to.equal(422);
    app.horloge.allerA('2023-03-18T00:01');
    await signataire.connecter(c.comptes.signataire.courriel);
    expect(texteDe((await signataire.envoyer(`/dossiers/${c.id}/bilan/contradictoire`, { intention: 'envoyer', reponse: 'Trop tard.' })).corps)).to.include('s’est terminé le 17 mars 2023');
    await controleur.reussir(`${page}/definitif`);
    expect(await lu(signataire, `/dossiers/${c.id}/solde`)).to.include('Montant dû 0,00 €').and.include('À reverser 10 000,00 €').and.include('Émis');
    const titre = await app.deps.db('reversements').where({ convention_id: c.conventionId }).first<{ montant_cents: number | string }>('montant_cents');
    expect(Number(titre.montant_cents)).to.equal(1_000_000);
  });

  it('recomputes a flat rate on what is retained of its base', async () => {
    await ouvert({ depenses: [['personnel_direct', 3_000_000], ['indirectes', 900_000]], etatCents: 100 }, true);
    expect(await lu(controleur, page)).to.include('Au forfait');
    const forfaitaire = await decider(1, { decision: 'acceptee' });
    expect([forfaitaire.statut, texteDe(forfaitaire.corps).includes('couverte par un forfait')]).to.deep.equal([422, true]);
    await decider(0, { decision: 'partielle', retenu: '10 000,03', motif: 'sans_lien', constat: 'Temps passé sur un autre projet.' });
    await controleur.reussir(`${page}/realisation`, retenue({ 'ressources[0][retenu]': '1' }));
    await controleur.reussir(`${page}/provisoire`);
    const resultat = (await lireControle(app.deps.db, c.bilanId))?.resultat?.conventions[0];
    // 15 % of 10 000.03 €, truncated: 1 500.00 €.
    expect([resultat?.demande.depensesRetenues, resultat?.depenses.forfaits[0]?.montant]).to.deep.equal([cents(1_150_003), cents(150_000)]);
  });

  it('is never led by someone who instructed the dossier, nor by a member of the organisme', async () => {
    c = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    await bilanDepose(app, c);
    page = `/dossiers/${c.id}/controle`;
    const { db } = app.deps;
    const { instructeur, signataire: presidente, finances1, instructeur2, controleur: colette } = c.comptes;
    await db('habilitations').insert([instructeur, presidente, instructeur2].map(({ id }) => ({ personne_id: id, code: 'controleur', accordee_le: app.horloge.maintenant() })));
    const responsable = await connecte('responsable');
    const motifs: Record<string, string> = { [instructeur.id]: 'a instruit le dossier', [presidente.id]: 'membre de l’organisme', [finances1.id]: 'habilitée au contrôle' };
    for (const [personneId, motif] of Object.entries(motifs)) {
      const reponse = await responsable.envoyer(`${page}/designation`, { personneId });
      expect([reponse.statut, texteDe(reponse.corps).includes(motif)], motif).to.deep.equal([422, true]);
    }
    await db('personnes').where({ id: colette.id }).update({ actif: false });
    expect((await responsable.envoyer(`${page}/designation`, { personneId: colette.id })).statut).to.equal(422);
    await responsable.reussir(`${page}/designation`, { personneId: instructeur2.id });
    expect((await (await connecte('instructeur')).envoyer(`${page}/ouverture`)).statut, 'holds the habilitation, instructed').to.equal(403);
    await (await connecte('instructeur2')).reussir(`${page}/ouverture`);
    // Someone who takes the dossier over afterwards loses the control at once.
    await db('dossiers').where({ id: c.id }).update({ instructeur_id: instructeur2.id });
    expect((await (await connecte('instructeur2')).envoyer(`${page}/depenses/${nouvelId()}`, { decision: 'acceptee' })).statut).to.equal(403);
  });

  it('is open to its controller alone, read by others, and unknown to another organisme', async () => {
    await ouvert();
    const { db } = app.deps;
    const autre = nouvelId();
    await db('personnes').insert({ ...(await db('personnes').where({ id: c.comptes.controleur.id }).first()), id: autre, courriel: 'autre@passerelle.test' });
    await db('habilitations').insert({ personne_id: autre, code: 'controleur', accordee_le: app.horloge.maintenant() });
    const confrere = new Visiteur(app.adresse);
    await confrere.connecter('autre@passerelle.test');
    expect((await confrere.lire(page)).statut).to.equal(200);
    for (const chemin of [`/depenses/${lignes[0] ?? ''}`, '/realisation', '/provisoire', '/definitif']) expect((await confrere.envoyer(page + chemin, { decision: 'acceptee' })).statut, chemin).to.equal(403);
    expect((await signataire.lire(page)).statut).to.equal(403);
    expect((await (await connecte('finances1')).lire(page)).statut).to.equal(200);
    await db('membres').where({ organisme_id: c.organismeId }).del();
    for (const chemin of [page, `/dossiers/${c.id}/bilan/contradictoire`, `/dossiers/${c.id}/solde`]) expect((await signataire.lire(chemin)).statut, chemin).to.equal(404);
    expect((await signataire.envoyer(`/dossiers/${c.id}/bilan/contradictoire`, { intention: 'accepter' })).statut).to.equal(404);
  });

  it('lists what waits for the controller', async () => {
    await ouvert();
    expect(await lu(controleur, '/controles')).to.include(c.numero).and.include('4 lignes à examiner sur 4').and.include('48 000,00 €').and.include('20 000,00 €');
    expect(await lu(controleur, '/controles?etat=conclu')).to.include('Aucun bilan à contrôler');
    expect((await signataire.lire('/controles')).statut).to.equal(403);
  });
});
