import type { Knex } from 'knex';
import type { AbsenceDeclaree } from '../../domain/instruction/absences.js';
import type { Instant } from '../../platform/clock.js';

export interface AbsenceEcrite extends AbsenceDeclaree { readonly id: string; readonly saisiePar: string; readonly saisieLe: Instant }

export async function inserer(db: Knex.Transaction, a: AbsenceEcrite): Promise<void> {
  await db('absences').insert({ id: a.id, personne_id: a.personneId, suppleant_id: a.suppleantId, du: a.du, au: a.au, saisie_par: a.saisiePar, saisie_le: a.saisieLe });
}

/** Ends an absence; false when it was already. */
export async function annuler(db: Knex.Transaction, id: string, le: Instant): Promise<boolean> {
  return (await db('absences').where({ id }).whereNull('annulee_le').update({ annulee_le: le })) === 1;
}
