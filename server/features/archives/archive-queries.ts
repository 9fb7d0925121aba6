import type { Knex } from 'knex';
import type { FichierAbsent, FichierArchive } from '../../domain/archives/manifeste.js';
import { instant, type Instant } from '../../platform/clock.js';
import type { EcriteZip } from '../../platform/zip.js';
import { listerVersions, type VersionListee } from '../dossiers/dossier-queries.js';

/** What the parts of an archive after its data hold: files as they were given, then official documents. */
export interface PlanArchive {
  readonly lots: readonly { readonly fichiers: readonly EntreePlan[]; readonly documents: readonly EntreePlan[] }[];
  readonly absents: readonly FichierAbsent[];
  readonly journal: { readonly rang: number; readonly empreinte: string };
}
export interface EntreePlan { readonly id: string; readonly nom: string }

/** An entry of an archive as it was written: what the manifest says of it, what the directory needs. */
export interface EntreeEcrite extends FichierArchive, Omit<EcriteZip, 'nom' | 'taille'> {}

/** An archive of a dossier, ready or being composed. */
export interface ArchiveLue {
  readonly id: string;
  readonly dossierId: string;
  readonly demandeePar: string;
  readonly demandeeLe: Instant;
  readonly plan: PlanArchive | null;
  readonly preteLe: string | null;
  readonly taille: number;
  readonly fichiers: number;
  /** SHA-256 of the whole file and of its manifest; null until it is ready. */
  readonly empreinte: string | null;
  readonly empreinteManifeste: string | null;
  /** Its parts are still there: a newer archive takes their place. */
  readonly disponible: boolean;
  readonly fait: number;
  readonly total: number;
  readonly etat: string;
}

