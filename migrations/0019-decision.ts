import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Decisions per paying funder, letters from templates, batches of letters, files of a recours. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('decisions', (t) => {
    t.string('motif_code', 30);
    jour(t, 'notifiee_le', true);
    t.string('recommande', 40).notNullable().defaultTo('');
  });
  await db.schema.createTable('decision_financeurs', (t) => {
    reference(t, 'decision_id', 'decisions');
    t.string('financeur', 30).notNullable();
    montant(t, 'montant_cents');
    t.primary(['decision_id', 'financeur']);
  });
  await lettres(db);
  await db.schema.createTable('recours_fichiers', (t) => {
    reference(t, 'recours_id', 'recours');
    reference(t, 'fichier_id', 'fichiers');
    t.primary(['recours_id', 'fichier_id']);
  });
}

async function lettres(db: Knex): Promise<void> {
  await db.schema.createTable('lettre_modeles', (t) => {
    t.string('nature', 40).notNullable();
    t.integer('version').notNullable();
    t.string('objet', 200).notNullable();
    t.text('texte').notNullable();
    reference(t, 'ecrit_par', 'personnes', true);
    instant(t, 'ecrit_le');
    t.primary(['nature', 'version']);
  });
  await db.schema.createTable('lettres', (t) => {
    t.string('document_id', 36).primary().references('id').inTable('documents');
    t.string('nature', 40).notNullable();
    t.integer('version').notNullable();
    t.index(['nature', 'version']);
  });
  await db.schema.createTable('lots_lettres', (t) => {
    cle(t);
    reference(t, 'appel_id', 'appels');
    reference(t, 'demande_par', 'personnes');
    instant(t, 'demande_le');
    reference(t, 'travail_id', 'travaux');
    instant(t, 'pret_le', true);
    t.index(['appel_id', 'demande_le']);
  });
  await db.schema.createTable('lot_lettres', (t) => {
    reference(t, 'lot_id', 'lots_lettres');
    t.integer('rang').notNullable();
    reference(t, 'decision_id', 'decisions');
    reference(t, 'document_id', 'documents', true);
    t.string('ecart', 60);
    t.primary(['lot_id', 'rang']);
  });
}
