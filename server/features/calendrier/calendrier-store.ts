import type { Knex } from 'knex';
import type { Instant } from '../../platform/clock.js';

/** Keeps the hash of a person's calendar token, over the one they had. */
export async function ecrireCalendrier(db: Knex, { personneId, empreinte, creeLe }: { readonly personneId: string; readonly empreinte: string; readonly creeLe: Instant }): Promise<void> {
  await db('calendriers').insert({ personne_id: personneId, empreinte, cree_le: creeLe, lu_le: null }).onConflict('personne_id').merge();
}

/** Removes a person's calendar token; false when there was none. */
export const supprimerCalendrier = async (db: Knex, personneId: string): Promise<boolean> => (await db('calendriers').where({ personne_id: personneId }).del()) === 1;

/** Keeps the last time a calendar was read, to the hour: its owner sees that it is used. */
export async function noterLecture(db: Knex, personneId: string, le: Instant): Promise<void> {
  const heure = `${le.slice(0, 13)}:00:00.000Z`;
  await db('calendriers').where({ personne_id: personneId }).where((q) => void q.whereNull('lu_le').orWhere('lu_le', '<', heure)).update({ lu_le: heure });
}
