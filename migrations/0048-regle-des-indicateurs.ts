import type { Knex } from 'knex';

/**
 * The rule by which a record was counted. Those counted in the indicators are counted alike by the second rule; the others are to be
 * counted again, by the product: their age is encrypted.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('participants', (t) => {
    t.integer('regle').notNullable().defaultTo(1);
    t.index(['regle', 'id']);
  });
  await db('participants').where({ eeco01: 1 }).update({ regle: 2 });
}
