import { cents, fractionDeCents, maximum, moins, ZERO, type Cents } from '../kernel/cents.js';

/**
 * From this contribution of the Funds on, an irregularity is reported to the Commission: 10 000 €.
 * @see regulation (EU) 2021/1060, annex XII, section 1
 */
export const SEUIL_IRREGULARITE: Cents = cents(1_000_000);

/** Irregular expense of an FSE+ convention and the share of it that the EU would have paid; cents. */
export interface Irregularite { readonly depenses: Cents; readonly contribution: Cents; readonly aDeclarer: boolean }

/**
 * The EU contribution affected by what the control did not retain: the expense declared and not retained, at the rate of the
 * convention (M ÷ D_p), half up to the cent.
 * @param convention M and D_p of the FSE+ convention; without planned cost the whole is counted
 * @returns null when everything declared is retained
 */
export function evaluerIrregularite(convention: { readonly montant: Cents; readonly depensesPrevues: Cents }, declare: Cents, retenu: Cents): Irregularite | null {
  const depenses = maximum(ZERO, moins(declare, retenu));
  if (depenses === 0) return null;
  const { montant, depensesPrevues } = convention;
  const contribution = depensesPrevues > 0 ? fractionDeCents(depenses, montant, depensesPrevues, 'demi_superieur') : depenses;
  return { depenses, contribution, aDeclarer: contribution >= SEUIL_IRREGULARITE };
}
