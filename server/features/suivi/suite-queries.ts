import type { Knex } from 'knex';
import type { PartieSuite } from './suite-service.js';

/** What a visit asks for, and whether it was done. */
export interface SuiteLue {
  readonly id: string;
  readonly visiteId: string;
  readonly constat: string;
  readonly responsable: string;
  readonly partie: PartieSuite;
  readonly echeance: string;
  readonly faiteLe: string | null;
  readonly faitePar: string;
  readonly reponse: string;
}

interface Ligne { id: string; visite_id: string; constat: string; responsable: string; partie: PartieSuite; echeance: string; faite_le: string | null; reponse: string; prenom: string | null; nom: string | null }

/** Follow-ups of the visits of a dossier, by date due; one query. */
export async function listerSuites(db: Knex, dossierId: string): Promise<SuiteLue[]> {
  const lignes = await db('visite_suites as s').join('visites as v', 'v.id', 's.visite_id').leftJoin('personnes as p', 'p.id', 's.faite_par').where('v.dossier_id', dossierId).orderBy('s.echeance').orderBy('s.id')
    .select<Ligne[]>('s.id', 's.visite_id', 's.constat', 's.responsable', 's.partie', 's.echeance', 's.faite_le', 's.reponse', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({
    id: l.id, visiteId: l.visite_id, constat: l.constat, responsable: l.responsable, partie: l.partie, echeance: l.echeance, faiteLe: l.faite_le, reponse: l.reponse, faitePar: l.nom === null ? '' : `${l.prenom ?? ''} ${l.nom}`.trim(),
  }));
}
