import { peutFranchir } from '../etats/machine.js';
import { CONVENTION, type EtatConvention } from '../etats/machines.js';
import type { Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** What decides whether a payment may be prepared; amounts in cents. */
export interface AOrdonner {
  readonly montant: number;
  readonly exigible: boolean;
  readonly convention: EtatConvention;
  /** Bank account of the beneficiary, empty when it was never given. */
  readonly iban: string;
}

/**
 * Holds that a payment may be prepared: the convention is being executed, there is something to pay, its condition is met,
 * and there is an account to pay it on.
 * @throws Refus `etat.incompatible` about the convention, `versement.sans_objet`, `versement.non_exigible`, `versement.iban_absent`
 * @see spec 1, stage 12
 */
export function exigerLiquidable({ montant, exigible, convention, iban }: AOrdonner): void {
  if (!peutFranchir(CONVENTION, 'solder', convention)) throw new Refus('etat.incompatible', { objet: 'convention', etat: convention, transition: 'payer' });
  if (montant === 0) throw new Refus('versement.sans_objet');
  if (!exigible) throw new Refus('versement.non_exigible');
  if (iban === '') throw new Refus('versement.iban_absent');
}

/**
 * Holds that who approves is not who prepared.
 * @throws Refus `versement.meme_personne`
 * @see spec 1, separations
 */
export function exigerAutrePersonne(liquidePar: string | null, personneId: string): void {
  if (liquidePar === personneId) throw new Refus('versement.meme_personne');
}

/**
 * Holds a date of payment or receipt between the act it follows and today.
 * @throws Refus `versement.date_future`, `versement.date_trop_tot` { minimum }, each about the field `champ`
 */
export function exigerDateRevolue(le: Jour, { depuis, aujourdhui, champ }: { depuis: Jour | null; aujourdhui: Jour; champ: string }): void {
  if (le > aujourdhui) throw new Refus('versement.date_future', { champ });
  if (depuis !== null && le < depuis) throw new Refus('versement.date_trop_tot', { champ, minimum: depuis });
}
