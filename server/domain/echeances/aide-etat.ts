import type { Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/**
 * Regimes under which a subsidy may be a State aid: small amounts (regulation (EU) 2023/2831), small amounts for a service
 * of general economic interest (2023/2832), exempted aid (651/2014), compensation of a service of general economic interest
 * (decision 2012/21/EU), aid notified to the Commission.
 */
export const REGIMES_AIDE_ETAT = ['de_minimis', 'de_minimis_sieg', 'exempte', 'sieg', 'notifie'] as const;
export type RegimeAideEtat = (typeof REGIMES_AIDE_ETAT)[number];

/** The regime of a subsidy, the number of the aid where the Commission gives one, the day the aid was granted. */
export interface AideEtat {
  readonly regime: RegimeAideEtat;
  readonly reference: string;
  readonly octroi: Jour;
}

/** Regimes whose aid has a number (SA.…) to be quoted. */
const AVEC_REFERENCE: readonly RegimeAideEtat[] = ['exempte', 'notifie'];

/**
 * Holds that a regime is complete and that the aid was not granted in the future.
 * @throws Refus `aide_etat.reference`, `aide_etat.octroi_futur`
 */
export function exigerAideEtat({ regime, reference, octroi }: AideEtat, aujourdhui: Jour): void {
  if (AVEC_REFERENCE.includes(regime) && reference === '') throw new Refus('aide_etat.reference', { champ: 'reference' });
  if (octroi > aujourdhui) throw new Refus('aide_etat.octroi_futur', { champ: 'octroi' });
}
