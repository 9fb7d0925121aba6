import type { Knex } from 'knex';
import { migrations } from '../../migrations/index.js';

type Entree = (typeof migrations)[number];

const source: Knex.MigrationSource<Entree> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: ({ nom }) => nom,
  getMigration: ({ migration }) => Promise.resolve({ up: (base) => migration.up(base), down: () => Promise.reject(new Error('migrations only go forward')) }),
};

/** Brings the schema to the newest version; safe to call from several servers at once (knex takes its lock). */
export async function migrer(db: Knex): Promise<void> {
  await db.migrate.latest({ migrationSource: source });
}

/** True when every migration known to this build has run. */
export async function schemaAJour(db: Knex): Promise<boolean> {
  const [, enAttente] = (await db.migrate.list({ migrationSource: source })) as [unknown[], unknown[]];
  return enAttente.length === 0;
}
