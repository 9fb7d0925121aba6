import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { semerDemonstration } from '../../seeds/demonstration/index.js';
import { MOT_DE_PASSE_DEMONSTRATION } from '../../seeds/demonstration/personnages.js';
import { ACTIONS } from '../../server/domain/habilitations/actions.js';
import type { Base } from '../../server/platform/database.js';
import { nouvelId } from '../../server/platform/ids.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { RACINE } from '../../server/platform/racine.js';
import type { RouteDeclaree } from '../../server/web/routeur.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { CORPS_HOSTILES, nomsDeChamps, REQUETES_HOSTILES } from '../support/hostile.js';
import { PARCOURS_COMPLET } from '../support/base.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

/** Who asks: nobody, a person without any right, members of the dossier's organisme, of another one, and each habilitation. */
const GENS = {
  anonyme: null, redacteur: 'redacteur', signataire: 'signataire', autre_organisme: 'signataire2', instructeur: 'instructeur', autre_instructeur: 'instructeur2', responsable: 'responsable', comite: 'comite1',
  avis: 'avis', finances: 'finances', controleur: 'controleur', pilotage: 'pilotage', admin: 'admin',
} as const;
type Qui = keyof typeof GENS;

/** `ok` allowed; `connexion` sent to sign in; `interdit` 403; `introuvable` 404, as if it did not exist; `jeton` whoever one is, the token of an application is asked for. */
type Issue = 'ok' | 'connexion' | 'interdit' | 'introuvable' | 'jeton';

const FICHIER = path.join(RACINE, 'tests/features/acces-attendus.json');

