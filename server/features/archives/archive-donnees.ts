import type { Knex } from 'knex';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { NOM_JOURNAL, type FichierAbsent } from '../../domain/archives/manifeste.js';
import { estId } from '../../platform/ids.js';
import type { EntreeZip } from '../../platform/zip.js';
import { trouve } from '../../web/errors.js';
import { lireDossier, lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { listerConventions, listerVersements } from '../conventions/convention-queries.js';
import { lireFil } from '../messagerie/message-queries.js';
import { reversementsDuDossier } from '../versements/reversement-queries.js';
import { documentsAArchiver, lignesDuJournal, lireFichiers, lirePersonnes, lireVersions, teteDuJournal, type EntreePlan, type FichierAArchiver, type PlanArchive } from './archive-queries.js';
import { lisezMoi, messageEnTexte, syntheseEnTexte, versionEnTexte } from './archive-textes.js';
import { TABLES_ARCHIVEES, type TableArchivee } from './tables-archivees.js';

/** Largest part of an archive: what one step of the work reads and writes. A document counts as much as a large drawing. */
const PARTIE_MAX = 64 << 20;
const POIDS_DOCUMENT = 2 << 20;
const POIDS_ENTREE = 64 << 10;

/** The first part of an archive, and what the next ones will hold. */
export interface Donnees { readonly entrees: readonly EntreeZip[]; readonly plan: PlanArchive }

interface Releve { readonly fichiers: Map<string, string>; readonly personnes: Set<string>; readonly entrees: EntreeZip[] }

/**
 * Reads everything the product knows of a dossier: its tables, its versions as JSON and as text, the journal. The files and
 * documents that its rows name make the plan of the parts that follow.
 */
export async function lireDonnees(db: Knex, dossierId: string): Promise<Donnees> {
  const journal = await teteDuJournal(db);
  const releve: Releve = { fichiers: new Map(), personnes: new Set(), entrees: [] };
  for (const t of TABLES_ARCHIVEES) await releverTable(db, dossierId, t, releve);
  const fichiers = await lireFichiers(db, [...releve.fichiers.keys()]);
  const noms = nommerFichiers(releve.fichiers, fichiers);
  const documents = (await documentsAArchiver(db, dossierId)).map((d, i) => ({ id: d.id, nom: `documents/${numero(i)}-${enNom(d.titre)}` }));
  const retenus = noms.filter((n) => ['en_attente', 'infectee'].includes(n.fichier.analyse));
  const plan: PlanArchive = {
    journal, lots: decouper(noms.filter((n) => !retenus.includes(n)), documents),
    absents: retenus.map(({ nom, fichier }): FichierAbsent => ({ nom, sha256: fichier.sha256, raison: fichier.analyse === 'infectee' ? 'quarantaine' : 'analyse_en_cours' })),
  };
  for (const { fichier } of noms) if (fichier.deposePar !== null) releve.personnes.add(fichier.deposePar);
  return { plan, entrees: [
    { nom: 'LISEZ-MOI.txt', contenu: [lisezMoi(trouve(await lireDossier(db, dossierId)), plan)] },
    ...(await entreesLisibles(db, dossierId)),
    ...releve.entrees,
    enJson('donnees/personnes.json', await lirePersonnes(db, [...releve.personnes].sort())),
    enJson('donnees/fichiers.json', noms.map(({ nom, fichier: { id, nom: nomOrigine, typeMime, taille, sha256, deposeLe, deposePar } }) => ({ id, chemin: nom, nom: nomOrigine, typeMime, taille, sha256, deposeLe, deposePar }))),
    { nom: NOM_JOURNAL, contenu: lignesDuJournal(db, dossierId, journal.rang) },
  ] };
}

const enJson = (nom: string, lignes: readonly object[]): EntreeZip => ({ nom, contenu: [`[\n${lignes.map((l) => JSON.stringify(l)).join(',\n')}\n]\n`] });

async function releverTable(db: Knex, dossierId: string, t: TableArchivee, { fichiers, personnes, entrees }: Releve): Promise<void> {
  const types = (await db(t.table).columnInfo()) as Record<string, { type: string }>;
  const colonnes = Object.keys(types).filter((c) => !t.sans.includes(c)).sort();
  const requete = t.lignes(db, dossierId).select(colonnes);
  for (const c of t.ordre) void requete.orderBy(c);
  const lignes = ((await requete) as Record<string, unknown>[]).map((l) => Object.fromEntries(colonnes.map((c) => [c, valeur(l[c], types[c]?.type ?? '', t.json.includes(c))])));
  for (const ligne of lignes) {
    for (const [colonne, v] of Object.entries(ligne)) {
      if (!estId(v)) continue;
      if (!estFichier(colonne)) personnes.add(v);
      else if (!fichiers.has(v)) fichiers.set(v, t.dossierDesFichiers);
    }
  }
  if (lignes.length > 0) entrees.push(enJson(`donnees/${t.table}.json`, lignes));
}

/** Columns that name a file: `fichier_id`, `fichier_signe_id`, `reponse_fichier_id`… */
const estFichier = (colonne: string): boolean => /(^|_)fichier(_[a-z]+)?_id$/.test(colonne);

/** The databases give numbers, booleans and JSON each in its way: an archive is the same from both. */
function valeur(v: unknown, type: string, json: boolean): unknown {
  if (v === null || v === undefined) return null;
  if (json && typeof v === 'string') return JSON.parse(v) as unknown;
  if (type === 'boolean') return Boolean(v);
  return type === 'bigint' || type === 'integer' ? Number(v) : v;
}

interface FichierNomme { readonly nom: string; readonly fichier: FichierAArchiver }

function nommerFichiers(dossiers: ReadonlyMap<string, string>, lus: ReadonlyMap<string, FichierAArchiver>): FichierNomme[] {
  const rangs = new Map<string, number>();
  return [...dossiers].flatMap(([id, dossier]) => {
    const fichier = lus.get(id);
    if (fichier === undefined) return [];
    const rang = rangs.get(dossier) ?? 0;
    rangs.set(dossier, rang + 1);
    return [{ fichier, nom: `${dossier}/${numero(rang)}-${enNom(fichier.nom)}` }];
  });
}

const numero = (rang: number): string => String(rang + 1).padStart(4, '0');

/** A name every system takes: letters without accents, figures, dots and dashes; its extension stays. */
export const enNom = (texte: string): string => texte.normalize('NFD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9.]+/g, '-').replace(/\.{2,}/g, '.').replace(/^[-.]+|[-.]+$/g, '').slice(-80) || 'fichier';

/** Files then documents cut into parts of a bounded weight. */
function decouper(fichiers: readonly FichierNomme[], documents: readonly EntreePlan[]): PlanArchive['lots'] {
  const lots: { fichiers: EntreePlan[]; documents: EntreePlan[] }[] = [];
  let poids = Infinity;
  const lotPour = (deCePoids: number): { fichiers: EntreePlan[]; documents: EntreePlan[] } => {
    const courant = lots.at(-1);
    if (courant !== undefined && poids + deCePoids <= PARTIE_MAX) {
      poids += deCePoids;
      return courant;
    }
    poids = deCePoids;
    const neuf = { fichiers: [], documents: [] };
    lots.push(neuf);
    return neuf;
  };
  for (const { nom, fichier } of fichiers) lotPour(fichier.taille + POIDS_ENTREE).fichiers.push({ id: fichier.id, nom });
  for (const d of documents) lotPour(POIDS_DOCUMENT).documents.push(d);
  return lots;
}

async function entreesLisibles(db: Knex, dossierId: string): Promise<EntreeZip[]> {
  const conventions = [];
  const reversements = await reversementsDuDossier(db, dossierId);
  for (const convention of await listerConventions(db, dossierId)) {
    conventions.push({ convention, versements: await listerVersements(db, convention.id), reversements: reversements.filter((r) => r.conventionId === convention.id) });
  }
  return [{ nom: 'synthese.txt', contenu: [syntheseEnTexte(conventions)] }, { nom: 'messages.txt', contenu: [await messagesEnTexte(db, dossierId)] }, ...(await entreesDesVersions(db, dossierId))];
}

/** The thread, oldest message first; its pages are read back in time. */
async function messagesEnTexte(db: Knex, dossierId: string): Promise<string> {
  const pages: string[] = [];
  for (let apres: string | null | undefined; apres !== null;) {
    const page = await lireFil(db, dossierId, { prives: false, taille: 200, sens: apres === undefined ? {} : { apres } });
    pages.unshift(page.lignes.map(messageEnTexte).join('\n'));
    apres = page.apres;
  }
  return pages.join('\n') || 'Aucun message.\n';
}

async function entreesDesVersions(db: Knex, dossierId: string): Promise<EntreeZip[]> {
  const dossier = trouve(await lireDossier(db, dossierId));
  const [appel, territoires] = [await lireReglesDuDossier(db, dossier), await listerTerritoires(db)];
  return (await lireVersions(db, dossierId)).flatMap(({ version, contenu }) => [
    { nom: `versions/version-${version.version}.json`, contenu: [contenu] },
    { nom: `versions/version-${version.version}.txt`, contenu: [versionEnTexte(JSON.parse(contenu) as VersionDossier, version, { dispositifs: appel.dispositifs, territoires })] },
  ]);
}
