import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvDeFeuille, type Feuille } from './feuille.js';
import { ecrireXlsx } from './xlsx.js';

/** Kinds of files a table is exported to. */
export type FormatExport = 'csv' | 'xlsx';

const MIME: Readonly<Record<FormatExport, string>> = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

/** Sends a table as a file named `nom.csv` or `nom.xlsx`, as it is produced: memory does not grow with the rows. */
export async function servirFeuille(res: Response, format: FormatExport, nom: string, feuille: Feuille): Promise<void> {
  res.attachment(`${nom}.${format}`);
  res.type(MIME[format]);
  await (format === 'csv' ? pipeline(Readable.from(csvDeFeuille(feuille)), res) : ecrireXlsx(res, feuille));
}

/** Sends several tables as the sheets of one workbook named `nom.xlsx`. */
export async function servirClasseur(res: Response, nom: string, feuilles: readonly Feuille[]): Promise<void> {
  res.attachment(`${nom}.xlsx`);
  res.type(MIME.xlsx);
  await ecrireXlsx(res, ...feuilles);
}
