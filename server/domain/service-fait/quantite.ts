/** A quantity ≥ 0 kept exact as a fraction of whole numbers (spec 2.5, "kept exact"). */
export interface Quantite {
  readonly numerateur: bigint;
  readonly denominateur: bigint;
}

/** Why a value is no quantity: not a decimal number, or negative or beyond the bounds below. */
export type DefautDeQuantite = 'decimal_invalide' | 'hors_bornes';

/** Whole digits and decimals a quantity may have: wide enough for any JSON number of people or hours. */
const CHIFFRES_ENTIERS_MAX = 15;
const DECIMALES_MAX = 40;
const ECRITURE_MAX = 64;

const DECIMAL = /^(-?)0*([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/;

/**
 * Reads a decimal ≥ 0 given as a number (its shortest writing counts: 0.1 is one tenth) or
 * as a plain decimal string, without losing anything.
 * @returns the exact fraction, or why there is none
 * @see spec 3 ("decimals ≥ 0 given as numbers or strings")
 */
export function lireQuantite(valeur: number | string): Quantite | DefautDeQuantite {
  const texte = String(valeur);
  if (texte.length > ECRITURE_MAX) return /^[0-9.-]+$/.test(texte) ? 'hors_bornes' : 'decimal_invalide';
  const lu = DECIMAL.exec(texte);
  if (lu === null) return 'decimal_invalide';
  const [, signe = '', entiers = '0', fraction = '', exposantLu] = lu;
  // Only numbers are written with an exponent by the language itself.
  if (exposantLu !== undefined && typeof valeur === 'string') return 'decimal_invalide';
  const exposant = Number(exposantLu ?? 0) - fraction.length;
  const chiffres = BigInt(entiers + fraction);
  if (signe === '-' && chiffres !== 0n) return 'hors_bornes';
  if (-exposant > DECIMALES_MAX || entiers.length + Number(exposantLu ?? 0) > CHIFFRES_ENTIERS_MAX) {
    return 'hors_bornes';
  }
  return exposant >= 0
    ? { numerateur: chiffres * 10n ** BigInt(exposant), denominateur: 1n }
    : { numerateur: chiffres, denominateur: 10n ** BigInt(-exposant) };
}
