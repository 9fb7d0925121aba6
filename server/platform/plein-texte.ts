import type { Knex } from 'knex';
import { estPostgres } from './database.js';

const MOTS_MAX = 12;
const LONGUEUR_MAX = 60;

/** Text without accents, case, ligatures or marks: what is compared, searched and sorted on. */
export const sansAccents = (texte: string): string =>
  texte.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('ł', 'l');

/** Letters and digits of a text, word by word, as `sansAccents` writes them. */
export const motsDe = (texte: string): string[] => (sansAccents(texte).match(/[\p{L}\p{N}]+/gu) ?? []).map((m) => m.slice(0, LONGUEUR_MAX));

/**
 * A word as the index and its queries hold it: a letter outside a–z is written by its code (`б` → `u431z`), for a database
 * parts words at the letters its own version of Unicode does not know yet.
 */
const pourIndex = (mot: string): string => mot.replace(/[^a-z0-9]/gu, (lettre) => `u${(lettre.codePointAt(0) ?? 0).toString(16)}z`);

/** Text of an index row: each word once. */
export const texteIndexe = (morceaux: readonly string[]): string => [...new Set(morceaux.flatMap(motsDe).map(pourIndex))].join(' ');

/** Key that sorts a text as a French reader expects, at most 100 characters. */
export const cleDeTri = (texte: string): string => motsDe(texte).join(' ').slice(0, 100);

/** Words of a search as the index holds them, at most twelve; a SIREN or a SIRET typed with spaces is one word. */
export function motsCherches(saisie: string): string[] {
  const chiffres = saisie.replace(/[\s.]/gu, '');
  if (/^(?:\d{9}|\d{14})$/.test(chiffres)) return [chiffres];
  return [...new Set(motsDe(saisie.slice(0, 400)).map(pourIndex))].slice(0, MOTS_MAX);
}

/**
 * Creates `table` (dossier_id → words) with its full-text index, kept by the database itself: FTS5 fed by triggers on
 * SQLite, a generated `tsvector` under GIN on PostgreSQL. Both hold our own words and compare them by prefix.
 */
export async function creerPleinTexte(db: Knex, table: string, colonne: string, cible: string): Promise<void> {
  await db.schema.createTable(table, (t) => {
    t.increments('id');
    t.string(colonne, 36).notNullable().unique().references('id').inTable(cible);
    t.text('texte').notNullable();
  });
  if (estPostgres(db)) {
    await db.raw(`ALTER TABLE ${table} ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(texte, ' '))) STORED`);
    await db.raw(`CREATE INDEX ${table}_lexemes ON ${table} USING gin (lexemes)`);
    return;
  }
  await db.raw(`CREATE VIRTUAL TABLE ${table}_fts USING fts5(texte, content='${table}', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3 4', detail=none, columnsize=0)`);
  const ajouter = `INSERT INTO ${table}_fts(rowid, texte) VALUES (new.id, new.texte);`;
  const retirer = `INSERT INTO ${table}_fts(${table}_fts, rowid, texte) VALUES ('delete', old.id, old.texte);`;
  await db.raw(`CREATE TRIGGER ${table}_ajout AFTER INSERT ON ${table} BEGIN ${ajouter} END`);
  await db.raw(`CREATE TRIGGER ${table}_retrait AFTER DELETE ON ${table} BEGIN ${retirer} END`);
  await db.raw(`CREATE TRIGGER ${table}_change AFTER UPDATE OF texte ON ${table} BEGIN ${retirer} ${ajouter} END`);
}

/**
 * Ids of `colonne` whose words begin with every word asked for, as a subquery.
 * @param mots of `motsCherches`, at least one
 */
export function idsTrouves(db: Knex, table: string, colonne: string, mots: readonly string[]): Knex.QueryBuilder {
  if (estPostgres(db)) return db(table).whereRaw('lexemes @@ ?::tsquery', [enTsquery(mots)]).select(colonne);
  return db(db.raw('?? as f cross join ?? as t', [`${table}_fts`, table])).whereRaw('t.id = f.rowid and ?? match ?', [`${table}_fts`, enFts5(mots)]).select(`t.${colonne}`);
}

/**
 * Rows of `cible` (as `d`) whose words begin with every word asked for, from the index to the rows: a bounded count stops
 * as soon as it has enough.
 */
export function depuisTrouves(db: Knex, table: string, colonne: string, cible: string, mots: readonly string[]): Knex.QueryBuilder {
  const lien = [`t.${colonne}`];
  if (estPostgres(db)) return db(`${table} as t`).join(`${cible} as d`, 'd.id', `t.${colonne}`).whereRaw('t.lexemes @@ ?::tsquery', [enTsquery(mots)]);
  return db.from(db.raw('?? as f cross join ?? as t cross join ?? as d', [`${table}_fts`, table, cible])).whereRaw('t.id = f.rowid and d.id = ?? and ?? match ?', [...lien, `${table}_fts`, enFts5(mots)]);
}

/**
 * The same question asked of one row (`cle`, a column of the outer query): quick when many rows answer yes, since the outer
 * query then stops as soon as it has its page. SQLite looks at the words themselves: its index reads everything a prefix
 * matches each time it is asked.
 */
export function estTrouve(db: Knex, table: string, colonne: string, cle: string, mots: readonly string[]): Knex.QueryBuilder {
  const q = db(`${table} as t`).whereRaw('?? = ??', [`t.${colonne}`, cle]).select(db.raw('1'));
  if (estPostgres(db)) return q.whereRaw('t.lexemes @@ ?::tsquery', [enTsquery(mots)]);
  for (const mot of mots) void q.whereRaw("instr(' ' || t.texte, ?) > 0", [` ${mot}`]);
  return q;
}

// Words hold a–z and digits only: the quotes cannot be closed from inside.
const enFts5 = (mots: readonly string[]): string => mots.map((m) => `"${m}"*`).join(' ');
const enTsquery = (mots: readonly string[]): string => mots.map((m) => `'${m}':*`).join(' & ');
