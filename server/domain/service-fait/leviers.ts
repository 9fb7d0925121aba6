import { ZERO, cents, maximum, moins, type Cents } from '../kernel/cents.js';
import {
  plafondDepensesApplique,
  plafondDeVolume,
  type CodePlafond,
  type DemandeSolde,
  type PlafondsCalcules,
} from './plafonds.js';

/** A figure of the file that the binding ceiling depends on. */
export type ChiffreLevier =
  | 'montant_convention'
  | 'volumes_realises'
  | 'non_execution'
  | 'depenses_retenues'
  | 'autres_ressources'
  | 'publics_rsa'
  | 'publics_hors_rsa';

/** One figure that would change the amount due, and how far it can carry it alone. */
export interface Levier {
  readonly chiffre: ChiffreLevier;
  /** Which way the figure must move for the amount due to rise. */
  readonly sens: 'hausse' | 'baisse';
  /**
   * The highest amount due this figure alone can give, in cents; the present one when
   * another ceiling holds it there; null for the amount of the convention (an avenant
   * moves other ceilings with it).
   */
  readonly duAtteignable: Cents | null;
  /** The nearest value of the figure that gives it, in cents; null when it is no amount or gains nothing. */
  readonly cible: Cents | null;
}

/**
 * The figures that would change the binding ceiling, in the order they should be looked at.
 * @param contraignant code of the binding ceiling
 * @param du the amount due, in cents
 * @see spec 2.5 ("says which figure would change it")
 */
export function trouverLeviers(
  contraignant: CodePlafond,
  du: Cents,
  demande: DemandeSolde,
  calcul: PlafondsCalcules,
): readonly Levier[] {
  switch (contraignant) {
    case 'convention':
      return [{ chiffre: 'montant_convention', sens: 'hausse', duAtteignable: null, cible: null }];
    case 'volume':
      return [levierDeVolume(demande, calcul)];
    case 'depenses':
      return [levierDepensesRetenues(du, demande, calcul)];
    case 'surfinancement':
      return [levierDepensesRetenues(du, demande, calcul), levierAutresRessources(du, demande, calcul)];
    case 'publics':
      return leviersDesPublics(demande, calcul);
  }
}

function levierDeVolume({ convention, realisation }: DemandeSolde, calcul: PlafondsCalcules): Levier {
  const autres = plusPetitSauf(calcul, ['volume']);
  if (!realisation.nonExecution) {
    return { chiffre: 'volumes_realises', sens: 'hausse', duAtteignable: borner(autres), cible: null };
  }
  const execute = plafondDeVolume(convention, calcul.avantBilan, calcul.auBilan, calcul.realisation);
  const duAtteignable = borner(execute < autres ? execute : autres);
  return { chiffre: 'non_execution', sens: 'baisse', duAtteignable, cible: null };
}

// Retained expenses move two ceilings at once: the target must clear both.
function levierDepensesRetenues(du: Cents, demande: DemandeSolde, calcul: PlafondsCalcules): Levier {
  const { convention, autresRessources } = demande;
  const vise = plusPetitSauf(calcul, ['depenses', 'surfinancement']);
  const sansSurfinancement = vise + BigInt(autresRessources);
  // Smallest D_r with M × D_r ÷ D_p ≥ target − ½ cent, which half up carries to the target.
  const sansProratisation =
    plafondDepensesApplique(convention) && convention.montant > 0
      ? diviserParExces((2n * vise - 1n) * BigInt(convention.depensesPrevues), 2n * BigInt(convention.montant))
      : 0n;
  const cible = sansSurfinancement > sansProratisation ? sansSurfinancement : sansProratisation;
  return {
    chiffre: 'depenses_retenues',
    sens: 'hausse',
    duAtteignable: borner(vise),
    cible: vise > BigInt(du) ? borner(cible) : null,
  };
}

function levierAutresRessources(du: Cents, demande: DemandeSolde, calcul: PlafondsCalcules): Levier {
  const { depensesRetenues } = demande;
  const autres = borner(plusPetitSauf(calcul, ['surfinancement']));
  const duAtteignable = autres < depensesRetenues ? autres : depensesRetenues;
  const cible = duAtteignable > du ? maximum(ZERO, moins(depensesRetenues, duAtteignable)) : null;
  return { chiffre: 'autres_ressources', sens: 'baisse', duAtteignable, cible };
}

function leviersDesPublics({ realisation }: DemandeSolde, calcul: PlafondsCalcules): readonly Levier[] {
  const duAtteignable = borner(plusPetitSauf(calcul, ['publics']));
  const leviers: Levier[] = [{ chiffre: 'publics_rsa', sens: 'hausse', duAtteignable, cible: null }];
  if (realisation.publics.rsa > 0) {
    leviers.push({ chiffre: 'publics_hors_rsa', sens: 'baisse', duAtteignable, cible: null });
  }
  return leviers;
}

function plusPetitSauf({ plafonds }: PlafondsCalcules, exclus: readonly CodePlafond[]): bigint {
  const restants = plafonds.filter(({ code }) => !exclus.includes(code)).map(({ montant }) => montant);
  return restants.reduce((petit, montant) => (montant < petit ? montant : petit));
}

function diviserParExces(numerateur: bigint, denominateur: bigint): bigint {
  return numerateur <= 0n ? 0n : (numerateur + denominateur - 1n) / denominateur;
}

/**
 * Whole cents as Cents, held at the greatest safe integer: only a ratio of absurd figures
 * (an expense ceiling beyond 90 000 milliards d'euros) is ever held there, and never the amount due.
 * @see spec 2.5
 */
export function borner(entier: bigint): Cents {
  const borne = BigInt(Number.MAX_SAFE_INTEGER);
  return cents(Number(entier > borne ? borne : entier));
}
