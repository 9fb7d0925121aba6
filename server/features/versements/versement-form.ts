import { formulaire, jourSaisi, texte } from '../../web/form-errors.js';

/** A confirmation: nothing but the button. */
export const formulaireConfirmation = formulaire<object>({});

/** Day on which accounting paid. */
export const formulairePaiement = formulaire<{ payeLe: string }>({ payeLe: jourSaisi().required() });

/** Why a payment is rejected or a title given up. */
export const formulaireMotif = formulaire<{ motif: string }>({ motif: texte(1000).required() });

/** Day on which the money came back. */
export const formulaireEncaissement = formulaire<{ encaisseLe: string }>({ encaisseLe: jourSaisi().required() });
