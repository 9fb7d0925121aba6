import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ClasseurRefuse, formatDuType, lireClasseur, lireOctetsCsv, type FormatClasseur, type LigneClasseur } from './lecture-classeur.js';

/** A small table held in memory whole: its rows, and the line of a quotation mark that a CSV file never closes. */
export interface FeuilleLue {
  readonly lignes: readonly LigneClasseur[];
  readonly guillemetNonFerme: number | null;
}

export const FEUILLE_MAX = { octets: 10 << 20, lignes: 20_000, cellulesParLigne: 200 } as const;

/** Format of a file on disk, from the end of its name: what is no workbook is read as CSV. */
export const formatDuNom = (nom: string): FormatClasseur => {
  const fin = path.extname(nom).toLowerCase();
  return fin === '.xlsx' || fin === '.ods' ? (fin.slice(1) as FormatClasseur) : 'csv';
};

/** Format of a received file; a text is CSV. */
export const formatRecu = (typeMime: string): FormatClasseur => formatDuType(typeMime) ?? 'csv';

/**
 * Reads a table of 20 000 rows at most from a CSV, XLSX or ODS file (its first sheet).
 * @throws ClasseurRefuse
 */
export async function lireFeuille(chemin: string, format: FormatClasseur): Promise<FeuilleLue> {
  if ((await stat(chemin)).size > FEUILLE_MAX.octets) throw new ClasseurRefuse('trop_grand', FEUILLE_MAX.octets);
  if (format === 'csv') return lireTexte(await readFile(chemin));
  const lignes: LigneClasseur[] = [];
  for await (const ligne of lireClasseur(chemin, { format, limites: FEUILLE_MAX })) lignes.push(ligne);
  return { lignes, guillemetNonFerme: null };
}

/**
 * Reads a table from the bytes of a CSV text, an unclosed quotation mark told.
 * @throws ClasseurRefuse
 */
export const lireTexte = (octets: Uint8Array): FeuilleLue => lireOctetsCsv(octets, FEUILLE_MAX);
