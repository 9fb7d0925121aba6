import type { Knex } from 'knex';
import type { NoteSaisie } from '../../domain/notation/feuille.js';

/** Comparison of scores asked of one person on one dossier; `suite` null while it is open. */
export interface ConcertationLue {
  readonly dossierId: string;
  readonly personneId: string;
  readonly ouverteLe: string;
  readonly closeLe: string | null;
  readonly suite: 'maintenue' | 'revisee' | null;
  readonly motif: string;
}

interface Ligne { dossier_id: string; personne_id: string; ouverte_le: string; close_le: string | null; suite: 'maintenue' | 'revisee' | null; motif: string }

/** Comparisons of several dossiers, open and closed, in one query. */
export async function lireConcertations(db: Knex, dossierIds: readonly string[]): Promise<ConcertationLue[]> {
  const lignes = await db('concertations').whereIn('dossier_id', [...dossierIds]).orderBy('ouverte_le').select<Ligne[]>('*');
  return lignes.map((l) => ({ dossierId: l.dossier_id, personneId: l.personne_id, ouverteLe: l.ouverte_le, closeLe: l.close_le, suite: l.suite, motif: l.motif }));
}

/** The comparison open for this person on this dossier, or null. */
export async function concertationOuverte(db: Knex, dossierId: string, personneId: string): Promise<ConcertationLue | null> {
  return (await lireConcertations(db, [dossierId])).find((c) => c.personneId === personneId && c.closeLe === null) ?? null;
}

/** A sheet that was submitted, then replaced: kept as it was. */
export interface FeuilleAnterieure {
  readonly personneId: string;
  readonly rang: number;
  readonly notes: readonly NoteSaisie[];
  readonly appreciation: string;
  readonly soumiseLe: string;
  readonly remplaceeLe: string;
  readonly motif: string;
}

interface LigneAnterieure { personne_id: string; rang: number | string; notes: string; appreciation: string; soumise_le: string; remplacee_le: string; motif: string }

/** Earlier sheets of a dossier, the first first. */
export async function lireAnterieures(db: Knex, dossierId: string): Promise<FeuilleAnterieure[]> {
  const lignes = await db('notations_anterieures').where({ dossier_id: dossierId }).orderBy('personne_id').orderBy('rang').select<LigneAnterieure[]>('*');
  return lignes.map((l) => ({
    personneId: l.personne_id, rang: Number(l.rang), notes: JSON.parse(l.notes) as NoteSaisie[], appreciation: l.appreciation, soumiseLe: l.soumise_le, remplaceeLe: l.remplacee_le, motif: l.motif,
  }));
}
