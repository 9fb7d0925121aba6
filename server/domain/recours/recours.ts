import { finDelaiFranc } from '../echeances/delai-franc.js';
import { ajouterMois, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

export const ACTES_CONTESTABLES = ['refus', 'irrecevabilite', 'conclusions_csf'] as const;
/** Acts against which a recours gracieux may be lodged (spec 1). */
export type NatureActe = (typeof ACTES_CONTESTABLES)[number];

export const SENS_REPONSE = ['accepte', 'rejete', 'sans_suite'] as const;
/** Answers to a recours gracieux (spec 1, state machine). */
export type SensReponse = (typeof SENS_REPONSE)[number];

/** Transition of the recours that each answer makes. */
export const TRANSITION_DE_REPONSE = { accepte: 'accepter', rejete: 'rejeter', sans_suite: 'classer' } as const satisfies Record<SensReponse, string>;

/** Transition of the dossier when a recours is accepted; none for CSF conclusions, whose control is reopened. */
export const REOUVERTURE = {
  refus: 'rouvrir_apres_recours', irrecevabilite: 'rouvrir_recevabilite', conclusions_csf: null,
} as const satisfies Record<NatureActe, string | null>;

/** A notified act that may be contested. */
export interface ActeContestable {
  readonly contre: NatureActe;
  readonly notifieLe: Jour;
  /** Last day of the recours gracieux. */
  readonly limite: Jour;
  readonly ouvert: boolean;
}

/** The calendar a limit needs. */
export interface CalendrierRecours {
  readonly mois: number;
  readonly estFerie: (j: Jour) => boolean;
}

/**
 * A notified act with the limit of its recours gracieux.
 * @see spec 1, time limits (délai franc)
 */
export function acteContestable(contre: NatureActe, notifieLe: Jour, aujourdhui: Jour, { mois, estFerie }: CalendrierRecours): ActeContestable {
  const limite = finDelaiFranc(notifieLe, mois, estFerie);
  return { contre, notifieLe, limite, ouvert: aujourdhui <= limite };
}

/**
 * A recours must be lodged on its last day at the latest.
 * @throws Refus `recours.hors_delai` { limite }
 * @see spec 1, time limits
 */
export function exigerDansLeDelai({ ouvert, limite }: ActeContestable): void {
  if (!ouvert) throw new Refus('recours.hors_delai', { limite });
}

/**
 * Last day of the recours contentieux after a rejected recours gracieux.
 * @see spec 1, time limits
 */
export const limiteContentieux = (rejet: Jour, { mois, estFerie }: CalendrierRecours): Jour => finDelaiFranc(rejet, mois, estFerie);

/**
 * Day on which silence amounts to a rejection: two months after the recours was received
 * (code des relations entre le public et l'administration, art. L. 231-4; code de justice administrative, art. R. 421-2).
 */
export const rejetImplicite = (depot: Jour): Jour => ajouterMois(depot, 2);
