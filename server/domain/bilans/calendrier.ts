import { ajouterJours, ajouterMois, joursEntre, type Jour } from '../kernel/jour.js';
import type { PeriodeOperation } from './contenu.js';

/** Months given to deposit an intermediate bilan once it is open. */
const DELAI_INTERMEDIAIRE_MOIS = 2;

/** When an intermediate bilan opens and by when it is due. */
export interface CalendrierIntermediaire { readonly ouverture: Jour; readonly limite: Jour }

/**
 * The intermediate bilan opens when half of the operation has passed — after one year of a two-year operation — and is due two
 * months later. The specification names the trigger and leaves the day open: half-way is where it tells most for a payment.
 * @see spec 2.4
 */
export function calendrierIntermediaire({ debut, fin }: PeriodeOperation): CalendrierIntermediaire {
  const ouverture = ajouterJours(debut, Math.floor((joursEntre(debut, fin) + 1) / 2));
  return { ouverture, limite: ajouterMois(ouverture, DELAI_INTERMEDIAIRE_MOIS) };
}

export const RAPPELS_BILAN = ['ouverture', 'j30', 'j7', 'depassee'] as const;
/** The day the operation is over, thirty and seven days before the limit, the day after it. */
export type RappelBilan = (typeof RAPPELS_BILAN)[number];

/**
 * The last reminder whose day has come for a bilan not deposited, or null: a server that slept a week sends one, not three.
 * @param debut from when the bilan may be completed: the end of the operation for the final one, its opening for the other
 */
export function rappelDuBilan(debut: Jour, limite: Jour, aujourdhui: Jour): RappelBilan | null {
  if (aujourdhui > limite) return 'depassee';
  if (aujourdhui >= ajouterJours(limite, -7)) return 'j7';
  if (aujourdhui >= ajouterJours(limite, -30)) return 'j30';
  return aujourdhui > debut ? 'ouverture' : null;
}
