import { existsSync } from 'node:fs';
import path from 'node:path';
import { SYSTEME, type Acteur } from '../domain/habilitations/acteur.js';
import { horlogeSysteme } from '../platform/clock.js';
import type { ConfigCli } from '../platform/config.js';
import { ouvrirBase, type Base } from '../platform/database.js';
import { migrer } from '../platform/migrations.js';
import { creerUniteDeTravail, type Contexte } from '../platform/unit-of-work.js';
import { UsageInvalide } from './commande.js';

/** Who acts when a command does, as the journal names it. */
const LIGNE_DE_COMMANDE: Acteur = { ...SYSTEME, nom: 'Ligne de commande' };

/** Reads from a database that must already be there, and closes it. @throws UsageInvalide */
export async function lireEnBase<T>({ databaseUrl }: ConfigCli, lire: (db: Base) => Promise<T>): Promise<T> {
  const fichier = databaseUrl.startsWith('sqlite:') ? path.resolve(databaseUrl.slice('sqlite:'.length)) : null;
  if (fichier !== null && !existsSync(fichier)) throw new UsageInvalide(`Aucune base à cet endroit : ${fichier}`);
  const db = ouvrirBase(databaseUrl);
  try {
    if (!(await db.schema.hasTable('journal'))) throw new UsageInvalide('Cette base n’est pas une base de Passerelle, ou n’a jamais servi.');
    return await lire(db);
  } finally {
    await db.destroy();
  }
}

/** Runs one use case in one transaction on a schema brought up to date, and closes the database. */
export async function agirEnBase<T>({ databaseUrl, baseUrl }: ConfigCli, cas: (ctx: Contexte) => Promise<T>): Promise<T> {
  const db = ouvrirBase(databaseUrl);
  try {
    await migrer(db);
    return await creerUniteDeTravail(db, horlogeSysteme, baseUrl)(LIGNE_DE_COMMANDE, cas);
  } finally {
    await db.destroy();
  }
}

/** Runs the same use case again, a transaction each time, as long as it says some is left; tells each batch once it is committed. */
export async function agirParLots({ databaseUrl, baseUrl }: ConfigCli, cas: (ctx: Contexte) => Promise<{ readonly faits: number; readonly reste: boolean }>, dire: (faits: number) => void): Promise<void> {
  const db = ouvrirBase(databaseUrl);
  try {
    await migrer(db);
    const agir = creerUniteDeTravail(db, horlogeSysteme, baseUrl);
    for (let reste = true; reste;) {
      const lot = await agir(LIGNE_DE_COMMANDE, cas);
      dire(lot.faits);
      ({ reste } = lot);
    }
  } finally {
    await db.destroy();
  }
}
