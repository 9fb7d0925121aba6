import type { Knex } from 'knex';
import { instant } from './colonnes.js';

/** Sections saved as one types: when their last journal row was written; dossiers begun from another. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('dossier_sections', (t) => {
    instant(t, 'journalise_le', true);
  });
  // Written by hand: knex rebuilds the whole table of SQLite to add a foreign key, and its triggers are lost.
  await db.raw('ALTER TABLE dossiers ADD COLUMN reprise_de_id varchar(36) REFERENCES dossiers (id)');
  await db.schema.alterTable('dossiers', (t) => { t.index(['reprise_de_id']); });
}
