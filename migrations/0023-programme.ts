import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** The insertion programme, and the agreements by which the State and the EU fund it. */
export async function up(db: Knex): Promise<void> {
  await programme(db);
  await vieDuProgramme(db);
  await conventionsAmont(db);
  await executionAmont(db);
}

async function programme(db: Knex): Promise<void> {
  await db.schema.createTable('programmes', (t) => {
    cle(t);
    t.string('titre', 200).notNullable();
    t.integer('debut').notNullable();
    t.integer('fin').notNullable();
    instant(t, 'cree_le');
    t.unique(['debut', 'fin']);
  });
  await db.schema.createTable('programme_objectifs', (t) => {
    cle(t);
    reference(t, 'programme_id', 'programmes');
    t.string('numero', 10).notNullable();
    t.string('intitule', 500).notNullable();
    t.integer('rang').notNullable();
    t.unique(['programme_id', 'numero']);
  });
  await db.schema.createTable('programme_fiches', (t) => {
    cle(t);
    reference(t, 'programme_id', 'programmes');
    reference(t, 'objectif_id', 'programme_objectifs');
    t.string('numero', 10).notNullable();
    t.string('intitule', 500).notNullable();
    t.string('cadre', 3).notNullable();
    t.integer('rang').notNullable();
    t.string('etat', 20).notNullable();
    reference(t, 'pilote_id', 'personnes', true);
    t.text('axes').notNullable().defaultTo('[]');
    t.text('dispositifs').notNullable().defaultTo('[]');
    t.integer('version').notNullable().defaultTo(1);
    instant(t, 'modifie_le');
    t.unique(['programme_id', 'numero']);
  });
  await db.schema.createTable('programme_fiche_sections', (t) => {
    reference(t, 'fiche_id', 'programme_fiches');
    t.string('section', 30).notNullable();
    t.text('texte').notNullable();
    t.integer('version').notNullable();
    reference(t, 'modifie_par', 'personnes', true);
    instant(t, 'modifie_le');
    t.primary(['fiche_id', 'section']);
  });
}

async function vieDuProgramme(db: Knex): Promise<void> {
  await db.schema.createTable('programme_actions', (t) => {
    cle(t);
    reference(t, 'fiche_id', 'programme_fiches');
    t.integer('rang').notNullable();
    t.string('intitule', 300).notNullable();
    t.string('pilote', 200).notNullable();
    t.string('etat', 20).notNullable();
    jour(t, 'debut', true);
    jour(t, 'fin', true);
    t.text('avancement').notNullable();
    t.integer('version').notNullable();
    instant(t, 'modifie_le');
    t.unique(['fiche_id', 'rang']);
  });
  await db.schema.createTable('programme_dossiers', (t) => {
    reference(t, 'fiche_id', 'programme_fiches');
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'action_id', 'programme_actions', true);
    reference(t, 'lie_par', 'personnes', true);
    instant(t, 'lie_le');
    t.primary(['fiche_id', 'dossier_id']);
  });
  await db.schema.createTable('programme_comites', (t) => {
    cle(t);
    reference(t, 'programme_id', 'programmes');
    t.string('nature', 20).notNullable();
    jour(t, 'date');
    t.text('participants').notNullable();
    t.text('compte_rendu').notNullable();
    reference(t, 'fichier_id', 'fichiers', true);
    reference(t, 'saisi_par', 'personnes');
    instant(t, 'saisi_le');
    t.index(['programme_id', 'date']);
  });
  await db.schema.createTable('programme_suites', (t) => {
    cle(t);
    reference(t, 'comite_id', 'programme_comites');
    reference(t, 'fiche_id', 'programme_fiches', true);
    t.integer('rang').notNullable();
    t.string('texte', 500).notNullable();
    t.string('responsable', 200).notNullable();
    jour(t, 'echeance', true);
    jour(t, 'faite_le', true);
    t.unique(['comite_id', 'rang']);
  });
}

