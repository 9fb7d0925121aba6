import type { Declencheur, Echeance } from '../conventions/echeancier.js';
import { ZERO, maximum, moins, type Cents } from '../kernel/cents.js';
import type { Taux } from '../kernel/taux.js';
import { expliquerPlafonds, type ExplicationPlafond } from './explication.js';
import { borner, trouverLeviers, type Levier } from './leviers.js';
import { calculerPlafonds, type CodePlafond, type DemandeSolde, type PlafondExact } from './plafonds.js';

export type { CodePlafond, ConventionAControler, DemandeSolde, Methode } from './plafonds.js';
export type { Objectif, ObjectifConstate } from './realisation.js';
export type { ExplicationPlafond } from './explication.js';
export type { ChiffreLevier, Levier } from './leviers.js';

/** An applied ceiling, in cents. */
export interface Plafond {
  readonly code: CodePlafond;
  /** Held at the greatest safe integer, which no real file reaches. */
  readonly montant: Cents;
  /** The same without that hold, for the JSON contract. */
  readonly montantExact: bigint;
}

/** Why the amount due is what it is: codes and figures for the page to put into words. */
export interface ExplicationSolde {
  /** Five, in the order of the spec, also when `depenses` is not applied. */
  readonly plafonds: readonly (ExplicationPlafond & {
    /** The ceiling, in cents; null when not applied. */
    readonly montant: Cents | null;
  })[];
  readonly contraignant: CodePlafond;
  /** Ceilings equal to the binding one and after it in the order. */
  readonly aEgalite: readonly CodePlafond[];
  /** Which figures would change the binding ceiling. */
  readonly leviers: readonly Levier[];
}

/** The amount due after control and what remains to pay or to claim back; cents. */
export interface Solde {
  readonly tauxRealisation: Taux;
  readonly echeancier: readonly Echeance<Declencheur>[];
  /** In order; `depenses` left out when not applied. */
  readonly plafonds: readonly Plafond[];
  readonly contraignant: CodePlafond;
  readonly du: Cents;
  readonly solde: Cents;
  readonly aReverser: Cents;
  readonly explication: ExplicationSolde;
}

/**
 * The amount due after control and the balance: the smallest of the five ceilings, the
 * first in their order on a tie; `solde` = max(0, du − V), `aReverser` = max(0, V − du).
 * @param demande amounts ≥ 0 in cents, volumes exact decimals
 * @throws RangeError on a count or a volume that is none, or p ≥ 1
 * @throws Refus `convention.montant_negatif`, `convention.echeances_incompletes`
 * @see spec 2.5
 */
export function calculerSolde(demande: DemandeSolde): Solde {
  const calcul = calculerPlafonds(demande);
  const bas = plusPetit(calcul.plafonds);
  const du = borner(bas.montant);
  const aEgalite = calcul.plafonds
    .filter(({ code, montant }) => montant === bas.montant && code !== bas.code)
    .map(({ code }) => code);
  const plafonds = calcul.plafonds.map(({ code, montant }) => ({
    code,
    montant: borner(montant),
    montantExact: montant,
  }));
  return {
    tauxRealisation: calcul.realisation.taux,
    echeancier: calcul.echeancier,
    plafonds,
    contraignant: bas.code,
    du,
    solde: maximum(ZERO, moins(du, demande.verse)),
    aReverser: maximum(ZERO, moins(demande.verse, du)),
    explication: {
      plafonds: expliquerPlafonds(demande, calcul).map((explique) => ({
        ...explique,
        montant: plafonds.find(({ code }) => code === explique.code)?.montant ?? null,
      })),
      contraignant: bas.code,
      aEgalite,
      leviers: trouverLeviers(bas.code, du, demande, calcul),
    },
  };
}

function plusPetit(plafonds: readonly PlafondExact[]): PlafondExact {
  return plafonds.reduce((bas, plafond) => (plafond.montant < bas.montant ? plafond : bas));
}
