import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Conventions in depth: versions, avenants, scanned bundles. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('conventions', (t) => {
    t.integer('version').notNullable().defaultTo(1);
    instant(t, 'rappelee_le', true);
    t.index(['etat', 'generee_le']);
  });
  await avenants(db);
  await liasses(db);
}

async function avenants(db: Knex): Promise<void> {
  await db.schema.createTable('avenants', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions');
    t.integer('rang').notNullable();
    t.string('numero', 45).notNullable().unique();
    t.string('etat', 20).notNullable();
    t.integer('version_base').notNullable();
    montant(t, 'montant_cents');
    montant(t, 'depenses_prevues_cents');
    t.text('termes').notNullable();
    t.text('motif').notNullable();
    t.string('deliberation', 120).notNullable().defaultTo('');
    jour(t, 'prise_effet', true);
    reference(t, 'prepare_par', 'personnes');
    instant(t, 'prepare_le');
    reference(t, 'valide_par', 'personnes', true);
    instant(t, 'valide_le', true);
    reference(t, 'fichier_signe_id', 'fichiers', true);
    jour(t, 'signe_porteur_le', true);
    jour(t, 'signe_financeur_le', true);
    t.unique(['convention_id', 'rang']);
  });
  await db.schema.createTable('convention_versions', (t) => {
    reference(t, 'convention_id', 'conventions');
    t.integer('version').notNullable();
    montant(t, 'montant_cents');
    montant(t, 'depenses_prevues_cents');
    t.text('termes').notNullable();
    jour(t, 'prise_effet');
    reference(t, 'avenant_id', 'avenants', true);
    t.primary(['convention_id', 'version']);
  });
}

async function liasses(db: Knex): Promise<void> {
  await db.schema.createTable('liasses', (t) => {
    cle(t);
    reference(t, 'fichier_id', 'fichiers');
    t.string('etat', 20).notNullable();
    t.integer('pages').notNullable().defaultTo(0);
    reference(t, 'deposee_par', 'personnes');
    instant(t, 'deposee_le');
    instant(t, 'lue_le', true);
    reference(t, 'travail_id', 'travaux', true);
    t.index(['deposee_le', 'id']);
  });
  await db.schema.createTable('liasse_pages', (t) => {
    reference(t, 'liasse_id', 'liasses');
    t.integer('page').notNullable();
    t.string('etat', 20).notNullable();
    t.string('raison', 30).notNullable().defaultTo('');
    t.string('numero', 60);
    t.integer('rang');
    t.integer('pages');
    t.integer('rotation').notNullable().defaultTo(0);
    t.string('commentaire', 500).notNullable().defaultTo('');
    reference(t, 'traitee_par', 'personnes', true);
    t.primary(['liasse_id', 'page']);
    t.index(['etat']);
  });
}
