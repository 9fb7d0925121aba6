import { ZERO, cents, fractionDeCents, maximum, minimum, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import { DIX_MILLE, dixMilliemes, formaterTaux, type Taux } from '../kernel/taux.js';

export const DECLENCHEURS = ['signature', 'bilan_intermediaire', 'bilan'] as const;
/** What makes an instalment due (spec 2.4). */
export type Declencheur = (typeof DECLENCHEURS)[number];

/** A share of the convention's amount and its trigger. */
export interface PartEcheance {
  readonly declencheur: Declencheur;
  readonly taux: Taux;
}

/** An instalment, in cents; `avance` is the individual advance, paid before the shares. */
export interface Echeance<D extends string = Declencheur | 'avance'> {
  readonly declencheur: D;
  readonly montant: Cents;
}

/**
 * Do the shares sum to exactly 1? An empty list does not.
 * @see spec 3
 */
export function partsCompletes(parts: readonly { readonly taux: Taux }[]): boolean {
  return sommeDesParts(parts) === DIX_MILLE;
}

/**
 * The instalments of an amount without advance: each share but the last is share × M, half
 * up; the last is what remains, so that they always sum to M. (With a few cents shared in
 * many parts, or a last share of zero, what remains may be negative by some cents.)
 * @param montant M ≥ 0, in cents
 * @throws Refus `convention.montant_negatif`, `convention.echeances_incompletes` (shares not summing to 1)
 * @see spec 2.4
 */
export function repartir(montant: Cents, parts: readonly PartEcheance[]): readonly Echeance<Declencheur>[] {
  if (montant < 0) throw new Refus('convention.montant_negatif', { montant });
  if (!partsCompletes(parts)) {
    throw new Refus('convention.echeances_incompletes', { somme: formaterTaux(sommeDesParts(parts), DIX_MILLE) });
  }
  const arrondies = parts
    .slice(0, -1)
    .map(({ taux }) => fractionDeCents(montant, dixMilliemes(taux), DIX_MILLE, 'demi_superieur'));
  const reste = moins(montant, somme(arrondies));
  return parts.map(({ declencheur }, i) => ({ declencheur, montant: arrondies[i] ?? reste }));
}

/**
 * The payment schedule. An individual advance comes first, with the trigger `avance`, and
 * is deducted from the following instalments in order; the whole still sums to M.
 * @param montant M ≥ 0, in cents
 * @param echeances shares summing to exactly 1
 * @param avance in cents, 0 for none
 * @throws Refus as `repartir`, and `convention.avance_invalide` when the advance is negative or above M
 * @see spec 2.4
 */
export function calculerEcheancier(
  montant: Cents,
  echeances: readonly PartEcheance[],
  avance: Cents = ZERO,
): readonly Echeance[] {
  const parts = repartir(montant, echeances);
  if (avance === 0) return parts;
  if (avance < 0 || avance > montant) throw new Refus('convention.avance_invalide', { avance, montant });
  let aDeduire = avance;
  const deduites = parts.map(({ declencheur, montant: part }) => {
    const deduit = minimum(aDeduire, maximum(part, ZERO));
    aDeduire = moins(aDeduire, deduit);
    return { declencheur, montant: moins(part, deduit) };
  });
  return [{ declencheur: 'avance', montant: cents(avance) }, ...deduites];
}

function sommeDesParts(parts: readonly { readonly taux: Taux }[]): bigint {
  return parts.reduce((total, { taux }) => total + dixMilliemes(taux), 0n);
}
