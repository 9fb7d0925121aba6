import type { Publics } from '../financements/nomenclature.js';
import type { Jour } from '../kernel/jour.js';

/** Numbers of people as typed so far: null where nothing was given yet. */
export type PublicsSaisis = { readonly [P in keyof Publics]: number | null };

/**
 * What the porteur declares to have done. Lists follow the order of the convention's objectives and of the
 * dossier's indicators; a value that was not given is null or an empty text, so that work in progress is kept.
 */
export interface RealisationSaisie {
  /** Quantity realised for each objective, in the objective's unit. */
  readonly volumes: readonly (number | null)[];
  readonly publics: PublicsSaisis;
  readonly indicateurs: readonly string[];
  readonly recit: string;
  /** The action did not take place: nothing is due (spec 2.5). */
  readonly nonExecution: boolean;
}

/** Content of a bilan beside its expense and resource lines; null until it was saved once. */
export interface ContenuBilan {
  readonly realisation: RealisationSaisie | null;
}

export const BILAN_VIERGE: ContenuBilan = { realisation: null };

/** First and last day of the operation, both included. */
export interface PeriodeOperation { readonly debut: Jour; readonly fin: Jour }

/** Nobody, which a bilan counts as long as nothing was typed. */
export const PUBLICS_VIDES: PublicsSaisis = { rsa: null, horsRsaMoins25: null, horsRsaAutres: null };

/** Counts where what was not typed is nobody. */
export const publicsComptes = ({ rsa, horsRsaMoins25, horsRsaAutres }: PublicsSaisis): Publics => ({
  rsa: rsa ?? 0, horsRsaMoins25: horsRsaMoins25 ?? 0, horsRsaAutres: horsRsaAutres ?? 0,
});

/** True as soon as something can be said of the balance: people were counted, or the non-execution declared. */
export const realisationCommencee = (r: RealisationSaisie | null): r is RealisationSaisie =>
  r !== null && (r.nonExecution || Object.values(r.publics).some((n) => n !== null));
