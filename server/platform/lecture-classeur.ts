import { readFile, stat } from 'node:fs/promises';
import { lireOds } from './classeur-ods.js';
import { Rangees, type LigneClasseur, type LimitesClasseur } from './classeur-rangees.js';
import { ClasseurRefuse } from './classeur-refuse.js';
import { ouvrirDocument } from './classeur-xml.js';
import { lireXlsx } from './classeur-xlsx.js';
import { CsvRefuse, decoderCsv, lireCsv, type BornesCsv, type CsvLu } from './lecture-csv.js';

export { ClasseurRefuse, type RaisonClasseur } from './classeur-refuse.js';
export type { LigneClasseur, LimitesClasseur } from './classeur-rangees.js';

export const FORMATS_CLASSEUR = ['csv', 'xlsx', 'ods'] as const;
export type FormatClasseur = (typeof FORMATS_CLASSEUR)[number];

/** A CSV text is decoded whole. */
const CSV_MAX = 20 << 20;

const FORMAT_DU_TYPE: Readonly<Record<string, FormatClasseur>> = {
  'text/csv': 'csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx', 'application/vnd.oasis.opendocument.spreadsheet': 'ods',
};

/** Format of a received file, from the type its inspection found; null when it is no table. */
export const formatDuType = (typeMime: string): FormatClasseur | null => FORMAT_DU_TYPE[typeMime] ?? null;

/** What to read of a spreadsheet, and how much at most. */
export interface LectureClasseur {
  readonly format: FormatClasseur;
  /** Name of a sheet; without it, the first one shown. A CSV file has one only. */
  readonly feuille?: string;
  readonly limites: LimitesClasseur;
}

/**
 * Reads the rows of a spreadsheet (CSV, XLSX or ODS) one after the other, in bounded memory whatever the file. Cells are texts:
 * numbers as `1234.56`, days as `AAAA-MM-JJ` (the day alone of a moment), hours as `14:05`, booleans as `vrai` or `faux`, formulas
 * as their stored result; those of a CSV file are given as written. Rows without content are skipped, the others keep their number.
 * @throws ClasseurRefuse when the file cannot be read or is beyond the bounds; rows before that place were given
 */
export async function* lireClasseur(chemin: string, { format, feuille, limites }: LectureClasseur): AsyncGenerator<LigneClasseur> {
  if ((await stat(chemin)).size === 0) throw new ClasseurRefuse('vide');
  if (format === 'csv') return yield* lireTexte(chemin, limites);
  const document = await ouvrirDocument(chemin);
  try {
    yield* (format === 'xlsx' ? lireXlsx : lireOds)(document, feuille, limites);
  } finally {
    document.fermer();
  }
}

/** Blank rows and separators at the end of a row, which cost little, do not count against the bounds. */
const LIGNES_VIDES = 10_000;
const CELLULES_VIDES = 1_000;

async function* lireTexte(chemin: string, limites: LimitesClasseur): AsyncGenerator<LigneClasseur> {
  if ((await stat(chemin)).size > CSV_MAX) throw new ClasseurRefuse('trop_grand', CSV_MAX);
  const rangees = new Rangees(limites);
  const bornes = { lignes: limites.lignes + LIGNES_VIDES, cellulesParLigne: limites.cellulesParLigne + CELLULES_VIDES };
  for (const { numero, cellules } of lireOctetsCsv(await readFile(chemin), bornes).lignes) {
    cellules.forEach((c, i) => rangees.poser(i, c.trim() === '' ? '' : c, numero));
    rangees.finir(numero);
    yield* rangees.prendre();
  }
}

/**
 * Reads the bytes of a CSV text whole, refused in the words of a spreadsheet.
 * @throws ClasseurRefuse
 */
export function lireOctetsCsv(octets: Uint8Array, bornes: BornesCsv): CsvLu {
  try {
    return lireCsv(decoderCsv(octets), bornes);
  } catch (erreur) {
    if (!(erreur instanceof CsvRefuse)) throw erreur;
    throw new ClasseurRefuse(erreur.raison === 'binaire' ? 'format' : erreur.raison, erreur.maximum);
  }
}
