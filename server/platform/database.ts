import { mkdirSync } from 'node:fs';
import path from 'node:path';
import knex, { type Knex } from 'knex';

export type Base = Knex;

interface ConnexionSqlite {
  run(sql: string, suite: (erreur: Error | null) => void): void;
}

interface TransactionInterne {
  begin(connexion: unknown): Promise<unknown>;
  query(connexion: unknown, sql: string): Promise<unknown>;
}

/** Makes transactions take the write lock at once: a plain BEGIN that reads first meets SQLITE_BUSY. */
function commencerEnEcriture(db: Knex): Knex {
  const client = db.client as { transaction(...args: unknown[]): TransactionInterne };
  const transaction = client.transaction.bind(client);
  client.transaction = (...args) => {
    const t = transaction(...args);
    t.begin = (connexion) => t.query(connexion, 'BEGIN IMMEDIATE;');
    return t;
  };
  return db;
}

const PRAGMAS = ['foreign_keys = ON', 'journal_mode = WAL', 'synchronous = FULL', 'busy_timeout = 5000'];

function reglerConnexion(connexion: ConnexionSqlite, suite: (erreur: Error | null, c: ConnexionSqlite) => void): void {
  const regler = (rang: number): void => {
    const pragma = PRAGMAS[rang];
    if (pragma === undefined) return suite(null, connexion);
    connexion.run(`PRAGMA ${pragma}`, (erreur) => (erreur ? suite(erreur, connexion) : regler(rang + 1)));
  };
  regler(0);
}

/**
 * Opens the database named by `url`: `sqlite:chemin/base.sqlite` or `postgres://…`.
 * SQLite keeps one connection (a larger pool fails with SQLITE_BUSY) and creates the folder of its file.
 */
export function ouvrirBase(url: string): Base {
  if (!url.startsWith('sqlite:')) {
    return knex({ client: 'pg', connection: url, pool: { min: 0, max: 10 }, acquireConnectionTimeout: 8000 });
  }
  const fichier = path.resolve(url.slice('sqlite:'.length));
  mkdirSync(path.dirname(fichier), { recursive: true });
  return commencerEnEcriture(knex({
    client: 'sqlite3',
    connection: { filename: fichier },
    useNullAsDefault: true,
    acquireConnectionTimeout: 8000,
    pool: { min: 1, max: 1, afterCreate: reglerConnexion },
  }));
}

/** True when `db` is PostgreSQL; the only question a feature may ask about its database. */
export const estPostgres = (db: Knex): boolean => db.client.config.client === 'pg';

/** A value inside a JSON text column, as text: both databases read it without sending the whole text. */
export const texteDansJson = (db: Knex, colonne: string, chemin: readonly string[]): Knex.Raw => (estPostgres(db)
  ? db.raw('(??::json #>> ?)', [colonne, `{${chemin.join(',')}}`])
  : db.raw('json_extract(??, ?)', [colonne, `$.${chemin.join('.')}`]));

/** The same, named as a column. */
export const dansJson = (db: Knex, colonne: string, chemin: readonly string[], alias: string): Knex.Raw => db.raw('? as ??', [texteDansJson(db, colonne, chemin), alias]);

/** True when `erreur` says that a unique key already holds the value, in either database. */
export function estDoublon(erreur: unknown): boolean {
  const { code, message } = decrire(erreur);
  return code === '23505' || (code === 'SQLITE_CONSTRAINT' && /UNIQUE|PRIMARY KEY/.test(message));
}

function decrire(erreur: unknown): { code: string; message: string } {
  if (typeof erreur !== 'object' || erreur === null) return { code: '', message: '' };
  const code = 'code' in erreur ? String(erreur.code) : '';
  return { code, message: 'message' in erreur ? String(erreur.message) : '' };
}

/** Adds `FOR UPDATE` where the database has it; SQLite's immediate transaction already holds the write lock. */
export function verrouiller<Q extends Knex.QueryBuilder>(requete: Q, db: Knex): Q {
  return estPostgres(db) ? (requete.forUpdate() as Q) : requete;
}
