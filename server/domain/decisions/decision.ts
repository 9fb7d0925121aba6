import type { Publics } from '../financements/nomenclature.js';
import { appliquerPlafondHorsRsa } from '../financements/plafond-hors-rsa.js';
import { minimum, ZERO, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import type { Taux } from '../kernel/taux.js';

export const SENS_DECISION = ['attribue', 'refuse', 'ajourne'] as const;
/** What the Commission permanente decides about a dossier (spec 1, stage 9). */
export type SensDecision = (typeof SENS_DECISION)[number];

/** Transition of the dossier that each decision makes. */
export const TRANSITION_DE_SENS = { attribue: 'attribuer', refuse: 'refuser', ajourne: 'ajourner' } as const satisfies Record<SensDecision, string>;

/** A decision as it is taken; the amount is read only for an award, in cents. */
export interface DecisionAPrendre {
  readonly dossierId: string;
  readonly sens: SensDecision;
  readonly montant: Cents;
  readonly motif: string;
}

/** What bounds an award, in cents. */
export interface BornesAttribution {
  readonly demande: Cents;
  /** The amount asked under the ceiling of spec 2.3. */
  readonly plafonnee: Cents;
}

/**
 * What a dossier may be awarded at most: the amount asked, and that amount under the ceiling for people outside RSA.
 * @throws RangeError as `appliquerPlafondHorsRsa`
 * @see spec 2.3
 */
export function bornerAttribution(demande: Cents, publics: Publics, plafondHorsRsa: Taux): BornesAttribution {
  return { demande, plafonnee: appliquerPlafondHorsRsa(demande, publics, plafondHorsRsa).plafonnee };
}

/** Highest amount that may be awarded, in cents. */
export const attribuableAuPlus = ({ demande, plafonnee }: BornesAttribution): Cents => minimum(demande, plafonnee);

/**
 * Checks one decision: an award has an amount within its bounds, a refusal and a postponement have a reason.
 * @returns the amount to record, 0 unless awarded
 * @throws Refus `decision.motif_absent`, `decision.montant_nul`, `decision.montant_superieur_demande`, `decision.plafond_depasse`,
 *   each with the dossier's id
 * @see spec 1, stage 9; spec 2.3
 */
export function verifierDecision({ dossierId, sens, montant, motif }: DecisionAPrendre, bornes: BornesAttribution): Cents {
  if (sens !== 'attribue') {
    if (motif.trim() === '') throw new Refus('decision.motif_absent', { dossierId });
    return ZERO;
  }
  if (montant <= 0) throw new Refus('decision.montant_nul', { dossierId });
  if (montant > bornes.demande) throw new Refus('decision.montant_superieur_demande', { dossierId, montant, demande: bornes.demande });
  if (montant > bornes.plafonnee) throw new Refus('decision.plafond_depasse', { dossierId, montant, plafond: bornes.plafonnee });
  return montant;
}
