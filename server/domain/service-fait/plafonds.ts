import { repartir, type Declencheur, type Echeance, type PartEcheance } from '../conventions/echeancier.js';
import type { Publics } from '../financements/nomenclature.js';
import { appliquerPlafondHorsRsa, type PlafondHorsRsa } from '../financements/plafond-hors-rsa.js';
import { diviserEntiers, maximum, moins, somme, ZERO, type Cents } from '../kernel/cents.js';
import type { Taux } from '../kernel/taux.js';
import { calculerRealisation, type Objectif, type Realisation } from './realisation.js';

export const METHODES = ['solde', 'montant'] as const;
/** What the realisation rate prorates: the balance only, or the whole amount (spec 2.5). */
export type Methode = (typeof METHODES)[number];

export const CODES_PLAFOND = ['convention', 'volume', 'depenses', 'surfinancement', 'publics'] as const;
/** The five ceilings, in the order that breaks ties (spec 2.5). */
export type CodePlafond = (typeof CODES_PLAFOND)[number];

/** What the convention says; amounts ≥ 0 in cents, shares summing to exactly 1. */
export interface ConventionAControler {
  readonly montant: Cents;
  /** D_p, the planned eligible cost. */
  readonly depensesPrevues: Cents;
  readonly methode: Methode;
  readonly tauxIntervention: boolean;
  readonly plafondHorsRsa: Taux;
  readonly echeances: readonly PartEcheance[];
}

/** Everything the amount due depends on; amounts ≥ 0 in cents. */
export interface DemandeSolde {
  readonly convention: ConventionAControler;
  /** V, already paid. */
  readonly verse: Cents;
  readonly realisation: {
    readonly volumes: readonly Objectif[];
    readonly publics: Publics;
    readonly nonExecution: boolean;
  };
  /** D_r, flat amounts recomputed on retained bases (`totaliserDepenses`). */
  readonly depensesRetenues: Cents;
  /** R, the other resources really received. */
  readonly autresRessources: Cents;
}

/** A ceiling in whole cents. bigint, because M ÷ D_p × D_r has no upper bound. */
export interface PlafondExact {
  readonly code: CodePlafond;
  readonly montant: bigint;
}

/** The applied ceilings, in order, and the intermediate figures they come from. */
export interface PlafondsCalcules {
  readonly plafonds: readonly PlafondExact[];
  readonly echeancier: readonly Echeance<Declencheur>[];
  readonly realisation: Realisation;
  /** Σ instalments triggered before the final bilan. */
  readonly avantBilan: Cents;
  /** Σ instalments triggered by the final bilan. */
  readonly auBilan: Cents;
  readonly publics: PlafondHorsRsa;
}

/**
 * The ceilings of the amount due, each rounded half up to the cent, once; `depenses` is
 * left out without rate of intervention or planned cost.
 * @throws RangeError on a count or a volume that is none, or p ≥ 1
 * @throws Refus `convention.montant_negatif`, `convention.echeances_incompletes`
 * @see spec 2.5
 */
export function calculerPlafonds(demande: DemandeSolde): PlafondsCalcules {
  const { convention, realisation: constat, depensesRetenues, autresRessources } = demande;
  const echeancier = repartir(convention.montant, convention.echeances);
  const auBilan = somme(echeancier.filter((e) => e.declencheur === 'bilan').map((e) => e.montant));
  const avantBilan = moins(convention.montant, auBilan);
  const realisation = calculerRealisation(constat.volumes);
  const publics = appliquerPlafondHorsRsa(convention.montant, constat.publics, convention.plafondHorsRsa);
  const volume = constat.nonExecution ? 0n : plafondDeVolume(convention, avantBilan, auBilan, realisation);
  const plafonds: PlafondExact[] = [
    { code: 'convention', montant: BigInt(convention.montant) },
    { code: 'volume', montant: volume },
  ];
  if (plafondDepensesApplique(convention)) {
    const produit = BigInt(convention.montant) * BigInt(depensesRetenues);
    const montant = diviserEntiers(produit, BigInt(convention.depensesPrevues), 'demi_superieur');
    plafonds.push({ code: 'depenses', montant });
  }
  plafonds.push(
    { code: 'surfinancement', montant: BigInt(maximum(ZERO, moins(depensesRetenues, autresRessources))) },
    { code: 'publics', montant: BigInt(publics.plafonnee) },
  );
  return { plafonds, echeancier, realisation, avantBilan, auBilan, publics };
}

/**
 * Is the ceiling on expenses applied: a rate of intervention, and a planned cost above 0?
 * @see spec 2.5
 */
export function plafondDepensesApplique(convention: ConventionAControler): boolean {
  return convention.tauxIntervention && convention.depensesPrevues > 0;
}

/**
 * The volume ceiling as if the action was executed: method `solde`, instalments before the
 * final bilan + r × those it triggers; method `montant`, r × M. Whole cents, half up.
 * @see spec 2.5
 */
export function plafondDeVolume(
  { methode, montant }: ConventionAControler,
  avantBilan: Cents,
  auBilan: Cents,
  { exact }: Realisation,
): bigint {
  const fixe = methode === 'solde' ? avantBilan : ZERO;
  const proratise = methode === 'solde' ? auBilan : montant;
  const numerateur = BigInt(fixe) * exact.denominateur + BigInt(proratise) * exact.numerateur;
  const volume = diviserEntiers(numerateur, exact.denominateur, 'demi_superieur');
  // A last instalment may be some cents below zero (see `repartir`); a ceiling is not.
  return volume < 0n ? 0n : volume;
}
