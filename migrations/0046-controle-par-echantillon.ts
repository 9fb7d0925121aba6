import type { Knex } from 'knex';
import { instant, montant, reference } from './colonnes.js';

/** Draws of the controls that rest on a sample, and what the FSE+ convention decides otherwise on a line. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('bilan_depenses', (t) => {
    t.boolean('tiree').notNullable().defaultTo(false);
    montant(t, 'fse_retenu_cents', true);
    t.string('fse_motif', 40);
    t.text('fse_constat').notNullable().defaultTo('');
  });
  await db.schema.createTable('echantillons', (t) => {
    t.string('bilan_id', 36).primary().references('id').inTable('bilans');
    t.text('regle').notNullable();
    t.string('algorithme', 40).notNullable();
    t.string('graine', 16).notNullable();
    t.integer('population').notNullable();
    t.integer('taille').notNullable();
    reference(t, 'tire_par', 'personnes');
    instant(t, 'tire_le');
  });
}
