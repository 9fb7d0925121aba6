import { anomalieAmont, type AnomalieAmont } from './anomalies.js';
import type { Figure, LireMontant } from './figures.js';
import { lieuDeRangee, lireGrille, type FeuilleBrute, type Rangee } from './grille.js';

/** Columns of amounts of a funding table, in the order of spec 2.6. */
export const COLONNES_TABLEAU = ['budget', 'etatPrenotifie', 'etat', 'departement', 'report', 'autres'] as const;
export type ColonneTableau = (typeof COLONNES_TABLEAU)[number];

const TEXTES = ['theme', 'imputation', 'fiche', 'intitule'] as const;

export type MontantsTableau = Readonly<Record<ColonneTableau, Figure>>;

/**
 * A line of a funding table: a fiche action, or what is given for a theme as a whole.
 *
 * In the real table of 2020 the pre-notified credits and the carry-over of a theme with several fiches stand on one more row of that
 * theme, whose fiche is `*`, and the cells of its fiches are empty; a theme whose fiches have their own figures (0.00 included) has no
 * such row.
 */
export interface LigneTableau {
  /** Line in the file, from 1. */
  readonly numero: number;
  readonly theme: string;
  /** Chorus code, as given. */
  readonly imputation: string;
  /** Number of the fiche; null on the row of a theme (`*`, or no number). */
  readonly fiche: string | null;
  readonly intitule: string;
  readonly montants: MontantsTableau;
}

/** A funding table as its document gives it, every figure kept. */
export interface TableauFinancier {
  readonly lignes: readonly LigneTableau[];
  /** The TOTAL row. */
  readonly total: { readonly numero: number; readonly montants: MontantsTableau } | null;
  /** Heading of each column in the file; null when it has none. */
  readonly entetes: Readonly<Record<ColonneTableau, string | null>>;
  /** What could not be read. */
  readonly lecture: readonly AnomalieAmont[];
}

/**
 * Reads a funding table from the cells of a sheet. An empty theme is that of the row above, as merged cells come out of spreadsheets.
 * @see spec 2.6
 */
export function lireTableau(feuille: FeuilleBrute, lireMontant: LireMontant): TableauFinancier {
  const { rangees, total, entetes, anomalies } = lireGrille(feuille, { textes: TEXTES, montants: COLONNES_TABLEAU }, lireMontant);
  let theme = '';
  const lignes = rangees.map((r) => {
    theme = r.textes.theme === '' ? theme : r.textes.theme;
    return enLigne(r, theme);
  });
  const sansTheme = entetes.theme === null ? [] : rangees.filter((_, i) => lignes[i]?.theme === '');
  const lecture = [...anomalies, ...sansTheme.map((r) => anomalieAmont('theme_absent', lieuDeRangee(r), '', ''))];
  return { lignes, total: total === null ? null : { numero: total.numero, montants: total.montants }, entetes, lecture };
}

function enLigne({ numero, textes, montants }: Rangee<(typeof TEXTES)[number], ColonneTableau>, theme: string): LigneTableau {
  const { imputation, fiche, intitule } = textes;
  return { numero, theme, imputation, fiche: fiche === '' || fiche === '*' ? null : fiche, intitule, montants };
}
