import type { Knex } from 'knex';
import type { RegleAffectation } from '../../domain/instruction/regles-affectation.js';
import type { Instant } from '../../platform/clock.js';

export interface RegleEcrite extends RegleAffectation { readonly appelId: string; readonly creeePar: string; readonly creeeLe: Instant }

/** Adds a rule; the unique key (call, dispositif, territory) holds one per case. */
export async function insererRegle(db: Knex.Transaction, r: RegleEcrite): Promise<void> {
  await db('regles_affectation').insert({ id: r.id, appel_id: r.appelId, dispositif: r.dispositif, territoire: r.territoire, instructeur_id: r.instructeurId, creee_par: r.creeePar, creee_le: r.creeeLe });
}

/** Removes a rule; false when there is none. */
export async function retirerRegle(db: Knex.Transaction, appelId: string, id: string): Promise<boolean> {
  return (await db('regles_affectation').where({ id, appel_id: appelId }).del()) === 1;
}
