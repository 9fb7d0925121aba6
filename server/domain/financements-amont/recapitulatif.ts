import { decimalDepuisCents, somme, ZERO, type Cents } from '../kernel/cents.js';
import type { FeuilleBrute } from './grille.js';
import { COLONNES_TABLEAU, type ColonneTableau, type LigneTableau } from './tableau.js';

/** A line of a convention for one year: null is an empty cell; a figure that could not be read is kept as it was written. */
export interface LigneAmont {
  readonly theme: string;
  readonly imputation: string;
  /** Number of the fiche; null on the row of a theme. */
  readonly fiche: string | null;
  readonly intitule: string;
  readonly montants: Readonly<Record<ColonneTableau, Cents | null>>;
  readonly illisibles: Partial<Readonly<Record<ColonneTableau, string>>>;
}

/** A line of a funding table as a line of the convention: an empty cell stays empty, and is not a zero. */
export function versLigneAmont({ theme, imputation, fiche, intitule, montants }: LigneTableau): LigneAmont {
  const illisibles = COLONNES_TABLEAU.filter((c) => montants[c].cents === null);
  return {
    theme, imputation, fiche, intitule,
    montants: Object.fromEntries(COLONNES_TABLEAU.map((c) => [c, montants[c].brut === '' ? null : montants[c].cents])) as LigneAmont['montants'],
    illisibles: Object.fromEntries(illisibles.map((c) => [c, montants[c].brut])),
  };
}

/** Sum of each column, empty cells counting for zero; in cents. */
export function totauxDesLignes(lignes: readonly LigneAmont[]): Readonly<Record<ColonneTableau, Cents>> {
  return Object.fromEntries(COLONNES_TABLEAU.map((c) => [c, somme(lignes.map((l) => l.montants[c] ?? ZERO))])) as Record<ColonneTableau, Cents>;
}

export const TITRES_RECAPITULATIF = ['Thème', 'Imputation', 'Fiche', 'Intitulé', 'Budget', 'État prénotifié', 'État', 'Département', 'Report', 'Autres'] as const;

/** The lines as a sheet that can be checked again, its last row being TOTAL. @see spec 2.6 */
export function feuilleRecapitulative(lignes: readonly LigneAmont[]): FeuilleBrute {
  const totaux = totauxDesLignes(lignes);
  const cellule = (l: LigneAmont, c: ColonneTableau): string => l.illisibles[c] ?? (l.montants[c] === null ? '' : decimalDepuisCents(l.montants[c]));
  const corps = lignes.map((l) => [l.theme, l.imputation, l.fiche ?? '*', l.intitule, ...COLONNES_TABLEAU.map((c) => cellule(l, c))]);
  const rangees = [[...TITRES_RECAPITULATIF], ...corps, ['TOTAL', '', '', '', ...COLONNES_TABLEAU.map((c) => decimalDepuisCents(totaux[c]))]];
  return { lignes: rangees.map((cellules, i) => ({ numero: i + 1, cellules })) };
}
