import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { etatDemonstration, type EtatDemonstration } from '../../seeds/demonstration/index.js';
import type { Config } from '../platform/config.js';
import { ouvrirBase } from '../platform/database.js';

type Lieux = Pick<Config, 'databaseUrl' | 'filesDir'>;

/** The database holds something that the demonstration did not write: it is neither opened nor erased. */
export class BaseEtrangere extends Error {
  constructor() {
    super([
      'La base désignée par DATABASE_URL n’a pas été créée par la démonstration : elle n’est ni ouverte ni effacée.',
      'Retirez DATABASE_URL pour employer la base de la démonstration (data/demonstration.sqlite), ou désignez une base vide.',
    ].join('\n'));
    this.name = 'BaseEtrangere';
  }
}

/**
 * Makes the demonstration's database ready: kept when it is whole, erased when `neuf` or half written.
 * @returns `complete` when there is nothing to write, `vierge` or `recommencee` when the demonstration is to be written
 * @throws BaseEtrangere before anything is changed
 */
export async function preparerBase(lieux: Lieux, neuf: boolean): Promise<'complete' | 'vierge' | 'recommencee'> {
  const etat = await examiner(lieux);
  if (etat === 'etrangere') throw new BaseEtrangere();
  if (etat === 'vierge') return 'vierge';
  if (etat === 'complete' && !neuf) return 'complete';
  await effacer(lieux);
  return etat === 'interrompue' ? 'recommencee' : 'vierge';
}

async function examiner({ databaseUrl }: Lieux): Promise<EtatDemonstration> {
  const fichier = fichierSqlite(databaseUrl);
  if (fichier !== null && !existsSync(fichier)) return 'vierge';
  const db = ouvrirBase(databaseUrl);
  try {
    return await etatDemonstration(db);
  } finally {
    await db.destroy();
  }
}

/** Removes the demonstration's database and what was on its way into its files. */
async function effacer({ databaseUrl, filesDir }: Lieux): Promise<void> {
  const fichier = fichierSqlite(databaseUrl);
  if (fichier !== null) {
    await Promise.all(['', '-wal', '-shm'].map((suffixe) => rm(fichier + suffixe, { force: true })));
  } else {
    const db = ouvrirBase(databaseUrl);
    await db.raw('DROP SCHEMA public CASCADE');
    await db.raw('CREATE SCHEMA public');
    await db.destroy();
  }
  await rm(path.join(filesDir, 'transit'), { recursive: true, force: true });
}

const fichierSqlite = (url: string): string | null => (url.startsWith('sqlite:') ? path.resolve(url.slice('sqlite:'.length)) : null);
