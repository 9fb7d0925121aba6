import type { Echeance } from '../conventions/echeancier.js';
import { ZERO, maximum, moins, type Cents } from '../kernel/cents.js';

export type DeclencheurVersement = Echeance['declencheur'];

/** A payment to make, in cents; `rang` is its place in the schedule, from 1. */
export interface VersementProgramme {
  readonly rang: number;
  readonly declencheur: DeclencheurVersement;
  readonly montant: Cents;
  /** Due as soon as the convention is signed. */
  readonly exigible: boolean;
}

const DES_LA_SIGNATURE: readonly DeclencheurVersement[] = ['avance', 'signature'];

/**
 * The payments of a schedule: every instalment above zero, keeping its place. What rounding may leave below zero on
 * the last one (see `repartir`) is taken from those before it, so that the payments still sum to the schedule.
 * @see spec 2.4
 */
export function programmer(echeances: readonly Echeance[]): readonly VersementProgramme[] {
  let aReprendre: Cents = ZERO;
  const montants = [...echeances].reverse().map(({ montant }) => {
    const disponible = moins(montant, aReprendre);
    aReprendre = maximum(ZERO, moins(ZERO, disponible));
    return maximum(ZERO, disponible);
  }).reverse();
  return echeances.flatMap(({ declencheur }, i) => {
    const montant = montants[i] ?? ZERO;
    return montant === 0 ? [] : [{ rang: i + 1, declencheur, montant, exigible: DES_LA_SIGNATURE.includes(declencheur) }];
  });
}