if (PARCOURS_COMPLET) describe('who gets what', function () {
  this.timeout(300_000);
  let app: ApplicationDeTest;
  const visiteurs = new Map<Qui, Visiteur>();
  let ids: Record<string, string>;

  before(async () => {
    app = await lancerApplication('2023-06-01T10:00', { mode: 'demonstration' });
    await semerDemonstration(app.deps);
    ids = { ...await identifiants(app), ...await identifiantsComptables(app) };
    for (const [qui, courriel] of Object.entries(GENS) as [Qui, string | null][]) {
      const visiteur = new Visiteur(app.adresse);
      if (courriel !== null) await visiteur.connecter(`${courriel}@demonstration.example`, MOT_DE_PASSE_DEMONSTRATION);
      visiteurs.set(qui, visiteur);
    }
  });
  after(() => app.fermer());

  /** A parameter of one name may mean another thing under another address: `organismes.pieceId`, `gestion.section`. */
  const remplir = (route: RouteDeclaree): string => route.chemin.replace(/:(\w+)/g, (_, nom: string) => ids[`${route.chemin.split('/')[1] ?? ''}.${nom}`] ?? ids[nom] ?? 'absent');

  async function demander(qui: Qui, route: RouteDeclaree): Promise<Issue> {
    const visiteur = visiteurs.get(qui);
    if (visiteur === undefined) throw new Error(qui);
    const chemin = remplir(route);
    if (route.methode === 'get') return classer(await visiteur.demander(chemin, { method: 'GET' }));
    const corps = route.chemin.startsWith('/api/') ? { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } } : { method: 'POST', body: new URLSearchParams({ _csrf: 'faux' }) };
    return classer(await visiteur.demander(chemin, corps));
  }

  it('holds the table of every route for every habilitation, and a new route is missing from it until it is read and added', async () => {
    const table: Record<string, Record<string, Issue>> = {};
    for (const route of app.serveur.application.routes) {
      const ligne: Record<string, Issue> = {};
      for (const qui of Object.keys(GENS) as Qui[]) ligne[qui] = await demander(qui, route);
      table[`${route.methode.toUpperCase()} ${route.chemin}`] = ligne;
    }
    if (process.env['ECRIRE_ACCES'] === '1') writeFileSync(FICHIER, `${JSON.stringify(table, null, 1).replace(/\n {2}/g, ' ').replace(/\n }/g, ' }')}\n`);
    expect(table).to.deep.equal(JSON.parse(readFileSync(FICHIER, 'utf8')));
  });

  it('gives nothing of a dossier to another organisme, nor anything but sign-in to an anonymous visitor', async () => {
    for (const route of app.serveur.application.routes.filter((r) => r.chemin.includes(':dossierId'))) {
      if (route.action === 'api.lire') continue;
      expect(await demander('autre_organisme', route), `${route.methode} ${route.chemin}`).to.equal('introuvable');
      expect(await demander('anonyme', route), `${route.methode} ${route.chemin}`).to.be.oneOf(['connexion', 'interdit']);
    }
  });

  it('declares every route that express knows with an action of the table', () => {
    const declarees = new Set(app.serveur.application.routes.map((r) => `${r.methode} ${r.chemin}`));
    expect(declarees.size, 'each once').to.equal(app.serveur.application.routes.length);
    for (const route of app.serveur.application.routes) expect(ACTIONS).to.have.property(route.action);
    const montees = routesDe(app.serveur.application.express.router.stack as Couche[]);
    expect(montees.length).to.be.greaterThan(80);
    expect(montees.filter((m) => !declarees.has(m))).to.deep.equal([]);
  });

  it('refuses every state change whose CSRF token is missing, wrong or of another session', async () => {
    const autre = await jetonDe(visiteurs.get('autre_organisme'));
    for (const route of app.serveur.application.routes.filter((r) => r.methode === 'post' && !r.chemin.startsWith('/api/') && r.action !== 'public.lire')) {
      const chemin = remplir(route);
      for (const _csrf of ['', 'faux', autre]) {
        const r = await visiteurs.get('responsable')?.demander(chemin, { method: 'POST', body: new URLSearchParams({ _csrf }) });
        expect(r?.statut, `${chemin} ${_csrf}`).to.be.oneOf([403, 404]);
      }
    }
  });

  it('answers an ill-formed or unknown id with 404 and never a 500', async () => {
    const responsable = visiteurs.get('responsable');
    for (const route of app.serveur.application.routes.filter((r) => r.methode === 'get' && r.chemin.includes(':'))) {
      for (const id of ['0', '..%2f..%2fetc%2fpasswd', '%00', '01a00000-0000-7000-8000-000000000000', '%F0%9F%98%80', 'x'.repeat(300)]) {
        const r = await responsable?.demander(route.chemin.replace(/:\w+/g, id), { method: 'GET' });
        expect(r?.statut, `${route.chemin} ${id}`).to.be.oneOf(route.action === 'api.lire' ? [400, 401, 404, 429] : [400, 403, 404]);
      }
    }
  });

  it('never answers a 500 to what a client may send, typed values being shown back', async () => {
    const noms = nomsDeChamps();
    const attendus = JSON.parse(readFileSync(FICHIER, 'utf8')) as Record<string, Record<Qui, Issue>>;
    const routes = app.serveur.application.routes.filter((r) => r.chemin !== '/deconnexion' && !r.chemin.startsWith('/api/') && !r.chemin.endsWith('.pdf'));
    for (const [rang, route] of routes.entries()) {
      const permis = (Object.keys(GENS) as Qui[]).filter((q) => q !== 'anonyme' && attendus[`${route.methode.toUpperCase()} ${route.chemin}`]?.[q] === 'ok').slice(-1);
      for (const qui of permis) {
        const visiteur = visiteurs.get(qui);
        if (visiteur === undefined) continue;
        if (route.methode === 'get') {
          for (const requete of REQUETES_HOSTILES.filter((_, i) => i % 4 === rang % 4)) expect((await visiteur.demander(`${remplir(route)}?${requete}`, { method: 'GET' })).statut, `${route.chemin}?${requete}`).to.be.lessThan(500);
          continue;
        }
        const _csrf = await jetonDe(visiteur);
        for (const corps of fc.sample(CORPS_HOSTILES(noms), 5)) {
          const r = await visiteur.demander(remplir(route), { method: 'POST', body: new URLSearchParams([...corps, ['_csrf', _csrf]]) });
          expect(r.statut, `${qui} POST ${route.chemin} ${JSON.stringify(corps).slice(0, 1500)}`).to.be.lessThan(500);
          expect(r.corps).not.to.contain('<script>alert(1)');
        }
      }
    }
  });

  it('leaves a journal that verifies after the whole demonstration', async () => {
    expect(await verifierJournal(app.deps.db)).to.include({ intact: true });
  });
});

interface Couche { readonly route?: { readonly path: string; readonly stack: readonly { readonly method: string }[] }; readonly handle?: { readonly stack?: Couche[] } }

const routesDe = (pile: readonly Couche[]): string[] => pile.flatMap((c) =>
  (c.route ? c.route.stack.map((s) => `${s.method} ${c.route?.path ?? ''}`) : c.handle?.stack ? routesDe(c.handle.stack) : []));

async function jetonDe(visiteur: Visiteur | undefined): Promise<string> {
  return /name="_csrf" value="([^"]+)"/.exec((await visiteur?.lire('/compte'))?.corps ?? '')?.[1] ?? '';
}

