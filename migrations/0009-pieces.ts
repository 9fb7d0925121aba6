import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Verdict of the antivirus on each file, permanent pieces of organismes, and pieces of a dossier that come from them. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('fichiers', (t) => {
    t.string('analyse', 20).notNullable().defaultTo('sans_objet');
    instant(t, 'analyse_le', true);
    t.string('analyse_detail', 200);
  });
  // Few files wait at any time: the index holds those only.
  await db.raw('CREATE INDEX fichiers_a_analyser ON fichiers (depose_le) WHERE "analyse" = \'en_attente\'');
  await db.schema.createTable('organisme_pieces', (t) => {
    cle(t);
    reference(t, 'organisme_id', 'organismes');
    reference(t, 'fichier_id', 'fichiers');
    t.string('code', 40).notNullable();
    jour(t, 'valable_jusqu_au', true);
    reference(t, 'ajoutee_par', 'personnes');
    instant(t, 'ajoutee_le');
    instant(t, 'retiree_le', true);
  });
  await db.schema.alterTable('pieces', (t) => { jour(t, 'valable_jusqu_au', true); });
  // Written by hand: on SQLite knex would rebuild the table to add the foreign key.
  await db.raw('ALTER TABLE pieces ADD COLUMN organisme_piece_id varchar(36) REFERENCES organisme_pieces(id)');
}
