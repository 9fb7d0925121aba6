import { diviserEntiers } from './cents.js';

/** A rate ≥ 0 written with four decimals: "0.1000" is 10 % (spec 3, "rates strings with four decimals"). */
export type Taux = string & { readonly __unit: 'taux' };

/** A rate is a whole number of these parts: "0.1000" is 1000 dix-millièmes. */
export const DIX_MILLE = 10_000n;

const ECRITURE = /^([0-9]{1,11})(?:\.([0-9]{1,4}))?$/;

/**
 * Reads a rate ≥ 0 of at most four decimals ("0.1000", "0.1", "1") into its four-decimal form.
 * @returns null when the text is anything else (sign, exponent, five decimals…)
 * @see spec 3
 */
export function lireTaux(texte: string): Taux | null {
  const lu = ECRITURE.exec(texte);
  if (lu === null) return null;
  const [, entiers = '0', decimales = ''] = lu;
  return tauxDepuisDixMilliemes(BigInt(entiers + decimales.padEnd(4, '0')));
}

/**
 * The rate written so, for constants and trusted sources.
 * @throws RangeError when `lireTaux` refuses it
 * @see spec 3
 */
export function taux(texte: string): Taux {
  const lu = lireTaux(texte);
  if (lu === null) throw new RangeError(`not a rate: ${texte}`);
  return lu;
}

/**
 * The rate as a whole number of ten-thousandths: "0.1000" gives 1000n, for exact products.
 * @see spec 2, preamble
 */
export function dixMilliemes(t: Taux): bigint {
  return BigInt(t.replace('.', ''));
}

/**
 * The quotient of two whole numbers as a rate: four decimals, half up.
 * @param numerateur ≥ 0 (a `number` must be a safe integer)
 * @param denominateur > 0
 * @throws RangeError on a negative numerator, a denominator ≤ 0 or a fractional operand
 * @see spec 2.1 (tauxIntervention), 2.3 (tauxHorsRsa), 2.5 (tauxRealisation)
 */
export function formaterTaux(numerateur: bigint | number, denominateur: bigint | number): Taux {
  const haut = BigInt(numerateur);
  if (haut < 0n) throw new RangeError('a rate is never negative');
  return tauxDepuisDixMilliemes(diviserEntiers(haut * DIX_MILLE, BigInt(denominateur), 'demi_superieur'));
}

function tauxDepuisDixMilliemes(parts: bigint): Taux {
  const chiffres = parts.toString().padStart(5, '0');
  return `${chiffres.slice(0, -4)}.${chiffres.slice(-4)}` as Taux;
}
