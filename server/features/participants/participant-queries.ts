import type { Knex } from 'knex';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { INDICATEURS, type Indicateur } from '../../domain/participants/indicateurs.js';
import type { Fiche } from '../../domain/participants/questionnaire.js';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import type { Scelle } from '../../platform/coffre.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { CHAMPS, COLONNE_DE } from './participant-store.js';

/** An operation that FSE+ co-funds: its dossier, and the period its FSE+ agreement gives it. */
export interface OperationLue { readonly dossier: DossierLu; readonly operation: { readonly debut: Jour; readonly fin: Jour } }

/** The operation of a dossier; null when FSE+ funds nothing of it. Two queries. */
export async function lireOperation(db: Knex, dossierId: string): Promise<OperationLue | null> {
  const convention = await db('conventions').where({ dossier_id: dossierId, financeur: 'fse' }).orderBy('generee_le', 'desc').first<{ termes: string } | undefined>('termes');
  const dossier = convention === undefined ? null : await lireDossier(db, dossierId);
  if (convention === undefined || dossier === null) return null;
  const { operation } = JSON.parse(convention.termes) as TermesConvention;
  return { dossier, operation };
}

/** What a record says without saying of whom: the day of birth is not in it. */
export type FichePseudonyme = Omit<Fiche, 'naissance'>;

export interface ParticipantLu {
  readonly id: string;
  readonly dossierId: string;
  readonly pseudonyme: string;
  readonly version: number;
  readonly complete: boolean;
  readonly suiviDu: Jour | null;
  readonly modifieLe: string;
  readonly fiche: FichePseudonyme;
  /** Encrypted: opened for those who may know who it is. */
  readonly scelle: Scelle;
}

type Ligne = Readonly<Record<string, string | number | null>> & { readonly id: string; readonly dossier_id: string; readonly pseudonyme: string; readonly modifie_le: string; readonly chiffre: string; readonly suivi_du: string | null };

/** Records that still belong to a person. */
const vivants = (db: Knex): Knex.QueryBuilder => db('participants as p').join('participant_identites as i', 'i.participant_id', 'p.id').whereNull('p.efface_le')
  .select('p.id', 'p.dossier_id', 'p.pseudonyme', 'p.version', 'p.complete', 'p.suivi_du', 'p.modifie_le', 'i.cle_version', 'i.chiffre').select(CHAMPS.map((c) => `p.${COLONNE_DE[c]}`));

const versParticipant = (l: Ligne): ParticipantLu => ({
  id: l.id, dossierId: l.dossier_id, pseudonyme: l.pseudonyme, version: Number(l['version']), complete: Number(l['complete']) === 1, modifieLe: l.modifie_le,
  suiviDu: l.suivi_du === null ? null : jour(l.suivi_du), scelle: { version: Number(l['cle_version']), chiffre: l.chiffre },
  fiche: Object.fromEntries(CHAMPS.map((c) => [c, l[COLONNE_DE[c]] ?? null])) as unknown as FichePseudonyme,
});

/** One person's record inside its operation, or null. */
export async function lireParticipant(db: Knex, dossierId: string, id: string): Promise<ParticipantLu | null> {
  const ligne = (await vivants(db).where({ 'p.id': id, 'p.dossier_id': dossierId }).first()) as Ligne | undefined;
  return ligne === undefined ? null : versParticipant(ligne);
}

/** A record as a person may ask for it: with where it came from, when, and the indicators it counts in. */
export interface Participation { readonly participant: ParticipantLu; readonly source: 'saisie' | 'import'; readonly creeLe: string; readonly indicateurs: readonly Indicateur[] }

/** These living records, by id. */
export async function lireParticipations(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, Participation>> {
  const lignes: Ligne[] = await vivants(db).whereIn('p.id', [...ids]).select('p.source', 'p.cree_le', ...INDICATEURS.map((c) => `p.${c.toLowerCase()}`));
  return new Map(lignes.map((l) => [l.id, {
    participant: versParticipant(l), source: l['source'] === 'import' ? 'import' : 'saisie', creeLe: String(l['cree_le']), indicateurs: INDICATEURS.filter((c) => Number(l[c.toLowerCase()]) === 1),
  }]));
}

/** What narrows the list: all, incomplete records, people still there, people to ask again after six months. */
export const FILTRES = ['tous', 'incompletes', 'presents', 'suivi'] as const;
export type Filtre = (typeof FILTRES)[number];

/** Days before six months from which a follow-up is announced. */
export const PREAVIS_SUIVI_JOURS = 30;

/** A page of the participants of an operation, the last entered first. */
export async function listerParticipants(db: Knex, dossierId: string, { filtre, pseudonyme, avantLe }: { readonly filtre: Filtre; readonly pseudonyme: string; readonly avantLe: Jour }, sens: Sens, taille: number): Promise<Tranche<ParticipantLu>> {
  const requete = vivants(db).where({ 'p.dossier_id': dossierId });
  if (filtre === 'incompletes') requete.where('p.complete', 0);
  if (filtre === 'presents') requete.whereNull('p.sortie');
  if (filtre === 'suivi') requete.whereNull('p.suivi_le').where('p.suivi_du', '<=', avantLe);
  if (pseudonyme !== '') requete.where('p.pseudonyme', pseudonyme);
  const tranche = await lireTranche<Ligne>(requete, { colonne: 'p.id', cle: (l) => l.id, sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(versParticipant) };
}

/** How many records of an operation each filter keeps; one query. */
export async function compterParticipants(db: Knex, dossierId: string, avantLe: Jour): Promise<Record<Filtre, number>> {
  const somme = (condition: string, nom: Filtre, ...valeurs: string[]): Knex.Raw => db.raw(`coalesce(sum(case when ${condition} then 1 else 0 end), 0) as ${nom}`, valeurs);
  const l = await db('participants').where({ dossier_id: dossierId }).whereNull('efface_le')
    .select(db.raw('count(*) as tous'), somme('complete = 0', 'incompletes'), somme('sortie is null', 'presents'), somme('suivi_le is null and suivi_du <= ?', 'suivi', avantLe)).first<Record<Filtre, number | string>>();
  return { tous: Number(l.tous), incompletes: Number(l.incompletes), presents: Number(l.presents), suivi: Number(l.suivi) };
}

/** A record and the fingerprint by which it was found. */
export interface Reconnu { readonly id: string; readonly pseudonyme: string; readonly empreinte: string }

/** The records of an operation that bear one of these fingerprints. */
export const trouverParEmpreintes = (db: Knex, dossierId: string, empreintes: readonly string[]): Promise<Reconnu[]> =>
  db('participant_identites as i').join('participants as p', 'p.id', 'i.participant_id').where({ 'i.dossier_id': dossierId }).whereIn('i.empreinte', [...empreintes]).select<Reconnu[]>('p.id', 'p.pseudonyme', 'i.empreinte');

/** The record of an operation that bears one of these fingerprints of one person, or null. */
export const trouverParEmpreinte = async (db: Knex, dossierId: string, empreintes: readonly string[]): Promise<Reconnu | null> => (await trouverParEmpreintes(db, dossierId, empreintes))[0] ?? null;

/** What these records of an operation answer, by id. */
export async function lireReponses(db: Knex, dossierId: string, ids: readonly string[]): Promise<ReadonlyMap<string, FichePseudonyme>> {
  const lignes = (await vivants(db).where({ 'p.dossier_id': dossierId }).whereIn('p.id', [...ids])) as Ligne[];
  return new Map(lignes.map((l) => [l.id, versParticipant(l).fiche]));
}
