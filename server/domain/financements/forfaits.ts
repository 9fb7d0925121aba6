import { fractionDeCents, somme, type Cents } from '../kernel/cents.js';
import type { CodeForfait, Poste } from './nomenclature.js';

/** An expense amount on its post, in cents. */
export interface MontantDePoste {
  readonly poste: Poste;
  readonly montant: Cents;
}

/** A flat rate as applied: its base and its truncated amount, in cents. */
export interface ForfaitCalcule {
  readonly code: CodeForfait;
  readonly assiette: Cents;
  readonly montant: Cents;
}

/** Expenses added up under flat rates, in cents. */
export interface TotalDesDepenses {
  /** Lines of the posts that are not replaced, plus the flat amounts. */
  readonly total: Cents;
  /** In the order asked; empty when they are incompatible. */
  readonly forfaits: readonly ForfaitCalcule[];
  /** False when two flat rates cannot be combined: none is then applied. */
  readonly compatibles: boolean;
}

interface RegleForfait {
  readonly pourcentage: number;
  readonly assiette: readonly Poste[];
  readonly remplace: readonly Poste[];
}

/** Base, rate in percent and replaced posts of each flat rate (spec 2.2; regulation (EU) 2021/1060, art. 54–56). */
export const FORFAITS: Readonly<Record<CodeForfait, RegleForfait>> = {
  indirectes_7: {
    pourcentage: 7,
    assiette: ['personnel_direct', 'fonctionnement_direct', 'prestations', 'participants'],
    remplace: ['indirectes'],
  },
  indirectes_15: { pourcentage: 15, assiette: ['personnel_direct'], remplace: ['indirectes'] },
  reste_40: {
    pourcentage: 40,
    assiette: ['personnel_direct'],
    remplace: ['fonctionnement_direct', 'prestations', 'indirectes'],
  },
  personnel_20: {
    pourcentage: 20,
    assiette: ['fonctionnement_direct', 'prestations', 'participants'],
    remplace: ['personnel_direct'],
  },
};

/**
 * May these flat rates be applied together? One alone always; `personnel_20` with
 * `indirectes_7`; nothing else, the same rate twice included.
 * @see spec 2.2
 */
export function forfaitsCompatibles(codes: readonly CodeForfait[]): boolean {
  if (codes.length <= 1) return true;
  return codes.length === 2 && codes.includes('personnel_20') && codes.includes('indirectes_7');
}

/**
 * The posts whose lines are shown and not counted under these (compatible) flat rates.
 * @see spec 2.2
 */
export function postesRemplaces(codes: readonly CodeForfait[]): ReadonlySet<Poste> {
  return new Set(codes.flatMap((code) => FORFAITS[code].remplace));
}

/**
 * Adds expenses up under flat rates. Serves the budget (planned amounts) and the
 * control (retained amounts: flat amounts recomputed on retained bases, spec 2.5).
 * @param depenses amounts ≥ 0 in cents
 * @param codes flat rates asked, in the order wanted in the answer
 * @returns cents; incompatible rates are not applied at all
 * @throws RangeError when a total leaves the safe integers
 * @see spec 2.2
 */
export function totaliserDepenses(
  depenses: readonly MontantDePoste[],
  codes: readonly CodeForfait[],
): TotalDesDepenses {
  if (!forfaitsCompatibles(codes)) {
    return { total: somme(depenses.map(({ montant }) => montant)), forfaits: [], compatibles: false };
  }
  const remplaces = postesRemplaces(codes);
  const comptees = depenses.filter(({ poste }) => !remplaces.has(poste));
  const forfaits = codes.map((code) => calculerForfait(code, comptees, codes));
  const total = somme([...comptees, ...forfaits].map(({ montant }) => montant));
  return { total, forfaits, compatibles: true };
}

function calculerForfait(
  code: CodeForfait,
  comptees: readonly MontantDePoste[],
  codes: readonly CodeForfait[],
): ForfaitCalcule {
  const regle = FORFAITS[code];
  const lignes = comptees.filter(({ poste }) => regle.assiette.includes(poste)).map(({ montant }) => montant);
  const personnelAuForfait =
    code === 'indirectes_7' && codes.includes('personnel_20')
      ? [calculerForfait('personnel_20', comptees, ['personnel_20']).montant]
      : [];
  const assiette = somme([...lignes, ...personnelAuForfait]);
  return { code, assiette, montant: fractionDeCents(assiette, regle.pourcentage, 100, 'tronque') };
}
