import { joursEntre, type Jour } from '../kernel/jour.js';

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