function classer(r: Reponse): Issue {
  if (r.statut >= 500 && r.statut !== 503) throw new Error(`status ${r.statut}`);
  if (r.vers?.startsWith('/connexion?retour=') === true) return 'connexion';
  if (r.statut === 401 || r.corps === '{"erreur":{"code":"trop_de_requetes"}}') return 'jeton';
  if (r.statut === 404) return 'introuvable';
  if (r.statut !== 403) return 'ok';
  const texte = texteDe(r.corps);
  if (texte.includes('Votre session a expiré')) return 'ok';
  return texte.includes('Connexion nécessaire') ? 'connexion' : 'interdit';
}

async function identifiants({ deps: { db } }: ApplicationDeTest): Promise<Record<string, string>> {
  const un = async (table: string, condition: Record<string, unknown> = {}): Promise<string> => (await db(table).where(condition).first<{ id: string }>('id')).id;
  const dossier = await db('dossiers').where('titre', 'like', 'Rebond%').first<{ id: string; organisme_id: string; appel_id: string }>();
  const convention = await db('conventions').where({ dossier_id: dossier.id }).first<{ id: string; fichier_signe_id: string }>();
  const bilan = await un('bilans', { dossier_id: dossier.id });
  const recours = await db('recours').first<{ id: string }>('id');
  const [seanceId, comite, responsable] = [await un('seances', { etat: 'close' }), await un('personnes', { courriel: 'comite1@demonstration.example' }), await un('personnes', { courriel: 'responsable@demonstration.example' })];
  const le = '2023-06-01T08:00:00.000Z';
  const [vueId, simulationId, livretId] = [nouvelId(), nouvelId(), nouvelId()];
  await db('vues').insert({ id: vueId, liste: 'dossiers', proprietaire_id: responsable, nom: 'Mes retards', requete: 'etat=depose', partagee: true, cree_le: le, modifie_le: le });
  await db('seance_simulations').insert({ id: simulationId, seance_id: seanceId, nom: 'Tous à 80 %', enveloppe_cents: 10_000_000, methode: 'coupure', parametres: '{}', arbitrages: '{}', version: 1, modifiee_par: responsable, modifiee_le: le });
  await db('livrets').insert({ id: livretId, seance_id: seanceId, personne_id: comite, dossiers: '[]', demande_le: le });
  const applicationId = nouvelId();
  await db('applications').insert({ id: applicationId, nom: 'Observatoire', contact: 'observatoire@demonstration.example', empreinte: 'x'.repeat(64), portees: '[]', expire_le: '2024-01-01', creee_par: responsable, creee_le: le });
  const archiveId = nouvelId();
  const { taille } = await db('fichiers').where({ id: convention.fichier_signe_id }).first<{ taille: number | string }>('taille');
  await db('archives').insert({ id: archiveId, dossier_id: dossier.id, demandee_par: responsable, demandee_le: le, prete_le: le, taille, fichiers: 1, empreinte: '0'.repeat(64), empreinte_manifeste: '0'.repeat(64) });
  await db('archive_parties').insert({ archive_id: archiveId, rang: 0, fichier_id: convention.fichier_signe_id, entrees: '[]' });
  const aPart = await db('liasse_pages').where({ etat: 'a_part' }).first<{ liasse_id: string; page: number }>('liasse_id', 'page');
  return {
    applicationId, archiveId, enveloppeId: await un('enveloppes', { appel_id: dossier.appel_id }), vueId, simulationId, livretId, 'organismes.pieceId': await un('organisme_pieces', { organisme_id: dossier.organisme_id }), 'gestion.section': 'identite', natureLettre: 'refus', lotId: await un('lots_lettres'),
    liasseId: aPart.liasse_id, page: String(aPart.page),
    'droits.demandeId': await un('droits_demandes', { numero: '2023-002' }),
    visiteId: nouvelId(), suiteId: nouvelId(), emargementId: nouvelId(), importId: nouvelId(), participantId: nouvelId(), irregulariteId: nouvelId(),
    dossierId: dossier.id, organismeId: dossier.organisme_id, appelId: dossier.appel_id, seanceId, conventionId: convention.id, fichierId: convention.fichier_signe_id,
    versementId: await un('versements', { convention_id: convention.id, rang: 1 }), documentId: await un('documents', { dossier_id: dossier.id, type: 'recepisse' }), pieceId: await un('pieces', { dossier_id: dossier.id }),
    depenseId: await un('bilan_depenses', { bilan_id: bilan }), ressourceId: await un('bilan_ressources', { bilan_id: bilan }), membreId: await un('membres', { organisme_id: dossier.organisme_id, role: 'signataire', representant_legal: false }), invitationId: await un('invitations', { organisme_id: dossier.organisme_id, acceptee_le: null }),
    regleId: await un('regles_affectation'), absenceId: await un('absences'), avisId: nouvelId(), personneId: await un('personnes', { courriel: 'avis@demonstration.example' }), recoursId: recours.id, reversementId: recours.id, section: 'projet', version: '1', jeton: 'x'.repeat(43), courrielId: await un('outbox'), notificationId: await un('notifications'),
    ...(await identifiantsDuProgramme(db)), ...(await identifiantsAmont(db)), ...(await identifiantsDAvenant(db, convention.id, responsable)),
  };
}

