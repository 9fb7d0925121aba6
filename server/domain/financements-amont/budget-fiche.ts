import { somme, type Cents } from '../kernel/cents.js';
import { anomalieAmont, trierParLieu, type AnomalieAmont } from './anomalies.js';
import { sommeFigures, sommeLisible, type Figure, type LireMontant } from './figures.js';
import { lireGrille, parCode, type FeuilleBrute } from './grille.js';
import { ecartsDeTotal } from './totaux.js';

/** Columns of amounts of the detailed budget of a fiche. */
export const COLONNES_BUDGET_FICHE = ['montant', 'etat', 'departement'] as const;
export type ColonneBudgetFiche = (typeof COLONNES_BUDGET_FICHE)[number];

export type MontantsBudgetFiche = Readonly<Record<ColonneBudgetFiche, Figure>>;

/** A post of the detailed budget of a fiche. */
export interface LigneBudgetFiche {
  /** Line in the file, from 1. */
  readonly numero: number;
  readonly poste: string;
  readonly montants: MontantsBudgetFiche;
}

/** The detailed budget of a fiche as its document gives it, every figure kept. */
export interface BudgetFiche {
  readonly lignes: readonly LigneBudgetFiche[];
  readonly total: { readonly numero: number; readonly montants: MontantsBudgetFiche } | null;
  readonly entetes: Readonly<Record<ColonneBudgetFiche, string | null>>;
  readonly lecture: readonly AnomalieAmont[];
}

/** The result of the checks; `totaux` are the sums of the posts, in cents. */
export interface VerificationBudgetFiche {
  readonly lignes: number;
  readonly totaux: Readonly<Record<ColonneBudgetFiche, Cents>>;
  readonly anomalies: readonly AnomalieAmont[];
}

/**
 * Reads the detailed budget of a fiche from the cells of a sheet: `poste;montant;etat;departement`, the last row being TOTAL.
 * @see spec 2.6
 */
export function lireBudgetFiche(feuille: FeuilleBrute, lireMontant: LireMontant): BudgetFiche {
  const { rangees, total, entetes, anomalies } = lireGrille(feuille, { textes: ['poste'], montants: COLONNES_BUDGET_FICHE }, lireMontant);
  const lignes = rangees.map(({ numero, textes, montants }) => ({ numero, poste: textes.poste, montants }));
  return { lignes, total: total === null ? null : { numero: total.numero, montants: total.montants }, entetes, lecture: anomalies };
}

/**
 * Checks the detailed budget of a fiche: montant = etat + departement in each row, TOTAL row = sum of the posts, and the total against
 * the budget of the fiche in the funding table.
 * @param budget budget of the fiche in the table, in cents; null when it is not to be compared
 * @throws RangeError beyond twenty thousand posts of the highest amounts
 * @see spec 2.6
 */
export function verifierBudgetFiche(fiche: BudgetFiche, budget: Cents | null): VerificationBudgetFiche {
  return {
    lignes: fiche.lignes.length,
    totaux: parCode(COLONNES_BUDGET_FICHE, (c) => sommeLisible(fiche.lignes.map((l) => l.montants[c]))),
    anomalies: trierParLieu([
      ...fiche.lecture, ...fiche.lignes.flatMap((l) => ligneIncoherente(fiche, l)),
      ...ecartsDeTotal(fiche, COLONNES_BUDGET_FICHE).map((t) => t.anomalie), ...budgetDifferent(fiche, budget),
    ]),
  };
}

/** montant = etat + departement: expected the right side, found the amount of the post. */
function ligneIncoherente({ entetes }: BudgetFiche, { numero, poste, montants }: LigneBudgetFiche): AnomalieAmont[] {
  if (COLONNES_BUDGET_FICHE.some((c) => entetes[c] === null)) return [];
  const { montant: { cents: trouve }, etat: { cents: etat }, departement: { cents: departement } } = montants;
  if (trouve === null || etat === null || departement === null) return [];
  const attendu = somme([etat, departement]);
  if (attendu === trouve) return [];
  const colonne = entetes.montant ?? '';
  return [anomalieAmont('ligne_incoherente', { lignes: [numero], ...(poste === '' ? {} : { poste }), colonne }, attendu, trouve)];
}

/** What the document announces is its TOTAL row; without one, the sum of the posts. That the two differ is another anomaly. */
function budgetDifferent({ lignes, total, entetes }: BudgetFiche, budget: Cents | null): AnomalieAmont[] {
  if (budget === null || entetes.montant === null) return [];
  const trouve = total === null ? sommeFigures(lignes.map((l) => l.montants.montant)) : total.montants.montant.cents;
  if (trouve === null || trouve === budget) return [];
  const lieu = total === null ? { lignes: [] } : { lignes: [total.numero], total: true as const };
  return [anomalieAmont('budget_fiche_different', { ...lieu, colonne: entetes.montant }, budget, trouve)];
}
