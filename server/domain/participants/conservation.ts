import type { Jour } from '../kernel/jour.js';

/**
 * May the identities of an operation still be kept on this day? They are evidence until the last day of keeping of its dossier, and
 * have no use after it: the anonymous figures remain.
 * @param jusquau last day of keeping, null as long as no date is final
 * @see regulation (EU) 2021/1060, art. 82; GDPR, art. 5 (1) e
 */
export const identitesAEffacer = (jusquau: Jour | null, aujourdhui: Jour): boolean => jusquau !== null && jusquau < aujourdhui;
