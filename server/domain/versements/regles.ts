import { peutFranchir } from '../etats/machine.js';
import { CONVENTION, type EtatConvention } from '../etats/machines.js';
import type { Jour } from '../kernel/jour.js';
import type { Cents } from '../kernel/cents.js';
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

/**
 * Does a payment want a second approval? Strictly above the amount of the settings; never without one.
 * @param seuil in cents, null when the settings ask for none
 */
export const demandeConfirmation = (montant: Cents, seuil: Cents | null): boolean => seuil !== null && montant > seuil;

/**
 * Holds that a payment above the amount of the settings was approved a second time.
 * @throws Refus `versement.confirmation_requise` { seuil }
 */
export function exigerConfirme({ montant, confirme, seuil }: { readonly montant: Cents; readonly confirme: boolean; readonly seuil: Cents | null }): void {
  if (!confirme && demandeConfirmation(montant, seuil)) throw new Refus('versement.confirmation_requise', { seuil });
}

/**
 * Holds that a new account was seen on a bank statement filed since the last one was agreed on.
 * @param ribLe when the newest statement was filed; null when none was. @param dernierLe when the last account was agreed on
 * @throws Refus `versement.iban_absent`, `versement.rib_a_deposer`
 */
export function exigerCompteNeuf({ iban, ribLe, dernierLe }: { readonly iban: string; readonly ribLe: string | null; readonly dernierLe: string | null }): void {
  if (iban === '') throw new Refus('versement.iban_absent');
  if (ribLe === null || (dernierLe !== null && ribLe <= dernierLe)) throw new Refus('versement.rib_a_deposer');
}

/**
 * Holds that part of a payment may be held back: it is still to prepare, keeps something to pay, and another one follows
 * that will carry what is held back.
 * @throws Refus `etat.incompatible`, `versement.retenue_trop_forte` { maximum }, `versement.retenue_sans_suite`
 */
export function exigerRetenable({ etat, montant, retenue, suivant }: { readonly etat: string; readonly montant: Cents; readonly retenue: Cents; readonly suivant: boolean }): void {
  if (etat !== 'a_liquider') throw new Refus('etat.incompatible', { objet: 'versement', etat, transition: 'retenir' });
  if (!suivant) throw new Refus('versement.retenue_sans_suite');
  if (retenue <= 0 || retenue >= montant) throw new Refus('versement.retenue_trop_forte', { champ: 'montant', maximum: montant });
}
