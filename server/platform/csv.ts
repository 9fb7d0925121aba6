import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decimalDepuisCents, type Cents } from '../domain/kernel/cents.js';

/** A cell: text, a number or an amount; null is an empty cell. */
export type Cellule = string | number | null | { readonly cents: number };

/** Byte order mark: without it a French spreadsheet reads accents wrong. */
export const BOM = '\uFEFF';

/** Beginnings that a spreadsheet takes for a formula (OWASP, CSV injection), full-width forms included. */
const FORMULE = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * One line of a CSV file for French spreadsheets: cells parted by `;`, decimals by a comma, ended by CRLF.
 * A text that a spreadsheet would run as a formula is prefixed by an apostrophe; amounts and numbers are left as they are.
 */
export function ligneCsv(cellules: readonly Cellule[]): string {
  return `${cellules.map(ecrireCellule).join(';')}\r\n`;
}

function ecrireCellule(cellule: Cellule): string {
  if (cellule === null) return '';
  if (typeof cellule === 'number') return String(cellule).replace('.', ',');
  if (typeof cellule === 'object') return decimalDepuisCents(cellule.cents as Cents).replace('.', ',');
  const inerte = FORMULE.test(cellule) ? `'${cellule}` : cellule;
  return /[;"\r\n\t']/u.test(inerte) ? `"${inerte.replaceAll('"', '""')}"` : inerte;
}

/**
 * One line of an open-data file: cells as they are given, parted by commas (RFC 4180). A text that a spreadsheet would run as a
 * formula is prefixed by an apostrophe too.
 */
export function ligneCsvOuverte(cellules: readonly string[]): string {
  return `${cellules.map((c) => (FORMULE.test(c) ? `'${c}` : c)).map((c) => (/[,"\r\n]/u.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')}\r\n`;
}

/** Sends a CSV file as it is produced, the byte order mark first; nothing is held in memory. */
export async function servirCsv(res: Response, nom: string, lignes: AsyncIterable<readonly Cellule[]>): Promise<void> {
  async function* texte(): AsyncGenerator<string> {
    yield BOM;
    for await (const ligne of lignes) yield ligneCsv(ligne);
  }
  res.attachment(nom);
  res.type('text/csv; charset=utf-8');
  await pipeline(Readable.from(texte()), res);
}
