import { ajouterJours, joursEntre, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** Where the contradictory period stands. */
export interface Contradictoire {
  /** Last day to answer, that day included. */
  readonly limite: Jour;
  readonly repondu: boolean;
}

/** True while the porteur may answer: not yet answered, and the last day not over. */
export const reponsePossible = ({ limite, repondu }: Contradictoire, jour: Jour): boolean => !repondu && jour <= limite;

/** True once the controller may go on: the porteur answered, or let the last day pass (spec 1 stage 14). */
export const contradictoireClos = ({ limite, repondu }: Contradictoire, jour: Jour): boolean => repondu || jour > limite;

/** Days left after today; 0 on the last day, negative when it is over. */
export const joursRestants = ({ limite }: Contradictoire, jour: Jour): number => joursEntre(jour, limite);

/** Longest extension at once, days: a quarter, so that a mistyped year is caught. */
export const PROLONGATION_MAX_JOURS = 90;

/**
 * Checks the new last day of an extended period: after the present one, not already over, at most `PROLONGATION_MAX_JOURS` later.
 * @throws Refus `prolongation.date` with the first and the last day that would do
 */
export function exigerProlongation(limite: Jour, nouvelle: Jour, aujourdhui: Jour): void {
  const premier = limite < aujourdhui ? aujourdhui : ajouterJours(limite, 1);
  const dernier = ajouterJours(limite < aujourdhui ? aujourdhui : limite, PROLONGATION_MAX_JOURS);
  if (nouvelle < premier || nouvelle > dernier) throw new Refus('prolongation.date', { champ: 'jusquau', premier, dernier });
}
