import { BOM, ligneCsv, type Cellule } from './csv.js';
import { dateCourte } from './format.js';
import { lectureRapide } from './heure-de-paris.js';

/** What a column holds: text, whole cents, a day `AAAA-MM-JJ`, an ISO instant, a plain number. */
export type TypeColonne = 'texte' | 'montant' | 'jour' | 'instant' | 'nombre';

export interface ColonneFeuille {
  readonly titre: string;
  readonly type: TypeColonne;
  /** In characters, for XLSX. */
  readonly largeur?: number;
  /** Reference of the cells of another sheet that list what may be chosen (`'Réponses'!$A$2:$A$4`), for XLSX. */
  readonly choix?: string;
}

/** A cell in the form its column's type says; null is an empty cell. */
export type ValeurCellule = string | number | null;

/** A table to export: its columns and its rows as they are read, never all at once. */
export interface Feuille {
  /** Name of the sheet. */
  readonly feuille: string;
  readonly colonnes: readonly ColonneFeuille[];
  readonly lignes: AsyncIterable<readonly ValeurCellule[]>;
  /** Rows below the headings that are there to be filled, for XLSX: what is typed there is text, and lists are offered. */
  readonly aRemplir?: number;
}

/** Lines of a CSV file for French spreadsheets, byte order mark first, in blocks. */
export async function* csvDeFeuille({ colonnes, lignes }: Feuille): AsyncGenerator<string> {
  let bloc = BOM + ligneCsv(colonnes.map((c) => c.titre));
  for await (const ligne of lignes) {
    bloc += ligneCsv(colonnes.map((c, i) => enCellule(c.type, ligne[i] ?? null)));
    if (bloc.length < 32_768) continue;
    yield bloc;
    bloc = '';
  }
  yield bloc;
}

function enCellule(type: TypeColonne, valeur: ValeurCellule): Cellule {
  if (valeur === null) return null;
  switch (type) {
    case 'montant': return { cents: Number(valeur) };
    case 'jour': return dateCourte(String(valeur));
    case 'instant': return instantCourt(String(valeur));
    case 'nombre': return Number(valeur);
    case 'texte': return String(valeur);
  }
}

/** `12/03/2023 14:05`, on the clocks of Paris, as spreadsheets read it. */
function instantCourt(iso: string): string {
  const [jour = '', heure = ''] = lectureRapide(iso).split('T');
  return `${dateCourte(jour)} ${heure}`;
}

/** Letters of a column as a spreadsheet shows them: 0 is A, 26 is AA. */
export function lettreDeColonne(rang: number): string {
  const derniere = String.fromCharCode(65 + (rang % 26));
  return rang < 26 ? derniere : lettreDeColonne(Math.floor(rang / 26) - 1) + derniere;
}
