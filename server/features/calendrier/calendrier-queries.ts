import type { Knex } from 'knex';
import { sha256 } from '../../platform/ids.js';

/** A person's calendar link, without its token, which nobody can read again. */
export interface CalendrierLu { readonly creeLe: string; readonly luLe: string | null }

/** Whose calendar a token opens, null when it opens none. */
export async function personneDuJeton(db: Knex, jeton: string): Promise<string | null> {
  const ligne = await db('calendriers').where({ empreinte: sha256(jeton) }).first<{ personne_id: string } | undefined>('personne_id');
  return ligne?.personne_id ?? null;
}

/** The calendar link of a person, null when they have none. */
export async function lireCalendrier(db: Knex, personneId: string): Promise<CalendrierLu | null> {
  const ligne = await db('calendriers').where({ personne_id: personneId }).first<{ cree_le: string; lu_le: string | null } | undefined>('cree_le', 'lu_le');
  return ligne ? { creeLe: ligne.cree_le, luLe: ligne.lu_le } : null;
}
