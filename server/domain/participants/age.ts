import type { Jour } from '../kernel/jour.js';

/** Whole years of age on a day; somebody born on 29 February gets older on 1 March. */
export function ageLe(naissance: Jour, le: Jour): number {
  const annees = Number(le.slice(0, 4)) - Number(naissance.slice(0, 4));
  return le.slice(5) < naissance.slice(5) ? annees - 1 : annees;
}
