import { lireClasseur, type FormatClasseur, type LigneClasseur, type LimitesClasseur } from './lecture-classeur.js';

/** Headings are looked for in the first rows: a title often comes before them. */
const ENTETE_MAX = 20;
const EXEMPLES = 5;
const CARACTERES = 100;

/** What is shown of a spreadsheet before it is read: its headings and its first rows. */
export interface ApercuFeuille {
  readonly format: FormatClasseur;
  /** Number of the row of headings. */
  readonly ligneTitres: number;
  readonly titres: readonly string[];
  readonly exemples: readonly (readonly string[])[];
  /** Rows below the headings. */
  readonly lignes: number;
}

/** How a spreadsheet is looked at: its bounds, and how much a row looks like headings. */
export interface Regard {
  readonly format: FormatClasseur;
  readonly limites: LimitesClasseur;
  readonly titresReconnus: (cellules: readonly string[]) => number;
}

/** Reads a spreadsheet once through, in bounded memory, for its headings, its first rows and their number. @throws ClasseurRefuse */
export async function apercevoir(chemin: string, { format, limites, titresReconnus }: Regard): Promise<ApercuFeuille> {
  const premieres: LigneClasseur[] = [];
  let total = 0;
  for await (const ligne of lireClasseur(chemin, { format, limites })) {
    total += 1;
    if (premieres.length < ENTETE_MAX + EXEMPLES) premieres.push(ligne);
  }
  const scores = premieres.slice(0, ENTETE_MAX).map((l) => titresReconnus(l.cellules));
  const rang = Math.max(0, scores.indexOf(Math.max(0, ...scores)));
  const largeur = Math.max(0, ...premieres.slice(rang).map((l) => l.cellules.length));
  return {
    format, ligneTitres: premieres[rang]?.numero ?? 1, lignes: Math.max(0, total - rang - 1),
    titres: Array.from({ length: largeur }, (_, i) => (premieres[rang]?.cellules[i] ?? '').slice(0, CARACTERES)),
    exemples: premieres.slice(rang + 1, rang + 1 + EXEMPLES).map((l) => l.cellules.map((c) => c.slice(0, CARACTERES))),
  };
}
