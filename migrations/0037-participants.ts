import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/**
 * Participants of operations that FSE+ co-funds: what they answer and the indicators they count in under a pseudonym, who they are
 * apart and encrypted.
 */
export async function up(db: Knex): Promise<void> {
  await fiches(db);
}

const REPONSES = [
  'statut', 'duree_chomage', 'formation', 'niveau', 'handicap', 'pays_tiers', 'origine', 'minorite', 'logement', 'rural', 'situation_sortie', 'formation_sortie', 'qualification', 'situation_suivi', 'amelioration',
];
const INDICATEURS = [...Array.from({ length: 17 }, (_, i) => `eeco${String(i + 1).padStart(2, '0')}`), ...Array.from({ length: 6 }, (_, i) => `eecr${String(i + 1).padStart(2, '0')}`)];

async function fiches(db: Knex): Promise<void> {
  await db.schema.createTable('participants', (t) => {
    cle(t);
    t.string('dossier_id', 36).notNullable().references('id').inTable('dossiers');
    // Pseudonym, days and answers are emptied when the data of the person are erased; gender, years and indicators remain.
    t.string('pseudonyme', 9);
    t.string('sexe', 12).notNullable();
    jour(t, 'entree', true);
    jour(t, 'sortie', true);
    jour(t, 'suivi_du', true);
    jour(t, 'suivi_le', true);
    for (const colonne of REPONSES) t.string(colonne, 20);
    t.integer('annee_entree').notNullable();
    t.integer('annee_sortie');
    t.integer('annee_suivi');
    // 0 or 1, computed by the domain each time a record is written: sums are made by the database.
    t.integer('complete').notNullable();
    for (const colonne of INDICATEURS) t.integer(colonne).notNullable().defaultTo(0);
    t.integer('version').notNullable().defaultTo(1);
    t.string('source', 10).notNullable();
    reference(t, 'cree_par', 'personnes');
    instant(t, 'cree_le');
    instant(t, 'modifie_le');
    instant(t, 'efface_le', true);
    t.unique(['dossier_id', 'pseudonyme']);
    t.index(['dossier_id', 'id']);
    t.index(['dossier_id', 'complete', 'id']);
    t.index(['suivi_du', 'dossier_id']);
  });
  await db.schema.createTable('participant_identites', (t) => {
    t.string('participant_id', 36).primary().references('id').inTable('participants');
    t.string('dossier_id', 36).notNullable().references('id').inTable('dossiers');
    t.integer('cle_version').notNullable();
    t.text('chiffre').notNullable();
    t.string('empreinte', 64).notNullable();
    t.unique(['dossier_id', 'empreinte']);
    t.index(['empreinte']);
    t.index(['cle_version', 'participant_id']);
  });
  await db.schema.createTable('participant_entites', (t) => {
    t.string('dossier_id', 36).primary().references('id').inTable('dossiers');
    t.integer('administrations').notNullable();
    t.integer('entreprises').notNullable();
    reference(t, 'modifie_par', 'personnes');
    instant(t, 'modifie_le');
  });
}