async function conventionsAmont(db: Knex): Promise<void> {
  await db.schema.createTable('conventions_amont', (t) => {
    cle(t);
    t.string('source', 10).notNullable();
    t.string('numero', 60).notNullable().unique();
    t.string('intitule', 200).notNullable();
    t.integer('debut').notNullable();
    t.integer('fin').notNullable();
    jour(t, 'signee_le', true);
    t.integer('version').notNullable();
    instant(t, 'cree_le');
  });
  await db.schema.createTable('amont_avenants', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions_amont');
    t.integer('annee').notNullable();
    t.string('numero', 40).notNullable();
    t.text('objet').notNullable();
    jour(t, 'signe_le', true);
    reference(t, 'fichier_id', 'fichiers', true);
    instant(t, 'saisi_le');
    t.unique(['convention_id', 'numero']);
  });
  await db.schema.createTable('amont_plafonds', (t) => {
    reference(t, 'avenant_id', 'amont_avenants');
    t.string('theme', 200).notNullable();
    montant(t, 'etat_cents');
    t.primary(['avenant_id', 'theme']);
  });
  await db.schema.createTable('amont_tableaux', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions_amont');
    t.integer('annee').notNullable();
    t.string('nom', 255).notNullable();
    t.text('feuille').notNullable();
    reference(t, 'importe_par', 'personnes', true);
    instant(t, 'importe_le');
    instant(t, 'repris_le', true);
    t.index(['convention_id', 'annee']);
  });
  // The amounts of spec 2.6: null is an empty cell; a figure that could not be read is kept as written in `illisibles`.
  await db.schema.createTable('amont_lignes', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions_amont');
    t.integer('annee').notNullable();
    t.integer('rang').notNullable();
    t.string('nature', 20).notNullable();
    t.string('theme', 200).notNullable();
    t.string('imputation', 60).notNullable();
    t.string('fiche', 20);
    t.string('intitule', 300).notNullable();
    for (const colonne of ['budget', 'etat_prenotifie', 'etat', 'departement', 'report', 'autres']) montant(t, `${colonne}_cents`, true);
    t.text('illisibles').notNullable();
    montant(t, 'valorisation_cents');
    reference(t, 'programme_fiche_id', 'programme_fiches', true);
    t.integer('version').notNullable();
    t.unique(['convention_id', 'annee', 'rang']);
  });
}

async function executionAmont(db: Knex): Promise<void> {
  await db.schema.createTable('amont_recettes', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions_amont');
    reference(t, 'ligne_id', 'amont_lignes', true);
    t.integer('annee').notNullable();
    t.string('nature', 20).notNullable();
    montant(t, 'montant_cents');
    jour(t, 'date');
    t.string('reference', 100).notNullable();
    reference(t, 'saisie_par', 'personnes', true);
    instant(t, 'saisie_le');
    t.index(['convention_id', 'annee']);
  });
  // One line for the money of one dossier in one source: nothing is counted twice.
  await db.schema.createTable('amont_ligne_dossiers', (t) => {
    t.string('source', 10).notNullable();
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'ligne_id', 'amont_lignes');
    instant(t, 'lie_le');
    t.primary(['source', 'dossier_id']);
  });
  await db.schema.createTable('amont_ligne_enveloppes', (t) => {
    t.string('enveloppe_id', 36).primary().references('id').inTable('enveloppes');
    reference(t, 'ligne_id', 'amont_lignes');
    instant(t, 'lie_le');
  });
  await db.schema.createTable('amont_indicateurs', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions_amont');
    t.integer('rang').notNullable();
    t.string('mesure', 300).notNullable();
    t.string('intitule', 300).notNullable();
    t.string('unite', 60).notNullable();
    t.decimal('depart', 14, 2);
    t.decimal('cible', 14, 2).notNullable();
    t.unique(['convention_id', 'rang']);
  });
  await db.schema.createTable('amont_resultats', (t) => {
    reference(t, 'indicateur_id', 'amont_indicateurs');
    t.integer('annee').notNullable();
    t.decimal('valeur', 14, 2).notNullable();
    t.text('commentaire').notNullable();
    instant(t, 'saisi_le');
    t.primary(['indicateur_id', 'annee']);
  });
}
