/**
 * A second, independent reading of spec 2 and 3 for the comparison tests: plain fractions of
 * bigints in euros, from the JSON request to the JSON answer, sharing nothing with the product.
 */

export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

const pgcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : pgcd(b, a % b));

export function f(n: bigint, d = 1n): Fraction {
  const g = pgcd(n, d) || 1n;
  return d < 0n ? { n: -n / g, d: -d / g } : { n: n / g, d: d / g };
}

export function lire(texte: string | number): Fraction {
  const [mantisse = '', exposant = '0'] = String(texte).split('e');
  const [entiers = '', decimales = ''] = mantisse.split('.');
  const base = f(BigInt(entiers + decimales), 10n ** BigInt(decimales.length));
  const puissance = f(10n ** BigInt(Math.abs(Number(exposant))));
  return Number(exposant) < 0 ? div(base, puissance) : mul(base, puissance);
}

export const add = (a: Fraction, b: Fraction): Fraction => f(a.n * b.d + b.n * a.d, a.d * b.d);
export const sub = (a: Fraction, b: Fraction): Fraction => f(a.n * b.d - b.n * a.d, a.d * b.d);
export const mul = (a: Fraction, b: Fraction): Fraction => f(a.n * b.n, a.d * b.d);
export const div = (a: Fraction, b: Fraction): Fraction => f(a.n * b.d, a.d * b.n);
export const cmp = (a: Fraction, b: Fraction): number => Number(a.n * b.d > b.n * a.d) - Number(a.n * b.d < b.n * a.d);
export const min = (a: Fraction, b: Fraction): Fraction => (cmp(a, b) <= 0 ? a : b);
export const max = (a: Fraction, b: Fraction): Fraction => (cmp(a, b) >= 0 ? a : b);
export const total = (liste: readonly Fraction[]): Fraction => liste.reduce(add, ZERO);
export const ZERO = f(0n);
export const UN = f(1n);

function plancher(a: Fraction): bigint {
  return a.n >= 0n ? a.n / a.d : -((-a.n + a.d - 1n) / a.d);
}

export function tronquer(a: Fraction, decimales: number): Fraction {
  const echelle = 10n ** BigInt(decimales);
  return f(plancher(mul(a, f(echelle))), echelle);
}

export function arrondir(a: Fraction, decimales: number): Fraction {
  return tronquer(add(a, f(1n, 2n * 10n ** BigInt(decimales))), decimales);
}

export function ecrire(a: Fraction, decimales: number): string {
  const echelle = 10n ** BigInt(decimales);
  const entier = (arrondir(a, decimales).n * echelle) / arrondir(a, decimales).d;
  const signe = entier < 0n ? '-' : '';
  const absolu = entier < 0n ? -entier : entier;
  return `${signe}${absolu / echelle}.${String(absolu % echelle).padStart(decimales, '0')}`;
}

export interface CorpsPublics {
  readonly rsa: number;
  readonly horsRsaMoins25: number;
  readonly horsRsaAutres: number;
}

/** Spec 2.3 word for word: parts, kept part, sum, rounding. */
export function regle23(m: Fraction, publics: CorpsPublics, p: Fraction): Fraction {
  const [r, j, a] = [publics.rsa, publics.horsRsaMoins25, publics.horsRsaAutres].map((n) => f(BigInt(n)));
  if (r === undefined || j === undefined || a === undefined) throw new Error('three publics');
  const n = total([r, j, a]);
  if (n.n === 0n) return ZERO;
  const partRsa = div(mul(m, r), n);
  const partJeunes = div(mul(m, j), n);
  const gardee = min(partJeunes, div(mul(partRsa, p), sub(UN, p)));
  return min(m, arrondir(add(partRsa, gardee), 2));
}

/** Spec 2.4 word for word. */
export function regle24(m: Fraction, taux: readonly string[]): readonly Fraction[] {
  const premieres = taux.slice(0, -1).map((t) => arrondir(mul(m, lire(t)), 2));
  return [...premieres, sub(m, total(premieres))];
}
