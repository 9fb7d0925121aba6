import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrer } from '../../server/platform/migrations.js';
import { ouvrirBase } from '../../server/platform/database.js';

/** Which database this run is about; `scripts/tests.ts` sets it, SQLite by default. */
export const BASE: 'sqlite' | 'postgres' = process.env['BASE_TEST'] === 'postgres' ? 'postgres' : 'sqlite';

/**
 * Whether walks of every route run here: what they hold is decided before the database is asked, so SQLite is enough each
 * time; `npm run test:endurance` does them on PostgreSQL too.
 */
export const PARCOURS_COMPLET = BASE === 'sqlite' || process.env['PARCOURS_COMPLET'] === '1';

export interface BaseJetable {
  readonly url: string;
  readonly dossier: string;
  supprimer(): Promise<void>;
}

let serie = 0;

/** A migrated database of its own, copied from the template, and a folder for files. */
export async function baseJetable(): Promise<BaseJetable> {
  const dossier = await mkdtemp(path.join(tmpdir(), 'passerelle-test-'));
  return BASE === 'postgres' ? copieDePostgres(dossier) : copieDeSqlite(dossier);
}

async function copieDeSqlite(dossier: string): Promise<BaseJetable> {
  const fichier = path.join(dossier, 'base.sqlite');
  const modele = process.env['MODELE_SQLITE'];
  if (modele === undefined) {
    const db = ouvrirBase(`sqlite:${fichier}`);
    await migrer(db);
    await db.destroy();
  } else {
    await copyFile(modele, fichier);
  }
  return { url: `sqlite:${fichier}`, dossier, supprimer: () => rm(dossier, { recursive: true, force: true }) };
}

async function copieDePostgres(dossier: string): Promise<BaseJetable> {
  const modele = process.env['MODELE_POSTGRES'];
  if (modele === undefined) throw new Error('MODELE_POSTGRES manque : lancez les tests par « npm test »');
  serie += 1;
  const nom = `essai_${process.pid}_${serie}`;
  await administrer(modele, `CREATE DATABASE ${nom} TEMPLATE ${new URL(modele).pathname.slice(1)}`);
  const url = new URL(modele);
  url.pathname = `/${nom}`;
  return {
    url: url.href, dossier,
    async supprimer() {
      await administrer(modele, `DROP DATABASE IF EXISTS ${nom} WITH (FORCE)`);
      await rm(dossier, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on the maintenance database of the server at `url`; copies of one template queue. */
export async function administrer(url: string, sql: string): Promise<void> {
  const adresse = new URL(url);
  adresse.pathname = '/postgres';
  const client = new pg.Client({ connectionString: adresse.href });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(47)');
    await client.query(sql);
  } finally {
    await client.end();
  }
}
