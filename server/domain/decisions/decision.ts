import type { Financeur, Publics } from '../financements/nomenclature.js';
import { appliquerPlafondHorsRsa } from '../financements/plafond-hors-rsa.js';
import { minimum, somme, ZERO, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import type { Taux } from '../kernel/taux.js';

export const SENS_DECISION = ['attribue', 'refuse', 'ajourne'] as const;
/** What the Commission permanente decides about a dossier (spec 1, stage 9). */
export type SensDecision = (typeof SENS_DECISION)[number];

/** Transition of the dossier that each decision makes. */
export const TRANSITION_DE_SENS = { attribue: 'attribuer', refuse: 'refuser', ajourne: 'ajourner' } as const satisfies Record<SensDecision, string>;

export const MOTIFS_REFUS = [
  'hors_priorites', 'besoin_non_etabli', 'qualite', 'public', 'partenariat', 'capacite', 'cout', 'cofinancement', 'deja_finance', 'credits', 'autre',
] as const;
/** Typed reason of a refusal: its sentence heads the reasons in the letter. */
export type MotifRefus = (typeof MOTIFS_REFUS)[number];

/** An amount per funder that pays, in cents. */
export interface MontantFinanceur { readonly financeur: Financeur; readonly montant: Cents }

/** A decision as it is taken; the amounts, one per paying funder, are read only for an award. */
export interface DecisionAPrendre {
  readonly dossierId: string;
  readonly sens: SensDecision;
  readonly montants: readonly MontantFinanceur[];
  /** Reasons of a refusal or a postponement, what a partial award does not retain and why, or remarks. */
  readonly motif: string;
  readonly motifCode?: MotifRefus | null;
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

/** Bounds of one paying funder. */
export interface BornesFinanceur extends BornesAttribution { readonly financeur: Financeur }

/** Highest amount that may be awarded, in cents. */
export const attribuableAuPlus = ({ demande, plafonnee }: BornesAttribution): Cents => minimum(demande, plafonnee);

/** True when less is awarded than was asked of the funders that pay. */
export const estPartielle = (montants: readonly MontantFinanceur[], bornes: readonly BornesFinanceur[]): boolean =>
  somme(montants.map((m) => m.montant)) < somme(bornes.map((b) => b.demande));

/**
 * Checks one decision: an award has amounts within the bounds of each funder, a partial one says what is not retained; a refusal has
 * a typed reason or one in words, a postponement one in words.
 * @param bornes one per funder that pays for the call, its own first
 * @returns the amount of each of these funders, 0 unless awarded
 * @throws Refus `decision.motif_absent`, `decision.montant_nul`, `decision.financeur_inconnu`, `decision.montant_superieur_demande`,
 *   `decision.plafond_depasse`, `decision.partielle_sans_motif`, each with the dossier's id, and the funder's when it is about one
 * @see spec 1, stage 9; spec 2.3
 */
export function verifierDecision({ dossierId, sens, montants, motif, motifCode = null }: DecisionAPrendre, bornes: readonly BornesFinanceur[]): readonly MontantFinanceur[] {
  if (sens !== 'attribue') {
    const typee = sens === 'refuse' && motifCode !== null && motifCode !== 'autre';
    if (!typee && motif.trim() === '') throw new Refus('decision.motif_absent', { dossierId });
    return bornes.map(({ financeur }) => ({ financeur, montant: ZERO }));
  }
  for (const { financeur, montant } of montants) {
    if (montant > 0 && !bornes.some((b) => b.financeur === financeur)) throw new Refus('decision.financeur_inconnu', { dossierId, financeur });
  }
  const retenus = bornes.map((b) => ({ financeur: b.financeur, montant: verifierMontant(dossierId, somme(montants.filter((m) => m.financeur === b.financeur).map((m) => m.montant)), b) }));
  if (retenus.every((r) => r.montant === 0)) throw new Refus('decision.montant_nul', { dossierId });
  if (motif.trim() === '' && estPartielle(retenus, bornes)) throw new Refus('decision.partielle_sans_motif', { dossierId });
  return retenus;
}

function verifierMontant(dossierId: string, montant: Cents, { financeur, demande, plafonnee }: BornesFinanceur): Cents {
  if (montant < 0) throw new Refus('decision.montant_nul', { dossierId, financeur });
  if (montant > demande) throw new Refus('decision.montant_superieur_demande', { dossierId, financeur, montant, demande });
  if (montant > plafonnee) throw new Refus('decision.plafond_depasse', { dossierId, financeur, montant, plafond: plafonnee });
  return montant;
}
