import type { Knex } from 'knex';

/** What orders the controls: the risk of a bilan, and its reasons. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('bilans', (t) => {
    t.integer('risque');
    t.text('risque_raisons');
    t.index(['nature', 'etat', 'risque', 'depose_le']);
  });
}
