import { ZERO, cents, somme, type Cents } from '../kernel/cents.js';

/** A figure of a document: what is written, kept as given, and its amount; null when it cannot be read. */
export interface Figure {
  readonly brut: string;
  readonly cents: Cents | null;
}

/** Reads an amount as people write it; null when it is none. The platform gives it. */
export type LireMontant = (texte: string) => number | null;

/** Beyond a thousand million euros a figure is a slip; so bounded, twenty thousand rows add up exactly. */
export const MONTANT_MAX: Cents = cents(99_999_999_999);

const SANS_MONTANT = /^[-–—]?\s*€?$/u;

/**
 * Reads a cell. An empty cell is zero, and so is the lone dash (`-`, `- €`) by which spreadsheets write a zero.
 * @see spec 2.6 ("an empty cell is zero; figures may be written…")
 */
export function lireFigure(texte: string, lireMontant: LireMontant): Figure {
  const brut = texte.trim();
  if (SANS_MONTANT.test(brut)) return { brut, cents: ZERO };
  const lu = lireMontant(brut);
  return { brut, cents: lu === null || Math.abs(lu) > MONTANT_MAX ? null : cents(lu) };
}

/** Sum in cents; null when one of the figures could not be read: what is unknown is compared with nothing. */
export function sommeFigures(figures: readonly Figure[]): Cents | null {
  const lus = figures.map((f) => f.cents);
  return lus.every((c) => c !== null) ? somme(lus) : null;
}

/** Sum in cents of the figures that could be read. */
export function sommeLisible(figures: readonly Figure[]): Cents {
  return somme(figures.flatMap((f) => f.cents ?? []));
}
