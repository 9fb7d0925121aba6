/**
 * Money as whole euro cents (spec 2, preamble): a float never touches money.
 * Ratio products go through bigint, so that nothing is lost before the single
 * rounding each rule states.
 */
export type Cents = number & { readonly __unit: 'cents' };

/** How the single rounding of a rule is made: half up (away from zero), or cut towards zero. */
export type Arrondi = 'demi_superieur' | 'tronque';

/**
 * Brands a whole number of cents.
 * @param entier whole cents, may be negative
 * @throws RangeError when it is not a safe integer
 * @see spec 2, preamble
 */
export function cents(entier: number): Cents {
  if (!Number.isSafeInteger(entier)) throw new RangeError(`not a whole number of cents: ${entier}`);
  // Adding zero turns the -0 that multiplications may leave into 0.
  return (entier + 0) as Cents;
}

/** No money at all, in cents. */
export const ZERO: Cents = cents(0);

/**
 * Adds amounts, in cents; an empty list gives ZERO.
 * @throws RangeError when the total leaves the safe integers
 * @see spec 2, preamble
 */
export function somme(montants: readonly Cents[]): Cents {
  let total = 0;
  for (const montant of montants) total = cents(total + montant);
  return cents(total);
}

/**
 * a − b, in cents, possibly negative.
 * @throws RangeError when the difference leaves the safe integers
 * @see spec 2, preamble
 */
export function moins(a: Cents, b: Cents): Cents {
  return cents(a - b);
}

/** The smallest of one or more amounts, in cents (spec 2.5, "du = the smallest"). */
export function minimum(premier: Cents, ...autres: readonly Cents[]): Cents {
  return autres.reduce((petit, montant) => (montant < petit ? montant : petit), premier);
}

/** The greatest of one or more amounts, in cents (spec 2.5, "max(0, …)"). */
export function maximum(premier: Cents, ...autres: readonly Cents[]): Cents {
  return autres.reduce((grand, montant) => (montant > grand ? montant : grand), premier);
}

/**
 * Divides whole numbers and rounds once, without any float.
 * @param numerateur any sign
 * @param denominateur strictly positive
 * @param arrondi `demi_superieur` (half away from zero) or `tronque` (towards zero)
 * @throws RangeError when the denominator is not strictly positive
 * @see spec 2, preamble ("rounding … happens once, at its end")
 */
export function diviserEntiers(numerateur: bigint, denominateur: bigint, arrondi: Arrondi): bigint {
  if (denominateur <= 0n) throw new RangeError('the denominator must be strictly positive');
  if (arrondi === 'tronque') return numerateur / denominateur;
  const double = 2n * denominateur;
  return numerateur >= 0n
    ? (2n * numerateur + denominateur) / double
    : -((-2n * numerateur + denominateur) / double);
}

/**
 * Exact `c × numerateur ÷ denominateur`, rounded once.
 * @param c amount in cents
 * @param numerateur whole number (a `number` must be a safe integer)
 * @param denominateur whole number, strictly positive
 * @param arrondi the rounding the rule states
 * @returns cents
 * @throws RangeError on a fractional operand, a denominator ≤ 0 or a result beyond the safe integers
 * @see spec 2.2 (truncated), 2.3–2.5 (half up)
 */
export function fractionDeCents(
  c: Cents,
  numerateur: bigint | number,
  denominateur: bigint | number,
  arrondi: Arrondi,
): Cents {
  return centsDepuisEntier(diviserEntiers(BigInt(c) * BigInt(numerateur), BigInt(denominateur), arrondi));
}

/**
 * Brands a bigint number of cents.
 * @throws RangeError when it is not a safe integer
 * @see spec 2, preamble
 */
export function centsDepuisEntier(entier: bigint): Cents {
  return cents(Number(entier));
}

const DECIMAL_EN_EUROS = /^(-?)([0-9]{1,16})(?:\.([0-9]{1,2}))?$/;

/**
 * Reads euros written "1234.56", "-5.00", "12.5" or "12".
 * @returns cents, or null when the text is no decimal number, has more than two
 * decimals, or leaves the safe integers
 * @see spec 3 ("amounts are strings with two decimals and a dot")
 */
export function centsDepuisDecimal(texte: string): Cents | null {
  const lu = DECIMAL_EN_EUROS.exec(texte);
  if (lu === null) return null;
  const [, signe = '', euros = '0', decimales = ''] = lu;
  const valeur = Number(BigInt(euros + decimales.padEnd(2, '0')));
  if (!Number.isSafeInteger(valeur)) return null;
  return cents(signe === '-' ? -valeur : valeur);
}

/**
 * Writes cents as euros with two decimals and a dot: "1234.56", "-0.50".
 * @param c cents (a bigint where an uncapped ratio may leave the safe integers)
 * @see spec 3
 */
export function decimalDepuisCents(c: Cents | bigint): string {
  const entier = BigInt(c);
  const chiffres = (entier < 0n ? -entier : entier).toString().padStart(3, '0');
  return `${entier < 0n ? '-' : ''}${chiffres.slice(0, -2)}.${chiffres.slice(-2)}`;
}
