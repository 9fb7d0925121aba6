import { joursEntre, type Jour } from '../kernel/jour.js';

export const CODES_OBLIGATION = [
  'complements', 'recours', 'publication', 'suite_visite', 'bilan_intermediaire', 'fin_operation', 'preuve_financeur', 'bilan', 'contradictoire', 'conservation',
] as const;
/** A dated duty or right of a dossier (spec 1, time limits). */
export type CodeObligation = (typeof CODES_OBLIGATION)[number];

/** `faite` done in time or late; `echue` a date that has passed; `en_retard` a duty not done; `proche` 30 days or less away. */
export type StatutObligation = 'faite' | 'echue' | 'en_retard' | 'proche' | 'a_venir';

/** What is known of a date: `faiteLe` null while it is not done; `indicative` when letting it pass is no fault the product can see. */
export interface Fait {
  readonly code: CodeObligation;
  readonly limite: Jour;
  readonly faiteLe: Jour | null;
  readonly indicative: boolean;
  /** Funder or number that tells two of a kind apart. */
  readonly precision: string;
}

/** A line of the obligation calendar; `joursRestants` negative once the limit has passed. */
export interface Obligation extends Fait {
  readonly statut: StatutObligation;
  readonly joursRestants: number;
}

const PROCHE_JOURS = 30;

/**
 * The obligation calendar of a dossier, by date then in the order of a grant's life.
 * @see spec 1, stage 11
 */
export function calendrierDesObligations(faits: readonly Fait[], aujourdhui: Jour): readonly Obligation[] {
  const rang = (o: Fait): number => CODES_OBLIGATION.indexOf(o.code);
  return faits
    .map((f) => ({ ...f, statut: statutDe(f, aujourdhui), joursRestants: joursEntre(aujourdhui, f.limite) }))
    .sort((a, b) => (a.limite === b.limite ? rang(a) - rang(b) : a.limite < b.limite ? -1 : 1));
}

/** Where a dated duty stands on a day. */
export function statutDe({ faiteLe, limite, indicative }: Pick<Fait, 'faiteLe' | 'limite' | 'indicative'>, aujourdhui: Jour): StatutObligation {
  if (faiteLe !== null) return 'faite';
  if (aujourdhui > limite) return indicative ? 'echue' : 'en_retard';
  return joursEntre(aujourdhui, limite) <= PROCHE_JOURS ? 'proche' : 'a_venir';
}
