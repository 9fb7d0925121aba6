import type { Knex } from 'knex';
import type { Groupe } from '../../domain/participants/agregats.js';
import { INDICATEURS, type Indicateur } from '../../domain/participants/indicateurs.js';
import type { Sexe } from '../../domain/participants/questionnaire.js';

/** What is counted: one operation, or those of a call, a measure (dispositif) or a fiche-action; nothing given, all of them. */
export interface Perimetre { readonly dossierId?: string; readonly appelId?: string; readonly dispositif?: number; readonly ficheId?: string }

const COLONNES = INDICATEURS.map((code) => code.toLowerCase());
export const SOMMES = [...COLONNES.map((c) => `sum(p.${c}) as ${c}`), 'count(*) as fiches', 'sum(1 - p.complete) as incompletes'].join(', ');

export type LigneSommes = Readonly<Record<string, number | string | null>>;

/** Counts of a row of `SOMMES`. */
export const comptesDe = (l: LigneSommes): Record<Indicateur, number> =>
  Object.fromEntries(INDICATEURS.map((code) => [code, Number(l[code.toLowerCase()] ?? 0)])) as Record<Indicateur, number>;

/** Participants (`p`) of a perimeter, joined to their dossiers (`d`) when it asks for it. */
export function dansLePerimetre(db: Knex, requete: Knex.QueryBuilder, { dossierId, appelId, dispositif, ficheId }: Perimetre): Knex.QueryBuilder {
  if (dossierId !== undefined) requete.where('p.dossier_id', dossierId);
  if (appelId !== undefined || dispositif !== undefined) requete.join('dossiers as d', 'd.id', 'p.dossier_id');
  if (appelId !== undefined) requete.where('d.appel_id', appelId);
  if (dispositif !== undefined) requete.where('d.dispositif', dispositif);
  if (ficheId !== undefined) requete.whereIn('p.dossier_id', db('programme_dossiers').where({ fiche_id: ficheId }).select('dossier_id'));
  return requete;
}

/** People of a perimeter counted by gender and years, erased ones included: sums made by the database, in one query. */
export async function lireGroupes(db: Knex, perimetre: Perimetre): Promise<Groupe[]> {
  const lignes: (LigneSommes & { sexe: Sexe })[] = await dansLePerimetre(db, db('participants as p'), perimetre).groupBy('p.sexe', 'p.annee_entree', 'p.annee_sortie', 'p.annee_suivi')
    .select('p.sexe', 'p.annee_entree', 'p.annee_sortie', 'p.annee_suivi').select(db.raw(SOMMES));
  const nombre = (v: number | string | null | undefined): number | null => (v === null || v === undefined ? null : Number(v));
  return lignes.map((l) => ({
    sexe: l.sexe, anneeEntree: Number(l['annee_entree']), anneeSortie: nombre(l['annee_sortie']), anneeSuivi: nombre(l['annee_suivi']), fiches: Number(l['fiches']), incompletes: Number(l['incompletes']), comptes: comptesDe(l),
  }));
}

/** Administrations and small enterprises that the operations of a perimeter support (EECO18, EECO19). */
export async function lireEntites(db: Knex, perimetre: Perimetre): Promise<{ administrations: number; entreprises: number }> {
  const l = await dansLePerimetre(db, db('participant_entites as p'), perimetre)
    .sum({ administrations: 'p.administrations', entreprises: 'p.entreprises' }).first<{ administrations: number | string | null; entreprises: number | string | null }>();
  return { administrations: Number(l.administrations ?? 0), entreprises: Number(l.entreprises ?? 0) };
}
