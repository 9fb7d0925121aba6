import {
  ZERO,
  centsDepuisEntier,
  diviserEntiers,
  fractionDeCents,
  minimum,
  moins,
  type Cents,
} from '../kernel/cents.js';
import { DIX_MILLE, dixMilliemes, formaterTaux, taux, type Taux } from '../kernel/taux.js';
import type { Publics } from './nomenclature.js';

const TAUX_NUL = taux('0.0000');

/** What the ceiling for people outside RSA leaves of an amount, and why (cents, rates). */
export interface PlafondHorsRsa {
  /** Part RSA + kept part jeunes, half up to the cent, never above the amount. */
  readonly plafonnee: Cents;
  /** n_j ÷ (n_r + n_j), four decimals. */
  readonly tauxHorsRsa: Taux;
  /** The exact share of under-25s is strictly above the ceiling, so their part is cut. */
  readonly depasse: boolean;
  /** Share of `plafonnee` for under-25s outside RSA, truncated: never above p × plafonnee. */
  readonly partJeunes: Cents;
  /** The rest of `plafonnee`. */
  readonly partRsa: Cents;
  /** What is not granted: the others' part and the cut part of the under-25s. */
  readonly ecarte: Cents;
}

/**
 * Applies the ceiling for people outside RSA to an amount. Exact until the final rounding.
 * @param montant M ≥ 0, in cents
 * @param publics whole numbers of people ≥ 0
 * @param plafond p in [0, 1)
 * @throws RangeError when p ≥ 1, M < 0 or a count is no whole number ≥ 0
 * @see spec 2.3
 */
export function appliquerPlafondHorsRsa(montant: Cents, publics: Publics, plafond: Taux): PlafondHorsRsa {
  const p = dixMilliemes(plafond);
  if (p >= DIX_MILLE) throw new RangeError('the ceiling must be below 1');
  if (montant < 0) throw new RangeError('the amount must not be negative');
  const rsa = compter(publics.rsa);
  const jeunes = compter(publics.horsRsaMoins25);
  const total = rsa + jeunes + compter(publics.horsRsaAutres);
  const comptes = rsa + jeunes;
  // n_j/(n_r+n_j) > p, the same inequality as "part jeunes > part RSA × p/(1−p)".
  const depasse = jeunes * (DIX_MILLE - p) > rsa * p;
  const tauxHorsRsa = comptes === 0n ? TAUX_NUL : formaterTaux(jeunes, comptes);
  if (total === 0n) {
    return { plafonnee: ZERO, tauxHorsRsa, depasse, partJeunes: ZERO, partRsa: ZERO, ecarte: montant };
  }
  // Kept people, exactly: n_r + n_j, or n_r × (1 + p/(1−p)) = n_r / (1−p) when cut.
  const numerateur = depasse ? rsa * DIX_MILLE : comptes;
  const denominateur = (depasse ? DIX_MILLE - p : 1n) * total;
  const plafonnee = minimum(montant, fractionDeCents(montant, numerateur, denominateur, 'demi_superieur'));
  const jeunesGardes = depasse ? rsa * p : jeunes;
  const partJeunes = minimum(
    centsDepuisEntier(diviserEntiers(BigInt(montant) * jeunesGardes, denominateur, 'tronque')),
    fractionDeCents(plafonnee, p, DIX_MILLE, 'tronque'),
  );
  const partRsa = moins(plafonnee, partJeunes);
  return { plafonnee, tauxHorsRsa, depasse, partJeunes, partRsa, ecarte: moins(montant, plafonnee) };
}

function compter(nombre: number): bigint {
  if (!Number.isSafeInteger(nombre) || nombre < 0) throw new RangeError(`not a number of people: ${nombre}`);
  return BigInt(nombre);
}
