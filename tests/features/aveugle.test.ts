import { expect } from 'chai';
import type { Habilitation } from '../../server/domain/habilitations/acteur.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { lireAppelReference } from '../../server/features/appels/reference.js';
import { cloreSeance, creerSeance, inscrireDossiers, noterPresences, rendreAvisComite } from '../../server/features/comites/seance-service.js';
import { demanderLivret } from '../../server/features/comites/livret-service.js';
import { enregistrerSimulation } from '../../server/features/comites/simulation-service.js';
import { PARAMETRES_VIERGES } from '../../server/domain/comites/simulation.js';
import { declarerDeport } from '../../server/features/notation/deport-service.js';
import { enregistrerNotation, soumettreNotation } from '../../server/features/notation/notation-service.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { PARCOURS_COMPLET } from '../support/base.js';
import { agir, type Compte, type ComptesDeTest } from '../support/comptes.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { declarerSansLien } from '../support/notation.js';
import { texteComplet } from '../support/texte-de-reponse.js';
import { Visiteur } from '../support/visiteur.js';

/** What must not be seen: words planted in a comment, or a figure nobody else can have. */
type Aiguille = string | RegExp;

/** Scores of a sheet by place: 4 everywhere but 2 first gives 3,89 of 5, 77,89 of 100 with the weights of the reference call. */
const CRITERES = lireAppelReference().criteres;
const FIGURES_B: readonly RegExp[] = [/\b77[.,]89\b/, /\b3[.,]89\b/];
const FIGURES_B2: readonly RegExp[] = [/\b83[.,]16\b/, /\b4[.,]16\b/];

const TOUTES: readonly Habilitation[] = ['instructeur', 'responsable', 'finances', 'controleur', 'pilotage', 'admin', 'avis'];

