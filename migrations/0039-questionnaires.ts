import type { Knex } from 'knex';
import { cle, instant, reference } from './colonnes.js';

/**
 * Satisfaction of participants, action by action. Nothing ties an answer to who gave it: no account, no address, the month
 * instead of the instant, and no link from an answer to the slip that allowed it.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('questionnaire_modeles', (t) => {
    t.integer('version').primary();
    t.text('questions').notNullable();
    reference(t, 'cree_par', 'personnes');
    instant(t, 'cree_le');
  });
  await db.schema.createTable('questionnaires', (t) => {
    cle(t);
    t.string('dossier_id', 36).notNullable().unique().references('id').inTable('dossiers');
    t.text('questions').notNullable();
    t.string('jeton', 50).notNullable().unique();
    reference(t, 'ouvert_par', 'personnes');
    instant(t, 'ouvert_le');
    instant(t, 'ferme_le', true);
  });
  await db.schema.createTable('questionnaire_lots', (t) => {
    cle(t);
    reference(t, 'questionnaire_id', 'questionnaires');
    t.integer('nombre').notNullable();
    reference(t, 'prepare_par', 'personnes');
    instant(t, 'prepare_le');
  });
  await db.schema.createTable('questionnaire_bulletins', (t) => {
    t.string('jeton', 50).primary();
    reference(t, 'lot_id', 'questionnaire_lots');
    t.boolean('utilise').notNullable().defaultTo(false);
  });
  // The key is drawn at random: one that tells the time would put answers in the order they came.
  await db.schema.createTable('questionnaire_reponses', (t) => {
    t.string('id', 50).primary();
    reference(t, 'questionnaire_id', 'questionnaires');
    t.string('mois', 7).notNullable();
    t.text('reponses').notNullable();
  });
}
