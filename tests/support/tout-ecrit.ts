import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ApplicationDeTest } from './application.js';

/** Every row of every table and every file, as text: what a stolen backup would tell. */
export async function toutCeQuiEstEcrit(app: ApplicationDeTest): Promise<string> {
  const { db } = app.deps;
  const tables = db.client.config.client === 'pg'
    ? (await db('pg_tables').where({ schemaname: 'public' }).pluck<string[]>('tablename')) : (await db('sqlite_master').where({ type: 'table' }).pluck<string[]>('name')).filter((t) => !t.startsWith('sqlite_') && !/_textes_/.test(t));
  const lignes = await Promise.all(tables.map((t) => db(t).select<object[]>('*')));
  const fichiers = readdirSync(app.deps.config.filesDir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => readFileSync(path.join(f.parentPath, f.name), 'latin1'));
  return JSON.stringify(lignes) + fichiers.join('');
}
