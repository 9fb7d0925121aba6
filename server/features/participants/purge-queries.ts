import type { Knex } from 'knex';
import type { Jour } from '../../domain/kernel/jour.js';

/** Place of an operation in the order of destruction. */
export interface Passage { readonly id: string; readonly jusquau: string }

/** Records (`p`) that still belong to somebody. */
const vivantes = (db: Knex): Knex.QueryBuilder => db('participants as p').whereNull('p.efface_le');

/** Requests still to be answered about a record (`p`). */
const enAttente = (db: Knex): Knex.QueryBuilder =>
  db('droits_fiches as f').join('droits_demandes as r', 'r.id', 'f.demande_id').whereRaw('f.participant_id = p.id').whereNull('r.repondue_le').select(db.raw('1'));

/** Records of an operation to be destroyed once its day is over: those that no open request is about. */
const aDetruire = (db: Knex): Knex.QueryBuilder => vivantes(db).whereNotExists(enAttente(db));

/** Operations with records to destroy whose last day of keeping is over, the oldest day first, after a place. */
export async function dossiersAPurger(db: Knex, aujourdhui: Jour, depuis: Passage | null, taille: number): Promise<Passage[]> {
  const requete = db('dossiers as d').whereNotNull('d.conserve_jusqu_au').where('d.conserve_jusqu_au', '<', aujourdhui).whereExists(aDetruire(db).whereRaw('p.dossier_id = d.id').select(db.raw('1')));
  if (depuis !== null) requete.whereRaw('(d.conserve_jusqu_au, d.id) > (?, ?)', [depuis.jusquau, depuis.id]);
  const lignes: { id: string; conserve_jusqu_au: string }[] = await requete.orderBy('d.conserve_jusqu_au').orderBy('d.id').limit(taille).select('d.id', 'd.conserve_jusqu_au');
  return lignes.map((l) => ({ id: l.id, jusquau: l.conserve_jusqu_au }));
}

/** Some records of an operation to be destroyed. */
export const fichesAPurger = (db: Knex, dossierId: string, taille: number): Promise<string[]> => aDetruire(db).where('p.dossier_id', dossierId).orderBy('p.id').limit(taille).pluck<string[]>('p.id');

/** Records of an operation: those that still belong to somebody, those that wait for the answer to a request, those destroyed. */
export interface FichesGardees { readonly vivantes: number; readonly retenues: number; readonly detruites: number }

/** How many records of these operations are kept or were destroyed, by dossier; two queries. */
export async function compterFichesGardees(db: Knex, dossierIds: readonly string[]): Promise<ReadonlyMap<string, FichesGardees>> {
  const comptes: { dossier_id: string; vivantes: number | string; toutes: number | string }[] = await db('participants as p').whereIn('p.dossier_id', [...dossierIds]).groupBy('p.dossier_id')
    .select('p.dossier_id', db.raw('count(*) as toutes'), db.raw('sum(case when p.efface_le is null then 1 else 0 end) as vivantes'));
  const retenues: { dossier_id: string; n: number | string }[] = await vivantes(db).whereIn('p.dossier_id', [...dossierIds]).whereExists(enAttente(db)).groupBy('p.dossier_id').select('p.dossier_id', db.raw('count(*) as n'));
  const parDossier = new Map(retenues.map((r) => [r.dossier_id, Number(r.n)]));
  return new Map(comptes.map((c) => [c.dossier_id, { vivantes: Number(c.vivantes), retenues: parDossier.get(c.dossier_id) ?? 0, detruites: Number(c.toutes) - Number(c.vivantes) }]));
}
