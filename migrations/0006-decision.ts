import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Délibérations, decisions against the envelope, recours, conventions and on-site visits. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('deliberations', (t) => {
    cle(t);
    reference(t, 'appel_id', 'appels');
    t.string('numero', 60).notNullable();
    jour(t, 'date');
    reference(t, 'saisie_par', 'personnes');
    instant(t, 'saisie_le');
    t.unique(['appel_id', 'numero']);
  });
  await db.schema.createTable('decisions', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'deliberation_id', 'deliberations');
    t.string('sens', 20).notNullable();
    montant(t, 'montant_cents');
    t.text('motif').notNullable();
    t.boolean('en_vigueur').notNullable().defaultTo(true);
    instant(t, 'prise_le');
    t.unique(['dossier_id', 'deliberation_id']);
  });
  await db.schema.createTable('engagements', (t) => {
    cle(t);
    reference(t, 'enveloppe_id', 'enveloppes');
    reference(t, 'dossier_id', 'dossiers');
    montant(t, 'montant_cents');
    t.string('nature', 20).notNullable();
    instant(t, 'le');
    t.unique(['enveloppe_id', 'dossier_id', 'nature']);
  });
  await db.schema.createTable('recours', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    t.string('contre', 30).notNullable();
    t.text('texte').notNullable();
    t.string('etat', 20).notNullable();
    jour(t, 'limite');
    reference(t, 'depose_par', 'personnes');
    instant(t, 'depose_le');
    t.text('reponse').notNullable().defaultTo('');
    instant(t, 'repondu_le', true);
    t.unique(['dossier_id', 'contre']);
  });
  await db.schema.createTable('conventions', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    t.string('financeur', 30).notNullable();
    t.string('numero', 40).notNullable().index();
    t.string('etat', 20).notNullable();
    montant(t, 'montant_cents');
    montant(t, 'depenses_prevues_cents');
    t.text('termes').notNullable();
    reference(t, 'fichier_signe_id', 'fichiers', true);
    instant(t, 'generee_le');
    jour(t, 'signee_porteur_le', true);
    jour(t, 'signee_financeur_le', true);
    t.unique(['dossier_id', 'financeur']);
  });
  await db.schema.createTable('visites', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    t.string('nature', 20).notNullable();
    jour(t, 'date');
    t.string('participants', 1000).notNullable();
    t.text('constats').notNullable();
    t.text('suites').notNullable();
    reference(t, 'saisie_par', 'personnes');
    instant(t, 'saisie_le');
    t.index(['dossier_id', 'date']);
  });
}
