import type { Knex } from 'knex';
import type { Comptage, Groupe } from '../../domain/participants/agregats.js';
import { INDICATEURS, type Indicateur } from '../../domain/participants/indicateurs.js';
import type { Sexe } from '../../domain/participants/questionnaire.js';

const COLONNES = INDICATEURS.map((code) => code.toLowerCase());
/** Sums asked of the rows `p` of `participants`. */
export const SOMMES = [...COLONNES.map((c) => `sum(p.${c}) as ${c}`), 'count(*) as fiches', 'sum(1 - p.complete) as incompletes'].join(', ');

/** What `SOMMES` answers for one gender: texts on PostgreSQL. */
export type LigneSommes = Readonly<Record<string, number | string | null>> & { readonly sexe: Sexe };

/** The counts of a row of `SOMMES`. */
export const versComptage = (l: LigneSommes): Comptage => ({
  sexe: l.sexe, fiches: Number(l['fiches']), incompletes: Number(l['incompletes']),
  comptes: Object.fromEntries(INDICATEURS.map((code) => [code, Number(l[code.toLowerCase()] ?? 0)])) as Record<Indicateur, number>,
});

/** People of an operation counted by gender and years, erased ones included: sums made by the database, in one query. */
export async function lireGroupes(db: Knex, dossierId: string): Promise<Groupe[]> {
  const lignes: LigneSommes[] = await db('participants as p').where('p.dossier_id', dossierId).groupBy('p.sexe', 'p.annee_entree', 'p.annee_sortie', 'p.annee_suivi')
    .select('p.sexe', 'p.annee_entree', 'p.annee_sortie', 'p.annee_suivi').select(db.raw(SOMMES));
  const nombre = (v: number | string | null | undefined): number | null => (v === null || v === undefined ? null : Number(v));
  return lignes.map((l) => ({
    ...versComptage(l), anneeEntree: Number(l['annee_entree']), anneeSortie: nombre(l['annee_sortie']), anneeSuivi: nombre(l['annee_suivi']),
  }));
}

/** Administrations and small enterprises that an operation supports (EECO18, EECO19). */
export async function lireEntites(db: Knex, dossierId: string): Promise<{ administrations: number; entreprises: number }> {
  const l = await db('participant_entites').where({ dossier_id: dossierId }).first<{ administrations: number; entreprises: number } | undefined>('administrations', 'entreprises');
  return { administrations: Number(l?.administrations ?? 0), entreprises: Number(l?.entreprises ?? 0) };
}