interface Ligne {
  id: string; dossier_id: string; prenom: string | null; p_nom: string | null; demandee_le: string; plan: string | null; prete_le: string | null; taille: number | string | null; fichiers: number | string | null;
  empreinte: string | null; empreinte_manifeste: string | null; parties: number | string; fait: number | string | null; total: number | string | null; etat: string | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('archives as a').leftJoin('personnes as p', 'p.id', 'a.demandee_par').leftJoin('travaux as t', 't.id', 'a.travail_id')
  .select('a.*', 'p.prenom', 'p.nom as p_nom', 't.fait', 't.total', 't.etat').select(db('archive_parties as x').whereRaw('x.archive_id = a.id').count('*').as('parties'));

const versArchive = (l: Ligne): ArchiveLue => ({
  id: l.id, dossierId: l.dossier_id, demandeePar: l.p_nom === null ? '' : `${l.prenom ?? ''} ${l.p_nom}`, demandeeLe: instant(l.demandee_le), plan: l.plan === null ? null : (JSON.parse(l.plan) as PlanArchive),
  preteLe: l.prete_le, taille: Number(l.taille ?? 0), fichiers: Number(l.fichiers ?? 0), empreinte: l.empreinte, empreinteManifeste: l.empreinte_manifeste, disponible: Number(l.parties) > 0,
  fait: Number(l.fait ?? 0), total: Number(l.total ?? 0), etat: l.etat ?? 'fini',
});

/** One archive of a dossier; null when it is unknown or belongs to another. */
export async function lireArchive(db: Knex, id: string, dossierId?: string): Promise<ArchiveLue | null> {
  const ligne = (await requete(db).where({ 'a.id': id, ...(dossierId === undefined ? {} : { 'a.dossier_id': dossierId }) }).first()) as Ligne | undefined;
  return ligne === undefined ? null : versArchive(ligne);
}

/** The last archives of a dossier, the newest first. */
export async function archivesDuDossier(db: Knex, dossierId: string): Promise<ArchiveLue[]> {
  const lignes = (await requete(db).where({ 'a.dossier_id': dossierId }).orderBy('a.demandee_le', 'desc').orderBy('a.id', 'desc').limit(10)) as Ligne[];
  return lignes.map(versArchive);
}

export interface PartieLue { readonly cleStockage: string; readonly taille: number; readonly entrees: readonly EntreeEcrite[] }

/** Parts of an archive in their order, those already written. */
export async function lireParties(db: Knex, archiveId: string): Promise<PartieLue[]> {
  const lignes = await db('archive_parties as x').join('fichiers as f', 'f.id', 'x.fichier_id').where({ 'x.archive_id': archiveId }).orderBy('x.rang')
    .select<{ cle_stockage: string; taille: number | string; entrees: string }[]>('f.cle_stockage', 'f.taille', 'x.entrees');
  return lignes.map((l) => ({ cleStockage: l.cle_stockage, taille: Number(l.taille), entrees: JSON.parse(l.entrees) as EntreeEcrite[] }));
}

/** A file to put in an archive, as it was received. */
export interface FichierAArchiver { readonly id: string; readonly nom: string; readonly typeMime: string; readonly taille: number; readonly sha256: string; readonly cleStockage: string; readonly analyse: string; readonly deposeLe: string; readonly deposePar: string | null }

interface LigneFichier { id: string; nom: string; type_mime: string; taille: number | string; sha256: string; cle_stockage: string; analyse: string; depose_le: string; depose_par: string | null }

/** Files by their ids, in no order; some hundreds at a time. */
export async function lireFichiers(db: Knex, ids: readonly string[]): Promise<Map<string, FichierAArchiver>> {
  const lus = new Map<string, FichierAArchiver>();
  for (const lot of enLots(ids)) {
    const lignes = await db('fichiers').whereIn('id', [...lot]).select<LigneFichier[]>('id', 'nom', 'type_mime', 'taille', 'sha256', 'cle_stockage', 'analyse', 'depose_le', 'depose_par');
    for (const l of lignes) lus.set(l.id, { id: l.id, nom: l.nom, typeMime: l.type_mime, taille: Number(l.taille), sha256: l.sha256, cleStockage: l.cle_stockage, analyse: l.analyse, deposeLe: l.depose_le, deposePar: l.depose_par });
  }
  return lus;
}

/** Names of the people whose ids are given: whoever acted on the dossier is named in its archive. */
export async function lirePersonnes(db: Knex, ids: readonly string[]): Promise<{ id: string; nom: string; fonction: string }[]> {
  const lues: { id: string; nom: string; fonction: string }[] = [];
  for (const lot of enLots(ids)) {
    const lignes = await db('personnes').whereIn('id', [...lot]).orderBy('id').select<{ id: string; prenom: string; nom: string; fonction: string }[]>('id', 'prenom', 'nom', 'fonction');
    lues.push(...lignes.map((l) => ({ id: l.id, nom: `${l.prenom} ${l.nom}`, fonction: l.fonction })));
  }
  return lues;
}

const LOT = 500;
const enLots = (ids: readonly string[]): string[][] => Array.from({ length: Math.ceil(ids.length / LOT) }, (_, i) => ids.slice(i * LOT, (i + 1) * LOT));

/** Official documents of a dossier in the order they were established. */
export const documentsAArchiver = (db: Knex, dossierId: string): Promise<{ id: string; titre: string }[]> =>
  db('documents').where({ dossier_id: dossierId }).orderBy('etabli_le').orderBy('id').select<{ id: string; titre: string }[]>('id', 'titre');

/** A document as it was frozen: the very text whose hash is in the journal. */
export async function lireModeles(db: Knex, ids: readonly string[]): Promise<Map<string, string>> {
  const lignes = await db('documents').whereIn('id', [...ids]).select<{ id: string; modele: string }[]>('id', 'modele');
  return new Map(lignes.map((l) => [l.id, l.modele]));
}

/** Deposited versions with the very text that was sealed, oldest first. */
export async function lireVersions(db: Knex, dossierId: string): Promise<{ readonly version: VersionListee; readonly contenu: string }[]> {
  const textes = await db('dossier_versions').where({ dossier_id: dossierId }).select<{ version: number; contenu: string }[]>('version', 'contenu');
  const parVersion = new Map(textes.map((t) => [Number(t.version), t.contenu]));
  return (await listerVersions(db, dossierId)).map((version) => ({ version, contenu: parVersion.get(version.version) ?? '' }));
}

/** Head of the journal now. */
export async function teteDuJournal(db: Knex): Promise<{ rang: number; empreinte: string }> {
  const tete = await db('journal_tete').where({ id: 1 }).first<{ rang: number | string; empreinte: string }>('rang', 'empreinte');
  return { rang: Number(tete.rang), empreinte: tete.empreinte };
}

/** Rows of the journal about a dossier up to a rank, page by page, one row as JSON a line. */
export async function* lignesDuJournal(db: Knex, dossierId: string, jusquAu: number): AsyncGenerator<string> {
  for (let apres = 0; ;) {
    const page = await db('journal').where({ dossier_id: dossierId }).where('rang', '>', apres).where('rang', '<=', jusquAu).orderBy('rang').limit(500).select<{ rang: number | string }[]>('*');
    for (const l of page) yield `${JSON.stringify({ ...l, rang: Number(l.rang) })}\n`;
    const dernier = page.at(-1);
    if (dernier === undefined) return;
    apres = Number(dernier.rang);
  }
}
