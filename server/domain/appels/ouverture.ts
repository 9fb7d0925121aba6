import { joursEntre, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** What decides whether a call takes deposits; instants are ISO-8601 UTC text with milliseconds. */
export interface CalendrierAppel {
  readonly etat: string;
  readonly ouvreLe: string;
  /** Last second of the deposit, included. */
  readonly fermeLe: string;
}

/** Where a call stands for somebody who wants to deposit. */
export type PhaseDepot = 'non_publie' | 'a_venir' | 'ouvert' | 'ferme';

/** The second an instant falls in: a closing at 23:59:59 holds until 23:59:59,999. */
const seconde = (instant: string): string => instant.slice(0, 19);

/**
 * Phase of the deposit at an instant. The opening and the closing seconds are both included; the second after
 * the closing is refused. A call that is no longer published takes nothing, whatever its dates.
 * @see spec 1, state machines, Appel
 */
export function phaseDepot({ etat, ouvreLe, fermeLe }: CalendrierAppel, le: string): PhaseDepot {
  if (etat === 'brouillon') return 'non_publie';
  if (etat !== 'publie' || seconde(le) > seconde(fermeLe)) return 'ferme';
  return seconde(le) < seconde(ouvreLe) ? 'a_venir' : 'ouvert';
}

/**
 * Days left to deposit, the day of the closing excluded: 0 on the last day.
 * @param aujourdhui day of Paris
 * @param fermeture day of Paris the deposit ends on
 */
export const joursRestants = (aujourdhui: Jour, fermeture: Jour): number => Math.max(0, joursEntre(aujourdhui, fermeture));

/** Does the call take a deposit at this instant? */
export const appelOuvert = (appel: CalendrierAppel, le: string): boolean => phaseDepot(appel, le) === 'ouvert';

/**
 * Holds that the call takes a deposit at this instant.
 * @throws Refus `appel.pas_ouvert` with `ouvreLe`, `appel.depot_ferme` with `fermeLe`
 */
export function exigerOuvert(appel: CalendrierAppel, le: string): void {
  const phase = phaseDepot(appel, le);
  if (phase === 'ouvert') return;
  if (phase === 'ferme') throw new Refus('appel.depot_ferme', { fermeLe: appel.fermeLe });
  throw new Refus('appel.pas_ouvert', { ouvreLe: appel.ouvreLe });
}
