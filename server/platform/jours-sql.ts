import type { Knex } from 'knex';
import { estPostgres } from './database.js';

/**
 * SQL of the day in Paris, `AAAA-MM-JJ`, of a column that holds an ISO instant. SQLite knows no time zone: summer time is that
 * of the European Union since 1996, from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
 */
export function jourDeParisSql(db: Knex, colonne: string): string {
  if (estPostgres(db)) return `to_char(${colonne}::timestamptz AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD')`;
  const bascule = (dernierDimanche: string): string => `date(substr(${colonne}, 1, 4) || '-${dernierDimanche}', 'weekday 0') || 'T01:00'`;
  return `date(${colonne}, CASE WHEN ${colonne} >= ${bascule('03-25')} AND ${colonne} < ${bascule('10-25')} THEN '+2 hours' ELSE '+1 hours' END)`;
}

/** SQL of the year in Paris of a column that holds an ISO instant; Paris is one hour ahead of UTC when a year begins. */
export const anneeDeParisSql = (colonne: string): string =>
  `(CAST(substr(${colonne}, 1, 4) AS integer) + CASE WHEN substr(${colonne}, 6) >= '12-31T23' THEN 1 ELSE 0 END)`;

/** SQL of the days from one calendar day to another, both `AAAA-MM-JJ`. */
export const joursEntreSql = (db: Knex, debut: string, fin: string): string =>
  (estPostgres(db) ? `(${fin}::date - ${debut}::date)` : `CAST(julianday(${fin}) - julianday(${debut}) AS integer)`);
