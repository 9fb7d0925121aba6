import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Recevabilité, instruction, avis, scores and committee sessions. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('recevabilites', (t) => {
    t.string('dossier_id', 36).primary().references('id').inTable('dossiers');
    t.text('controles').notNullable();
    t.string('conclusion', 20);
    t.text('motifs').notNullable();
    reference(t, 'conclu_par', 'personnes', true);
    instant(t, 'conclu_le', true);
    instant(t, 'modifie_le');
  });
  await db.schema.createTable('instructions', (t) => {
    t.string('dossier_id', 36).primary().references('id').inTable('dossiers');
    t.text('rapport').notNullable();
    montant(t, 'propose_cents', true);
    t.string('conclusion', 30);
    t.integer('version').notNullable();
    reference(t, 'modifie_par', 'personnes');
    instant(t, 'modifie_le');
  });
  await db.schema.createTable('avis_demandes', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'personne_id', 'personnes');
    t.text('question').notNullable();
    reference(t, 'demande_par', 'personnes');
    instant(t, 'demande_le');
    jour(t, 'limite');
    t.string('sens', 30);
    t.text('texte');
    instant(t, 'rendu_le', true);
    t.unique(['dossier_id', 'personne_id']);
  });
  await db.schema.createTable('notations', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'personne_id', 'personnes');
    t.text('notes').notNullable();
    t.text('appreciation').notNullable();
    instant(t, 'modifie_le');
    instant(t, 'soumise_le', true);
    t.primary(['dossier_id', 'personne_id']);
  });
  await db.schema.createTable('deports', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'personne_id', 'personnes');
    t.text('motif').notNullable();
    instant(t, 'declare_le');
    t.primary(['dossier_id', 'personne_id']);
  });
  await db.schema.createTable('seances', (t) => {
    cle(t);
    reference(t, 'appel_id', 'appels');
    t.string('titre', 200).notNullable();
    instant(t, 'le');
    t.string('lieu', 200).notNullable();
    t.integer('quorum').notNullable();
    t.string('etat', 20).notNullable();
    t.text('compte_rendu').notNullable().defaultTo('');
    instant(t, 'cree_le');
    instant(t, 'close_le', true);
  });
  await db.schema.createTable('seance_membres', (t) => {
    reference(t, 'seance_id', 'seances');
    reference(t, 'personne_id', 'personnes');
    t.boolean('present').notNullable().defaultTo(false);
    t.primary(['seance_id', 'personne_id']);
  });
  await db.schema.createTable('seance_dossiers', (t) => {
    reference(t, 'seance_id', 'seances');
    reference(t, 'dossier_id', 'dossiers');
    t.integer('ordre').notNullable();
    t.string('avis', 30);
    montant(t, 'montant_cents', true);
    t.text('reserves').notNullable().defaultTo('');
    t.primary(['seance_id', 'dossier_id']);
  });
}
