import type { Knex } from 'knex';
import { estPostgres } from '../../server/platform/database.js';
import type { Deps } from '../../server/platform/deps.js';
import { VERSEURS, type ContenuAppel } from '../../server/domain/appels/contenu.js';
import type { PartEcheance } from '../../server/domain/conventions/echeancier.js';
import { REGLES_FSE_PAR_DEFAUT } from '../../server/domain/conventions/termes.js';
import { taux } from '../../server/domain/kernel/taux.js';
import { ECHANTILLONNAGE_PAR_DEFAUT } from '../../server/domain/service-fait/echantillon.js';
import { instant } from '../../server/platform/clock.js';
import { creerAppel, dupliquerAppel, fixerEnveloppe, publierAppel } from '../../server/features/appels/appel-service.js';
import { prolongerAppel } from '../../server/features/appels/version-service.js';
import { chargerTerritoires, contenuReference, lireAppelReference } from '../../server/features/appels/reference.js';
import { accorderHabilitation, creerPersonne } from '../../server/features/comptes/compte-service.js';
import { hacherMotDePasse } from '../../server/features/comptes/mot-de-passe.js';
import { declarerOrganisme } from '../../server/features/organismes/organisme-service.js';
import { enregistrerMarque } from '../../server/features/reglages/reglages-service.js';
import { MARQUE_VIERGE } from '../../server/features/reglages/marque-queries.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { conclureEnAmont } from './amont.js';
import { jouerAvantDecision } from './avant-decision.js';
import { jouerApresDecision } from './apres-decision.js';
import { repondreAuxPersonnes } from './droits.js';
import { laisserDuTravail } from './en-cours.js';
import { jouerLaFin } from './fin.js';
import { repartirLeTravail, sAbsenter } from './instruction.js';
import { suivreLesCredits } from './credits.js';
import { lireCeQuiEstAncien } from './lectures.js';
import type { Equipe, OrganismeSeme } from './monde.js';
import { laisserDesDemandes, reunirMembres } from './membres.js';
import { rendreAMiParcours } from './mi-parcours.js';
import { saisirDesPapiers } from './papier.js';
import { AGENTS, DELEGUEE, MOT_DE_PASSE_DEMONSTRATION, ORGANISMES, REDACTEUR, type Personnage } from './personnages.js';
import { suivreLesParticipants } from './participants.js';
import { ecrireLeProgramme } from './programme.js';
import { demanderLeurAvis } from './satisfaction.js';
import { Scene } from './scene.js';

/** What a database is for the demonstration: empty, its own, its own but half written, or somebody else's. */
export type EtatDemonstration = 'vierge' | 'complete' | 'interrompue' | 'etrangere';

/** Tables of which one row is enough to say that the product was used. */
const TEMOINS = ['reglages', 'personnes', 'organismes', 'appels', 'territoires', 'journal', 'outbox'];

/**
 * Looks at a database without changing it, its schema included: only a row of `reglages` written before anything else
 * says that the demonstration made it. A database with tables of another product is `etrangere`.
 */
export async function etatDemonstration(db: Knex): Promise<EtatDemonstration> {
  const tables = await listerTables(db);
  const presents = TEMOINS.filter((t) => tables.has(t));
  if (presents.length === 0) return [...tables].every((t) => t.startsWith('knex_migrations')) ? 'vierge' : 'etrangere';
  const marque = tables.has('reglages') ? await db('reglages').where({ cle: MARQUE }).first<{ valeur: string } | undefined>('valeur') : undefined;
  if (marque !== undefined) return marque.valeur === COMPLETE ? 'complete' : 'interrompue';
  for (const table of presents) {
    if ((await db(table).first<object | undefined>()) !== undefined) return 'etrangere';
  }
  return 'vierge';
}

async function listerTables(db: Knex): Promise<Set<string>> {
  const lignes = estPostgres(db)
    ? await db('information_schema.tables').whereRaw('table_schema = current_schema()').select<{ nom: string }[]>('table_name as nom')
    : await db('sqlite_master').where({ type: 'table' }).whereNot('name', 'like', 'sqlite_%').select<{ nom: string }[]>('name as nom');
  return new Set(lignes.map((l) => l.nom));
}

const MARQUE = 'demonstration';
const COMPLETE = '"complete"';

/** Writes on the database that the demonstration made it: before anything else, then once it is whole. */
const marquer = ({ db, horloge }: Deps, valeur: '"en_cours"' | typeof COMPLETE): Promise<unknown> =>
  db('reglages').insert({ cle: MARQUE, valeur, modifie_le: horloge.maintenant() }).onConflict('cle').merge();

/**
 * Writes a demonstration département: the reference call, its agents, five organismes and dossiers at every stage.
 * Every row comes from the use cases the pages call, at moments of 2021 to 2023.
 */
