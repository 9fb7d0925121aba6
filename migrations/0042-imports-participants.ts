import type { Knex } from 'knex';
import { cle, instant, reference } from './colonnes.js';

/**
 * Spreadsheets of participants. Nothing of what they say is kept in clear: rows wait encrypted until they are read and are then
 * removed; what was found in a refused cell is encrypted too.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('participant_imports', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'travail_id', 'travaux', true);
    t.string('sha256', 64).notNullable();
    t.integer('lignes').notNullable();
    t.integer('cle_version').notNullable();
    t.text('apercu_chiffre').notNullable();
    t.text('colonnes');
    t.integer('lues').notNullable().defaultTo(0);
    t.integer('ajoutees').notNullable().defaultTo(0);
    t.integer('deja').notNullable().defaultTo(0);
    t.integer('ecartees').notNullable().defaultTo(0);
    reference(t, 'demande_par', 'personnes');
    instant(t, 'demande_le');
    instant(t, 'fini_le', true);
    t.index(['dossier_id', 'demande_le']);
    t.index(['demande_le']);
  });
  await db.schema.createTable('participant_import_lots', (t) => {
    t.string('import_id', 36).notNullable().references('id').inTable('participant_imports');
    t.integer('rang').notNullable();
    t.integer('cle_version').notNullable();
    t.text('chiffre').notNullable();
    t.primary(['import_id', 'rang']);
  });
  await db.schema.createTable('participant_import_erreurs', (t) => {
    t.string('import_id', 36).notNullable().references('id').inTable('participant_imports');
    t.integer('ligne').notNullable();
    t.string('champ', 30).notNullable();
    t.string('colonne', 10).notNullable();
    t.integer('cle_version').notNullable();
    t.text('chiffre').notNullable();
    t.primary(['import_id', 'ligne', 'champ']);
  });
  // The pseudonym and not the record: this one may be removed.
  await db.schema.createTable('participant_import_connus', (t) => {
    t.string('import_id', 36).notNullable().references('id').inTable('participant_imports');
    t.integer('ligne').notNullable();
    t.string('pseudonyme', 9).notNullable();
    t.string('differences', 500).notNullable();
    t.primary(['import_id', 'ligne']);
  });
  await db.schema.createTable('participant_correspondances', (t) => {
    t.string('organisme_id', 36).primary().references('id').inTable('organismes');
    t.integer('cle_version').notNullable();
    t.text('chiffre').notNullable();
    instant(t, 'modifiee_le');
  });
}
