import { Refus } from '../kernel/refus.js';
import type { ConclusionInstruction } from './rapport.js';

/** What bounds a proposed amount; cents. `disponibleCents` null: no credits were voted for the call yet. */
export interface BornesProposition {
  readonly demandeCents: number;
  /** What rule 2.3 leaves of the amount asked, given the planned publics. */
  readonly plafonneeCents: number;
  readonly disponibleCents: number | null;
  /** What the call's funder gives in the budget agreed with the porteur, null or absent while there is none. */
  readonly retenuCents?: number | null;
}

/** The most that may be proposed, and which figure says so. */
export function maximumProposable({ demandeCents, plafonneeCents, disponibleCents, retenuCents = null }: BornesProposition): { readonly cents: number; readonly borne: 'demande' | 'retenu' | 'plafond' | 'credits' } {
  const parFigure = [
    { cents: demandeCents, borne: 'demande' as const }, ...(retenuCents === null ? [] : [{ cents: retenuCents, borne: 'retenu' as const }]), { cents: plafonneeCents, borne: 'plafond' as const },
    ...(disponibleCents === null ? [] : [{ cents: Math.max(0, disponibleCents), borne: 'credits' as const }]),
  ];
  return parFigure.reduce((petite, b) => (b.cents < petite.cents ? b : petite));
}

/**
 * Holds that an amount may be proposed: never above what is asked, nor above what was agreed with the porteur, nor above what the ceiling for people outside RSA
 * leaves, nor above the credits available; zero goes with an unfavourable conclusion and with it alone.
 * @throws Refus `instruction.depasse_demande`, `instruction.depasse_retenu`, `instruction.depasse_plafond`, `enveloppe.depassee`,
 * `instruction.defavorable_sans_zero`, `instruction.favorable_a_zero`; `champ` is always `propose`
 * @see spec 1, stage 6; spec 2.3, 2.7
 */
export function exigerProposition(proposeCents: number, conclusion: ConclusionInstruction | null, bornes: BornesProposition): void {
  const champ = 'propose';
  const { demandeCents, plafonneeCents, disponibleCents, retenuCents = null } = bornes;
  if (proposeCents > demandeCents) throw new Refus('instruction.depasse_demande', { champ, propose: proposeCents, demande: demandeCents });
  if (retenuCents !== null && proposeCents > retenuCents) throw new Refus('instruction.depasse_retenu', { champ, propose: proposeCents, retenu: retenuCents });
  if (proposeCents > plafonneeCents) throw new Refus('instruction.depasse_plafond', { champ, propose: proposeCents, plafond: plafonneeCents });
  if (disponibleCents !== null && proposeCents > disponibleCents) throw new Refus('enveloppe.depassee', { champ, disponible: disponibleCents, demande: proposeCents });
  if (conclusion === 'defavorable' && proposeCents > 0) throw new Refus('instruction.defavorable_sans_zero', { champ, propose: proposeCents });
  if (conclusion !== null && conclusion !== 'defavorable' && proposeCents === 0) throw new Refus('instruction.favorable_a_zero', { champ });
}
