import { cents, type Cents } from '../kernel/cents.js';
import { ajouterJours, ajouterMois, anneeDe, jour, type Jour } from '../kernel/jour.js';

/** The lengths of spec 1's time limits; each call may set its own. */
export const DELAIS_PAR_DEFAUT = {
  complementsJours: 15,
  contradictoireJours: 30,
  recoursMois: 2,
  bilanFinalMois: 6,
  publicationMois: 3,
  conservationAnnees: 3,
  conservationFseAnnees: 5,
  conservationAideEtatAnnees: 10,
} as const;

/** Subsidies strictly above this have their essential data published: 23 000 € (spec 1, time limits). */
export const SEUIL_PUBLICATION: Cents = cents(2_300_000);

/**
 * Last day to answer a request for pieces.
 * @param demande day of the request
 * @param delai days
 * @throws RangeError when `delai` is not whole
 * @see spec 1, time limits
 */
export function limiteComplements(demande: Jour, delai: number = DELAIS_PAR_DEFAUT.complementsJours): Jour {
  return ajouterJours(demande, delai);
}

/**
 * Last day of the contradictory period.
 * @param conclusionsProvisoires day the provisional conclusions were sent
 * @param delai days
 * @throws RangeError when `delai` is not whole
 * @see spec 1, time limits
 */
export function limiteContradictoire(
  conclusionsProvisoires: Jour,
  delai: number = DELAIS_PAR_DEFAUT.contradictoireJours,
): Jour {
  return ajouterJours(conclusionsProvisoires, delai);
}

/**
 * Last day to deposit the final bilan.
 * @param finOperation last day of the operation
 * @param delai months
 * @throws RangeError when `delai` is not whole
 * @see spec 1, time limits
 */
export function limiteBilanFinal(finOperation: Jour, delai: number = DELAIS_PAR_DEFAUT.bilanFinalMois): Jour {
  return ajouterMois(finOperation, delai);
}

/**
 * Last day to publish the essential data of a subsidy, or null when it is not above 23 000 €.
 * @param signature day the convention was signed
 * @param subvention amount of the convention, in cents
 * @param delai months
 * @throws RangeError when `delai` is not whole
 * @see spec 1, time limits
 */
export function limitePublication(
  signature: Jour,
  subvention: Cents,
  delai: number = DELAIS_PAR_DEFAUT.publicationMois,
): Jour | null {
  return subvention > SEUIL_PUBLICATION ? ajouterMois(signature, delai) : null;
}

export type RegleDeConservation = 'apurement_comptes' | 'fse' | 'aide_etat';

/** The last day of keeping and the rule that gives it. */
export interface Conservation {
  readonly jusquau: Jour;
  readonly regle: RegleDeConservation;
}

/** The days that start each rule of keeping; null where the rule does not concern the file. */
export interface FaitsDeConservation {
  /** Day the accounts are cleared. */
  readonly apurementComptes: Jour;
  /** Day of the last FSE+ payment to the beneficiary. */
  readonly dernierPaiementFse: Jour | null;
  /** Day the aid was granted, under a State-aid regime. */
  readonly octroiAideEtat: Jour | null;
  /** Lengths in years where the call sets its own. */
  readonly annees?: { readonly apurementComptes?: number; readonly fse?: number; readonly aideEtat?: number };
}

/**
 * The last day evidence must be kept, and the rule that says so: 3 years after 31 December
 * of the year the accounts are cleared, 5 years from 31 December of the year of the last
 * FSE+ payment, 10 years from the grant under a State-aid regime. The longest applies; on a
 * tie, the first in that order.
 * @throws RangeError when a length is not whole
 * @see spec 1, time limits (keeping of evidence)
 */
export function dateConservation(faits: FaitsDeConservation): Conservation {
  const { apurementComptes, dernierPaiementFse, octroiAideEtat, annees = {} } = faits;
  const ans = {
    apurement: annees.apurementComptes ?? DELAIS_PAR_DEFAUT.conservationAnnees,
    fse: annees.fse ?? DELAIS_PAR_DEFAUT.conservationFseAnnees,
    aideEtat: annees.aideEtat ?? DELAIS_PAR_DEFAUT.conservationAideEtatAnnees,
  };
  let retenu: Conservation = {
    regle: 'apurement_comptes',
    jusquau: apresFinDAnnee(apurementComptes, ans.apurement),
  };
  const autres: readonly { readonly regle: RegleDeConservation; readonly jusquau: Jour | null }[] = [
    { regle: 'fse', jusquau: dernierPaiementFse && apresFinDAnnee(dernierPaiementFse, ans.fse) },
    { regle: 'aide_etat', jusquau: octroiAideEtat && ajouterMois(octroiAideEtat, 12 * ans.aideEtat) },
  ];
  for (const { regle, jusquau } of autres) {
    if (jusquau !== null && jusquau > retenu.jusquau) retenu = { regle, jusquau };
  }
  return retenu;
}

/** 31 December, so many years after the year of an event (spec 1, keeping of evidence). */
export function apresFinDAnnee(evenement: Jour, annees: number): Jour {
  const finDAnnee = jour(`${String(anneeDe(evenement)).padStart(4, '0')}-12-31`);
  return ajouterMois(finDAnnee, 12 * annees);
}
