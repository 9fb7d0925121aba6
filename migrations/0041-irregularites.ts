import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Irregularities that controls find on EU money, and their report. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('irregularites', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions');
    reference(t, 'bilan_id', 'bilans');
    t.integer('version').notNullable();
    montant(t, 'depenses_cents');
    montant(t, 'contribution_cents');
    instant(t, 'constatee_le');
    jour(t, 'declaree_le', true);
    t.string('reference', 60).notNullable().defaultTo('');
    reference(t, 'declaree_par', 'personnes', true);
    instant(t, 'enregistree_le', true);
    t.unique(['convention_id', 'version']);
  });
}
