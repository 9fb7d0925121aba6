import { ajouterJours, joursEntre, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** Days in which a payment due is made, unless the convention says otherwise (spec 1: time limits are the call's). */
export const DELAI_PAIEMENT_JOURS = 60;

/** A time during which the limit does not run; `fin` is the day it runs again, null while it lasts. */
export interface Suspension { readonly debut: Jour; readonly fin: Jour | null }

/**
 * Last day to pay: the limit counts from the day the payment is due, and stands still while it is interrupted.
 * @returns null while an interruption lasts: nobody knows yet
 */
export function limiteDePaiement(exigibleLe: Jour, delaiJours: number, suspensions: readonly Suspension[]): Jour | null {
  let limite = ajouterJours(exigibleLe, delaiJours);
  for (const { debut, fin } of suspensions) {
    if (fin === null) return null;
    limite = ajouterJours(limite, joursEntre(debut, fin));
  }
  return limite;
}

/**
 * Holds that the limit may be interrupted now.
 * @throws Refus `versement.delai_sans_objet` when it does not run, `versement.delai_deja_suspendu`
 */
export function exigerInterruptible({ exigible, etat }: { readonly exigible: boolean; readonly etat: string }, suspensions: readonly Suspension[]): void {
  if (!exigible || etat === 'paye') throw new Refus('versement.delai_sans_objet');
  if (suspensions.some((s) => s.fin === null)) throw new Refus('versement.delai_deja_suspendu');
}
