import type { Knex } from 'knex';
import { estPostgres } from './database.js';

const MOTS_MAX = 6;

/**
 * Keeps the rows in which every word of `texte` is found in one of the columns, whatever the case.
 * SQLite, and PostgreSQL in the C locale, fold the case of ASCII letters only: a word is also tried as typed, in small letters,
 * in capitals and with a capital.
 */
export function rechercher(db: Knex, requete: Knex.QueryBuilder, colonnes: readonly string[], texte: string): Knex.QueryBuilder {
  const mots = texte.normalize('NFC').split(/\s+/u).filter((m) => m !== '').slice(0, MOTS_MAX);
  const operateur = estPostgres(db) ? 'ilike' : 'like';
  for (const mot of mots) {
    requete.where((ou) => {
      for (const colonne of colonnes) {
        for (const forme of formes(mot)) ou.orWhereRaw(`?? ${operateur} ? escape '!'`, [colonne, `%${echapper(forme)}%`]);
      }
    });
  }
  return requete;
}

const echapper = (mot: string): string => mot.replace(/[!%_]/g, '!$&');

function formes(mot: string): string[] {
  const bas = mot.toLowerCase();
  return [...new Set([mot, bas, mot.toUpperCase(), bas.charAt(0).toUpperCase() + bas.slice(1)])];
}
