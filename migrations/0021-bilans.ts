import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Bilans in depth: several files per line, payslips, imported spreadsheets, intermediate bilans; follow-up of findings, filed attendance sheets. */
export async function up(db: Knex): Promise<void> {
  await lignes(db);
  await importations(db);
  await suivi(db);
}

async function lignes(db: Knex): Promise<void> {
  await db.schema.createTable('bilan_depense_pieces', (t) => {
    reference(t, 'depense_id', 'bilan_depenses');
    reference(t, 'fichier_id', 'fichiers');
    t.primary(['depense_id', 'fichier_id']);
  });
  await db.raw('INSERT INTO bilan_depense_pieces (depense_id, fichier_id) SELECT id, fichier_id FROM bilan_depenses WHERE fichier_id IS NOT NULL');
  // Files received for the bilan, whether a line refers to them yet or not.
  await db.schema.createTable('bilan_pieces', (t) => {
    reference(t, 'bilan_id', 'bilans');
    reference(t, 'fichier_id', 'fichiers');
    instant(t, 'ajoutee_le');
    t.primary(['bilan_id', 'fichier_id']);
  });
  await db.raw(`INSERT INTO bilan_pieces (bilan_id, fichier_id, ajoutee_le)
    SELECT d.bilan_id, d.fichier_id, min(f.depose_le) FROM bilan_depenses d JOIN fichiers f ON f.id = d.fichier_id GROUP BY d.bilan_id, d.fichier_id`);
  await db.schema.alterTable('bilan_depenses', (t) => {
    t.string('fournisseur', 200).notNullable().defaultTo('');
    t.string('reference', 100).notNullable().defaultTo('');
    t.string('salarie', 200).notNullable().defaultTo('');
    t.string('mois', 7);
    t.integer('heures_centiemes');
    // Normalised keys: the same invoice, the same person, the same imported row.
    t.string('facture_cle', 64);
    t.string('salarie_cle', 200);
    t.string('contenu_cle', 64);
    t.string('source_cle', 80);
    t.integer('source_ligne');
    t.index(['facture_cle']);
    t.index(['salarie_cle', 'mois']);
    t.index(['bilan_id', 'poste', 'rang']);
    t.index(['bilan_id', 'contenu_cle']);
    t.unique(['bilan_id', 'source_cle', 'source_ligne']);
  });
  await db.schema.alterTable('bilans', (t) => {
    instant(t, 'journalise_le', true);
    instant(t, 'valide_le', true);
    t.text('renvoi').notNullable().defaultTo('');
  });
  // Written by hand: knex rebuilds the whole table of SQLite to add a foreign key.
  await db.raw('ALTER TABLE bilans ADD COLUMN valide_par varchar(36) REFERENCES personnes (id)');
  await db.schema.alterTable('fichiers', (t) => { t.index(['sha256']); });
}

async function importations(db: Knex): Promise<void> {
  await db.schema.createTable('bilan_imports', (t) => {
    cle(t);
    reference(t, 'bilan_id', 'bilans');
    reference(t, 'fichier_id', 'fichiers');
    reference(t, 'travail_id', 'travaux', true);
    t.integer('feuille').notNullable().defaultTo(0);
    t.text('apercu').notNullable();
    t.text('correspondance');
    t.integer('lues').notNullable().defaultTo(0);
    t.integer('ajoutees').notNullable().defaultTo(0);
    t.integer('deja').notNullable().defaultTo(0);
    t.integer('ecartees').notNullable().defaultTo(0);
    reference(t, 'demande_par', 'personnes');
    instant(t, 'demande_le');
    instant(t, 'fini_le', true);
    t.index(['bilan_id', 'demande_le']);
  });
  await db.schema.createTable('bilan_import_erreurs', (t) => {
    reference(t, 'import_id', 'bilan_imports');
    t.integer('ligne').notNullable();
    t.integer('rang').notNullable();
    t.string('colonne', 10).notNullable();
    t.string('champ', 30).notNullable();
    t.string('trouve', 200).notNullable();
    t.string('attendu', 40).notNullable();
    t.primary(['import_id', 'ligne', 'rang']);
  });
  await db.schema.createTable('bilan_correspondances', (t) => {
    t.string('organisme_id', 36).primary().references('id').inTable('organismes');
    t.text('correspondance').notNullable();
    instant(t, 'modifiee_le');
  });
}

async function suivi(db: Knex): Promise<void> {
  await db.schema.createTable('visite_suites', (t) => {
    cle(t);
    reference(t, 'visite_id', 'visites');
    t.integer('rang').notNullable();
    t.string('constat', 500).notNullable();
    t.string('responsable', 200).notNullable();
    t.string('partie', 20).notNullable();
    jour(t, 'echeance');
    jour(t, 'faite_le', true);
    reference(t, 'faite_par', 'personnes', true);
    t.text('reponse').notNullable().defaultTo('');
    t.unique(['visite_id', 'rang']);
    t.index(['faite_le', 'echeance']);
  });
  await db.schema.createTable('emargements', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    jour(t, 'date');
    t.string('debut', 5).notNullable();
    t.string('fin', 5).notNullable();
    t.string('action', 300).notNullable();
    t.integer('participants').notNullable();
    reference(t, 'fichier_id', 'fichiers');
    reference(t, 'depose_par', 'personnes');
    instant(t, 'depose_le');
    t.index(['dossier_id', 'date', 'id']);
  });
}
