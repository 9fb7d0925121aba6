import type { Knex } from 'knex';

/** Participants of a year of entry, counted across operations; those of an operation are already reached by it. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('participants', (t) => { t.index(['annee_entree', 'dossier_id']); });
}