export async function semerDemonstration(deps: Deps): Promise<void> {
  await marquer(deps, '"en_cours"');
  const scene = new Scene(deps);
  await chargerTerritoires(deps.db);
  const { collectivite, code, titre } = lireAppelReference();
  await scene.par(null, (ctx) => enregistrerMarque(ctx, { ...MARQUE_VIERGE, ...collectivite, siret: '22470001900017', contact: 'insertion@departement.example' }));
  const equipe = await creerAgents(scene);
  const organismes = await creerOrganismes(scene);
  const fermeLe = instant(new Date(Date.parse(deps.horloge.maintenant()) + 60 * 24 * 3600_000));
  const appelId = await scene.le('2021-11-15T09:00').par(equipe.responsable, async (ctx) => {
    const id = await creerAppel(ctx, { code, titre, ouvreLe: instantDeParis('2021-11-15T09:00'), fermeLe: instantDeParis('2022-02-28T23:59:59'), contenu: contenuDeLAppel() });
    await publierAppel(ctx, { appelId: id });
    await fixerEnveloppe(ctx, { appelId: id, financeur: 'departement', annee: 2022, voteCents: 28_000_000 });
    await fixerEnveloppe(ctx, { appelId: id, financeur: 'fse', annee: 2022, voteCents: 9_000_000 });
    await dupliquerAppel(ctx, { appelId: id });
    return id;
  });
  const dossiers = await jouerAvantDecision(scene, { equipe, organismes, appelId });
  await scene.le('2022-02-21T10:00').par(equipe.responsable, (ctx) => prolongerAppel(ctx, {
    appelId, fermeLe: instantDeParis(`${fermeLe.slice(0, 10)}T23:59:59`), motif: 'Deuxième relève : des crédits restent à attribuer, le dépôt reste ouvert.',
  }));
  await repartirLeTravail(scene, { equipe, organismes, appelId });
  await jouerApresDecision(scene, { equipe, organismes, appelId, dossiers });
  await jouerLaFin(scene, { equipe, organismes, appelId, dossiers });
  await rendreAMiParcours(scene, { dossiers });
  await ecrireLeProgramme(scene, { equipe, organismes, appelId, dossiers });
  await conclureEnAmont(scene, { equipe, organismes, appelId, dossiers });
  await saisirDesPapiers(scene, { equipe, organismes, appelId });
  const [premier] = organismes;
  if (premier) await laisserDesDemandes(scene, premier, await hacherMotDePasse(MOT_DE_PASSE_DEMONSTRATION));
  await sAbsenter(scene, { equipe, organismes, appelId });
  await suivreLesParticipants(scene, { dossiers });
  await repondreAuxPersonnes(scene, { equipe });
  await laisserDuTravail(scene, { equipe, dossiers });
  await demanderLeurAvis(scene, { dossiers });
  await suivreLesCredits(scene, { equipe, appelId });
  await lireCeQuiEstAncien(scene);
  await marquer(deps, COMPLETE);
}

/** FSE+ pays a part half-way, on an intermediate bilan. */
const FSE_EN_DEUX_BILANS: readonly PartEcheance[] = [{ declencheur: 'bilan_intermediaire', taux: taux('0.4') }, { declencheur: 'bilan', taux: taux('0.6') }];

/** The reference call, with what the département of the demonstration adds to it. */
function contenuDeLAppel(): ContenuAppel {
  const reference = contenuReference();
  return {
    ...reference, regles: { ...reference.regles, seuilMouvementBudget: taux('0.1000'), echantillonnage: ECHANTILLONNAGE_PAR_DEFAUT, financeursVerseurs: [...VERSEURS], fse: { ...REGLES_FSE_PAR_DEFAUT, echeances: FSE_EN_DEUX_BILANS } },
    lettres: { ...reference.lettres, article_bilan: 'Pour l’opération « {{titre}} », joignez au bilan une synthèse de deux pages qui peut être publiée.' },
  };
}

async function creerAgents(scene: Scene): Promise<Equipe> {
  const hache = await hacherMotDePasse(MOT_DE_PASSE_DEMONSTRATION);
  const entrees = await Promise.all(Object.entries(AGENTS).map(async ([nom, p]) => [nom, await creerCompte(scene, p, hache)] as const));
  return Object.fromEntries(entrees) as Equipe;
}

const creerCompte = (scene: Scene, p: Personnage, hache: string): Promise<string> => scene.le('2021-11-02T09:00').par(null, async (ctx) => {
  const id = await creerPersonne(ctx, { courriel: p.courriel, prenom: p.prenom, nom: p.nom, fonction: p.fonction, motDePasseHache: hache, confirme: true });
  if (p.habilitation !== null) await accorderHabilitation(ctx, id, p.habilitation);
  return id;
});

async function creerOrganismes(scene: Scene): Promise<OrganismeSeme[]> {
  const hache = await hacherMotDePasse(MOT_DE_PASSE_DEMONSTRATION);
  const [redacteurId, delegueeId] = [await creerCompte(scene, REDACTEUR, hache), await creerCompte(scene, DELEGUEE, hache)];
  const semes: OrganismeSeme[] = [];
  for (const { signataire, qualite, ...o } of ORGANISMES) {
    const signataireId = await creerCompte(scene, signataire, hache);
    const { id } = await scene.le('2021-12-01T10:00').par(signataireId, (ctx) => declarerOrganisme(ctx, {
      ...o, bic: 'AGRIFRPP', representantNom: `${signataire.prenom} ${signataire.nom}`, representantQualite: qualite,
    }, true));
    semes.push({ id, signataireId, nom: o.nom });
  }
  const [premier] = semes;
  if (premier) await reunirMembres(scene, premier, redacteurId, delegueeId);
  return semes;
}
