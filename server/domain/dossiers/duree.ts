import { ajouterJours, ajouterMois, type Jour } from '../kernel/jour.js';

/**
 * Last day an operation begun on `debut` may end, for a call that admits `dureeMaxMois` months: a day more is too long.
 * @see spec 1, stage 1 ("at most 24 months")
 */
export const finAuPlusTard = (debut: Jour, dureeMaxMois: number): Jour => ajouterJours(ajouterMois(debut, dureeMaxMois), -1);
