import { ZERO, moins, somme, type Cents } from '../kernel/cents.js';
import { COMPTES, type Compte } from './plan.js';

/** Balance of each account, in cents. */
export type Soldes = Readonly<Record<Compte, Cents>>;

/** Balances with nothing on any account. */
export const SOLDES_NULS: Soldes = Object.freeze(Object.fromEntries(COMPTES.map((c) => [c, ZERO])) as Record<Compte, Cents>);

/** Where a convention stands, in cents. */
export interface SituationConvention {
  /** What the porteur is entitled to: instalments to pay, on their way and paid, less what was claimed back. */
  readonly du: Cents;
  readonly verse: Cents;
  /** Instalments not paid yet. */
  readonly resteAPayer: Cents;
  /** Of which liquidated, approved or ordered. */
  readonly enChemin: Cents;
  readonly aRecouvrer: Cents;
  readonly recouvre: Cents;
  readonly remise: Cents;
}

/**
 * Situation of a convention from the balances of its accounts.
 * Whatever happened, paid − recovered − waived − still to recover + still to pay = due.
 * @see spec 2.5
 */
export function situationDeLaConvention(s: Soldes): SituationConvention {
  const enChemin = somme([s.liquide, s.mandate]);
  const resteAPayer = somme([s.programme, enChemin]);
  return { du: somme([resteAPayer, s.paye, s.trop_verse]), verse: s.paye, resteAPayer, enChemin, aRecouvrer: s.a_recouvrer, recouvre: s.recouvre, remise: s.remise };
}

/** What may still be claimed back: paid less what already was claimed, in cents. */
export const recuperable = (s: Soldes): Cents => moins(s.paye, moins(ZERO, s.trop_verse));
