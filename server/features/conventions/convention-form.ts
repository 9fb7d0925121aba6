import { formulaire, jourSaisi, type Formulaire } from '../../web/form-errors.js';

/** A button, or a file alone. */
export const formulaireVide: Formulaire<object> = formulaire<object>({});

/** Both signature dates. */
export const formulaireSignature: Formulaire<{ signeePorteurLe: string; signeeFinanceurLe: string }> = formulaire<{ signeePorteurLe: string; signeeFinanceurLe: string }>({
  signeePorteurLe: jourSaisi().required(),
  signeeFinanceurLe: jourSaisi().required(),
});