async function identifiantsDuProgramme(db: Base): Promise<Record<string, string>> {
  const suite = await db('programme_suites').whereNotNull('fiche_id').orderBy('rang').first<{ id: string; comite_id: string; fiche_id: string }>('id', 'comite_id', 'fiche_id');
  const action = await db('programme_actions').where({ fiche_id: suite.fiche_id }).first<{ id: string }>('id');
  const programme = await db('programmes').first<{ id: string }>('id');
  const rapportId = nouvelId();
  const [{ id: travail_id }, { id: fichier }, { id: demande_par }] = [await db('travaux').first<{ id: string }>('id'), await db('fichiers').where({ analyse: 'sans_objet' }).first<{ id: string }>('id'), await db('personnes').first<{ id: string }>('id')];
  await db('rapports_annuels').insert({ id: rapportId, programme_id: programme.id, annee: 2023, demande_par, demande_le: '2023-06-01T08:00:00.000Z', travail_id, pdf_id: fichier, docx_id: fichier, pret_le: '2023-06-01T08:01:00.000Z' });
  return { rapportId, programmeId: programme.id, ficheId: suite.fiche_id, actionId: action.id, comiteId: suite.comite_id, suiteId: suite.id, 'programme.section': 'contexte' };
}

/** An avenant to sign and a request, on a convention that the demonstration leaves as it was signed. */
async function identifiantsDAvenant(db: Base, conventionId: string, par: string): Promise<Record<string, string>> {
  const { termes } = await db('conventions').where({ id: conventionId }).first<{ termes: string }>('termes');
  const [avenantId, demandeId, le] = [nouvelId(), nouvelId(), '2023-06-01T08:00:00.000Z'];
  await db('avenants').insert({ id: avenantId, convention_id: conventionId, rang: 1, numero: 'CONV-A1', etat: 'a_signer', version_base: 1, montant_cents: 1, depenses_prevues_cents: 1, termes, motif: 'Durée', prepare_par: par, prepare_le: le, valide_par: par, valide_le: le });
  await db('demandes_avenant').insert({ id: demandeId, convention_id: conventionId, texte: 'Un mois de plus.', demandee_par: par, demandee_le: le });
  return { avenantId, demandeId };
}

async function identifiantsAmont(db: Base): Promise<Record<string, string>> {
  const tableau = await db('amont_tableaux').first<{ id: string; convention_id: string }>('id', 'convention_id');
  const de = async (table: string): Promise<string> => (await db(table).where({ convention_id: tableau.convention_id }).first<{ id: string }>('id')).id;
  return { amontId: tableau.convention_id, tableauId: tableau.id, ligneId: await de('amont_lignes'), indicateurId: await de('amont_indicateurs') };
}

/** A bordereau and an answer of accounting, which the demonstration does not have. */
async function identifiantsComptables({ deps: { db } }: ApplicationDeTest): Promise<Record<string, string>> {
  const { id: par } = await db('personnes').where({ courriel: 'finances@demonstration.example' }).first<{ id: string }>('id');
  const [bordereauId, retourId, le] = [nouvelId(), nouvelId(), '2023-06-01T08:00:00.000Z'];
  const modele = { titre: 'Bordereau de mandats', emetteur: { nom: 'Département', service: '', adresse: '' }, date: '1er juin 2023', creeLe: le, blocs: [] };
  await db('bordereaux').insert({ id: bordereauId, numero: 'B-2023-9999', etabli_par: par, etabli_le: le, modele: JSON.stringify(modele) });
  await db('retours_comptables').insert({ id: retourId, nom: 'retour.csv', sha256: 'x'.repeat(64), recu_par: par, recu_le: le, resultat: '[]' });
  return { bordereauId, retourId };
}