if (PARCOURS_COMPLET) describe('Blindness of the scorers', function () {
  this.timeout(480_000);
  let app: ApplicationDeTest;
  let x: DossierDeTest;
  let y: DossierDeTest;
  let comptes: ComptesDeTest;
  let seanceId: string;
  let simulationId: string;
  const visiteurs = new Map<string, Visiteur>();
  let routes = 0;

  beforeEach(async () => {
    app = await lancerApplication('2022-05-10T10:00');
    x = await dossierDepose(app, { etat: 'instruit' });
    comptes = x.comptes;
    y = await dossierDepose(app, { etat: 'instruit', comptes, appelId: x.appelId });
    await app.deps.db('enveloppes').insert({ id: nouvelId(), appel_id: x.appelId, financeur: 'departement', annee: 2022, vote_cents: 2_500_000 });
    await connecter();
    ({ seanceId, simulationId } = await preparerSeance('Comité de mai'));
  });
  afterEach(() => app.fermer());

  async function connecter(): Promise<void> {
    for (const nom of ['comite1', 'comite2', 'comite3'] as const) {
      const visiteur = new Visiteur(app.adresse);
      await visiteur.connecter(comptes[nom].courriel);
      visiteurs.set(comptes[nom].id, visiteur);
    }
  }

  async function preparerSeance(titre: string): Promise<{ seanceId: string; simulationId: string }> {
    return agir(app, comptes.responsable, async (ctx) => {
      const membres = [comptes.comite1.id, comptes.comite2.id, comptes.comite3.id];
      const id = await creerSeance(ctx, { appelId: x.appelId, titre, le: instantDeParis('2022-05-18T14:30'), lieu: 'Agen', quorum: 1, membres });
      await inscrireDossiers(ctx, id, [x.id, y.id]);
      await noterPresences(ctx, id, membres);
      const simulation = await enregistrerSimulation(ctx, id, null, { nom: 'Stricte', enveloppe: cents(2_000_000), methode: 'prorata', parametres: PARAMETRES_VIERGES, arbitrages: new Map(), version: null });
      return { seanceId: id, simulationId: simulation };
    });
  }

  /** Writes a sheet: 4 everywhere but what `autres` says, the marker in each comment; submitted when asked. */
  const feuille = (compte: Compte, dossier: DossierDeTest, marqueur: string, autres: Readonly<Record<number, number>>, soumettre: boolean): Promise<void> => agir(app, compte, async (ctx) => {
    await enregistrerNotation(ctx, dossier.id, { notes: CRITERES.map(({ code }, i) => ({ critere: code, note: autres[i] ?? 4, commentaire: marqueur })), appreciation: marqueur, motif: marqueur });
    if (soumettre) await soumettreNotation(ctx, dossier.id);
  });

  /** Every address this person may be given, of every declared GET route: a new route is walked as soon as it is declared. */
  async function adresses(qui: Compte): Promise<string[]> {
    const { db } = app.deps;
    const livrets = (await db('livrets').orderBy('id', 'desc').select<{ id: string; personne_id: string }[]>('id', 'personne_id'));
    const [sien, autre] = [livrets.find((l) => l.personne_id === qui.id), livrets.find((l) => l.personne_id !== qui.id)];
    const valeurs: Record<string, string[]> = {
      dossierId: [x.id], seanceId: (await db('seances').select<{ id: string }[]>('id')).map((s) => s.id), appelId: [x.appelId], organismeId: [x.organismeId], personneId: [comptes.comite2.id], simulationId: [simulationId],
      livretId: [sien, autre].flatMap((l) => (l === undefined ? [] : [l.id])), section: ['projet'], version: ['1'], jeton: ['x'.repeat(43)],
      documentId: (await db('documents').select<{ id: string }[]>('id')).map((d) => d.id).slice(0, 3), notificationId: [nouvelId()], natureLettre: ['refus'],
    };
    const chemins = app.serveur.application.routes.filter((r) => r.methode === 'get').map((r) => r.chemin);
    routes = chemins.length;
    const remplis = chemins.flatMap((chemin) => [...chemin.matchAll(/:(\w+)/g)].map((m) => m[1] ?? '')
      .reduce<string[]>((faits, nom) => faits.flatMap((c) => (valeurs[nom] ?? [nouvelId()]).map((v) => c.replace(`:${nom}`, v))), [chemin]));
    return [...new Set([...remplis, '/notation?vue=notes', '/notation?vue=deports', '/dossiers?q=MARQUEUR', '/dossiers?recherche=MARQUEUR', `/seances/${seanceId}/simulations?enveloppe=15000&methode=prorata`, `/seances/${seanceId}/simulations?methode=coupure&enveloppe=9000`])];
  }

  /** Asks everything as this person, pages and files, then reads the mails they were sent. */
  async function chercher(qui: Compte, aiguilles: readonly Aiguille[]): Promise<string[]> {
    const visiteur = visiteurs.get(qui.id);
    if (visiteur === undefined) throw new Error(qui.nom);
    await agir(app, qui, (ctx) => demanderLivret(ctx, seanceId)).catch(() => undefined);
    await app.serveur.travailler();
    // Signed out, everything would look blind.
    expect((await visiteur.lire('/compte')).statut).to.equal(200);
    const trouves: string[] = [];
    const voir = (ou: string, texte: string): void => {
      for (const a of aiguilles) if (typeof a === 'string' ? texte.includes(a) : a.test(texte)) trouves.push(`${ou} : ${String(a)}`);
    };
    for (const adresse of await adresses(qui)) {
      const reponse = await visiteur.demander(adresse, { method: 'GET' });
      expect(reponse.statut, adresse).to.be.oneOf([200, 303, 302, 400, 401, 403, 404, 409, 422, 423, 429]);
      voir(adresse, (await texteComplet(reponse)).replace(/\s+/gu, ' '));
    }
    for (const c of await app.deps.db('outbox').where({ destinataire: qui.courriel }).select<{ sujet: string; texte: string; piece_contenu: string | null }[]>('sujet', 'texte', 'piece_contenu')) voir('courriel', `${c.sujet} ${c.texte} ${c.piece_contenu ?? ''}`);
    return trouves;
  }

  /** Nothing found, neither as a member of the committee alone nor as one who holds every other habilitation too. */
  async function exigerAveugle(moment: string, qui: Compte, aiguilles: readonly Aiguille[], toutes = false): Promise<void> {
    expect(await chercher(qui, aiguilles), `${moment}, ${qui.nom}`).to.deep.equal([]);
    if (!toutes) return;
    const le = app.horloge.maintenant();
    await app.deps.db('habilitations').insert(TOUTES.map((code) => ({ personne_id: qui.id, code, accordee_le: le })));
    expect(await chercher(qui, aiguilles), `${moment}, ${qui.nom}, toutes habilitations`).to.deep.equal([]);
    await app.deps.db('habilitations').where({ personne_id: qui.id }).whereIn('code', [...TOUTES]).delete();
  }

  it('shows no page, export, PDF, mail or search result with another’s score before one’s own is submitted, nor after a conflict', async () => {
    const { comite1: a, comite2: b, comite3: c } = comptes;
    await declarerSansLien(app, b, x.appelId);
    await feuille(b, x, 'MARQUEUR-BROUILLON-B', { 0: 2 }, false);
    await exigerAveugle('links not declared, other’s draft', a, ['MARQUEUR-', 'Un parcours vers l’emploi']);

    await declarerSansLien(app, a, x.appelId);
    await declarerSansLien(app, c, x.appelId);
    await exigerAveugle('nothing submitted', a, ['MARQUEUR-']);
    await feuille(b, x, 'MARQUEUR-B', { 0: 2 }, true);
    await exigerAveugle('other submitted', a, ['MARQUEUR-', ...FIGURES_B], true);
    await feuille(a, x, 'NOTES-DE-A', { 0: 4 }, false);
    await exigerAveugle('own draft, other submitted', a, ['MARQUEUR-', ...FIGURES_B]);

    await feuille(a, x, 'NOTES-DE-A', { 0: 4 }, true);
    const vus = await chercher(a, ['MARQUEUR-B', ...FIGURES_B]);
    expect(vus.join('\n'), 'both submitted: the search finds what may be seen').to.include(`/dossiers/${x.id}/scores : MARQUEUR-B`).and.to.include('77');
    await feuille(b, x, 'MARQUEUR-REVISION-B', { 0: 5 }, false);
    await exigerAveugle('both submitted, other revising', a, ['MARQUEUR-REVISION-B']);
    await exigerAveugle('never submitted, two others have', c, ['MARQUEUR-', 'NOTES-DE-A', ...FIGURES_B], true);
    expect(routes).to.be.greaterThan(60);
  });

  it('blinds again a scorer whose dossier comes back before the committee, and one who declares a conflict', async () => {
    const { comite1: a, comite2: b } = comptes;
    for (const compte of [a, b]) {
      await declarerSansLien(app, compte, x.appelId);
      await feuille(compte, x, compte === a ? 'NOTES-DE-A' : 'MARQUEUR-B', { 0: compte === a ? 4 : 2 }, true);
      await feuille(compte, y, 'SUR-Y', {}, true);
    }
    await agir(app, a, (ctx) => demanderLivret(ctx, seanceId));
    await app.serveur.travailler();
    await agir(app, comptes.responsable, async (ctx) => {
      for (const d of [x, y]) await rendreAvisComite(ctx, seanceId, d.id, { avis: 'ajourne', montantCents: 0, reserves: 'À préciser.' });
      await cloreSeance(ctx, seanceId, { compteRendu: 'Deux dossiers ajournés.' });
    });
    app.horloge.allerA('2022-06-01T10:00');
    await connecter();
    await app.deps.db('dossiers').whereIn('id', [x.id, y.id]).update({ etat: 'instruit' });
    ({ seanceId, simulationId } = await preparerSeance('Comité de juin'));
    // 5 on the first criterion and on two others: 4,16 of 5 with the weights of the call.
    await feuille(b, x, 'MARQUEUR-SECOND-B', { 0: 5, 1: 5, 2: 5 }, true);
    const exact = await app.deps.db('notations').where({ dossier_id: x.id, personne_id: b.id }).first<{ soumise_le: string }>('soumise_le');
    expect(exact.soumise_le).to.equal(app.horloge.maintenant());
    await exigerAveugle('own scores of the earlier examination', a, ['MARQUEUR-', ...FIGURES_B2, ...FIGURES_B], true);

    await feuille(a, x, 'NOTES-DE-A-2', { 0: 4 }, true);
    expect((await chercher(a, ['MARQUEUR-SECOND-B'])).join('\n')).to.include(`/dossiers/${x.id}/scores`);
    await agir(app, a, (ctx) => declarerDeport(ctx, x.id, { motif: 'Lien familial' }));
    await exigerAveugle('conflict declared', a, ['MARQUEUR-', ...FIGURES_B, ...FIGURES_B2], true);
  });
});
