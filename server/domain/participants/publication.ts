import type { LigneIndicateur } from './agregats.js';
import { SEXES } from './questionnaire.js';

/** Figures that leave the service are multiples of this number. */
export const PAS_PUBLIE = 5;

/**
 * A number of people as it is given outside the service: the nearest multiple of five. Each figure is rounded by itself, so that
 * no subtraction of two published figures tells whether one person is there.
 * @param n ≥ 0
 * @see decision 0031; regulation (EU) 2016/679, recital 26
 */
export const publie = (n: number): number => Math.round(n / PAS_PUBLIE) * PAS_PUBLIE;

/** An indicator as it is given outside the service: its total is rounded as its parts are, and need not be their sum. */
export const publierLigne = (l: LigneIndicateur): LigneIndicateur =>
  ({ ...l, ...Object.fromEntries(SEXES.map((s) => [s, publie(l[s])])), total: publie(l.total) });
