import type { Knex } from 'knex';
import { cle, instant, montant, reference } from './colonnes.js';

/** Scoring and committee in depth: declared links, kept first scores, comparisons, simulations, booklets, approved minutes. */
export async function up(db: Knex): Promise<void> {
  await notation(db);
  await seances(db);
  await db.schema.alterTable('outbox', (t) => {
    t.string('piece_nom', 120);
    t.string('piece_type', 120);
    t.text('piece_contenu');
  });
}

async function notation(db: Knex): Promise<void> {
  await db.schema.alterTable('notations', (t) => {
    t.integer('version').notNullable().defaultTo(1);
    t.text('revision');
    t.string('fenetre', 64);
  });
  await db.schema.createTable('notations_anterieures', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'personne_id', 'personnes');
    t.integer('rang').notNullable();
    t.text('notes').notNullable();
    t.text('appreciation').notNullable();
    instant(t, 'soumise_le');
    instant(t, 'remplacee_le');
    t.text('motif').notNullable();
    t.primary(['dossier_id', 'personne_id', 'rang']);
  });
  await db.schema.createTable('declarations_interets', (t) => {
    reference(t, 'personne_id', 'personnes');
    reference(t, 'dossier_id', 'dossiers');
    t.boolean('lien').notNullable();
    instant(t, 'declaree_le');
    t.primary(['personne_id', 'dossier_id']);
  });
  await db.schema.createTable('concertations', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'personne_id', 'personnes');
    instant(t, 'ouverte_le');
    instant(t, 'close_le', true);
    t.string('suite', 20);
    t.text('motif').notNullable().defaultTo('');
    t.primary(['dossier_id', 'personne_id']);
  });
}

async function seances(db: Knex): Promise<void> {
  await db.schema.alterTable('seances', (t) => {
    t.integer('sequence').notNullable().defaultTo(0);
    t.integer('duree_minutes').notNullable().defaultTo(180);
    instant(t, 'pv_approuve_le', true);
  });
  // Written by hand: knex rebuilds the whole table of SQLite to add a foreign key.
  for (const colonne of ['president_id', 'close_par', 'pv_approuve_par']) await db.raw(`ALTER TABLE seances ADD COLUMN ${colonne} varchar(36) REFERENCES personnes (id)`);
  await db.schema.createTable('seance_simulations', (t) => {
    cle(t);
    reference(t, 'seance_id', 'seances');
    t.string('nom', 120).notNullable();
    montant(t, 'enveloppe_cents');
    t.string('methode', 20).notNullable();
    t.text('parametres').notNullable();
    t.text('arbitrages').notNullable();
    t.integer('version').notNullable();
    reference(t, 'modifiee_par', 'personnes');
    instant(t, 'modifiee_le');
    t.unique(['seance_id', 'nom']);
  });
  await db.schema.createTable('livrets', (t) => {
    cle(t);
    reference(t, 'seance_id', 'seances');
    reference(t, 'personne_id', 'personnes');
    t.text('dossiers').notNullable();
    t.text('entete');
    instant(t, 'demande_le');
    instant(t, 'pret_le', true);
    reference(t, 'fichier_id', 'fichiers', true);
    reference(t, 'travail_id', 'travaux', true);
    t.index(['seance_id', 'personne_id', 'demande_le']);
  });
  await db.schema.createTable('livret_fiches', (t) => {
    reference(t, 'livret_id', 'livrets');
    reference(t, 'dossier_id', 'dossiers');
    t.integer('rang').notNullable();
    t.text('blocs').notNullable();
    t.primary(['livret_id', 'rang']);
  });
}
