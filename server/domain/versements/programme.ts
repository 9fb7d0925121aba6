import type { Echeance } from '../conventions/echeancier.js';
import { ZERO, maximum, minimum, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';

export type DeclencheurVersement = Echeance['declencheur'];

/** A payment to make, in cents; `rang` is its place in the schedule, from 1. */
export interface VersementProgramme {
  readonly rang: number;
  readonly declencheur: DeclencheurVersement;
  readonly montant: Cents;
  /** Due as soon as the convention is signed. */
  readonly exigible: boolean;
}

const DES_LA_SIGNATURE: readonly DeclencheurVersement[] = ['avance', 'signature'];

/**
 * The payments of a schedule: every instalment above zero, keeping its place. What rounding may leave below zero on
 * the last one (see `repartir`) is taken from those before it, so that the payments still sum to the schedule.
 * @see spec 2.4
 */
export function programmer(echeances: readonly Echeance[]): readonly VersementProgramme[] {
  let aReprendre: Cents = ZERO;
  const montants = [...echeances].reverse().map(({ montant }) => {
    const disponible = moins(montant, aReprendre);
    aReprendre = maximum(ZERO, moins(ZERO, disponible));
    return maximum(ZERO, disponible);
  }).reverse();
  return echeances.flatMap(({ declencheur }, i) => {
    const montant = montants[i] ?? ZERO;
    return montant === 0 ? [] : [{ rang: i + 1, declencheur, montant, exigible: DES_LA_SIGNATURE.includes(declencheur) }];
  });
}

/** A payment already in the schedule; amount in cents. `ouvert`: neither paid nor on its way. */
export interface VersementPlace {
  readonly id: string;
  readonly rang: number;
  readonly declencheur: DeclencheurVersement;
  readonly montant: Cents;
  readonly ouvert: boolean;
}

/** A payment as the new schedule wants it; `id` is null when it has to be added. */
export interface VersementReprogramme extends VersementProgramme { readonly id: string | null }

/**
 * The payments still to make once the amount of a convention has changed. What is paid or on its way stays; the others
 * catch up with the new schedule in its order, the last one taking what remains, so that the whole sums to the new amount.
 * @param montant the new amount M, in cents
 * @param echeances the schedule of M, from `calculerEcheancier`
 * @returns the open payments, in order; one that has nothing left to pay keeps its place with zero
 * @throws Refus `versement.montant_deja_verse` { montant, verse } when more than M is already paid or on its way
 * @see spec 1, Convention (an avenant is a new version); spec 2.4
 */
export function reprogrammer(montant: Cents, echeances: readonly Echeance[], versements: readonly VersementPlace[]): readonly VersementReprogramme[] {
  const fixes = somme(versements.filter((v) => !v.ouvert).map((v) => v.montant));
  if (fixes > montant) throw new Refus('versement.montant_deja_verse', { montant, verse: fixes });
  const places = placesDe(programmer(echeances), versements);
  const dernierOuvert = places.findLast((p) => p.existant?.ouvert ?? true)?.rang ?? null;
  let [vise, alloue, reste] = [ZERO, ZERO, moins(montant, fixes)];
  const ouverts = places.flatMap(({ rang, declencheur, montant: cible, existant }) => {
    vise = somme([vise, cible]);
    if (existant !== null && !existant.ouvert) {
      alloue = somme([alloue, existant.montant]);
      return [];
    }
    const part = rang === dernierOuvert ? reste : minimum(reste, maximum(ZERO, moins(vise, alloue)));
    [alloue, reste] = [somme([alloue, part]), moins(reste, part)];
    return [{ id: existant?.id ?? null, rang, declencheur, montant: part, exigible: DES_LA_SIGNATURE.includes(declencheur) }];
  });
  if (reste === 0) return ouverts;
  const rang = Math.max(0, ...places.map((p) => p.rang)) + 1;
  return [...ouverts, { id: null, rang, declencheur: 'bilan', montant: reste, exigible: false }];
}

interface Place { readonly rang: number; readonly declencheur: DeclencheurVersement; readonly montant: Cents; readonly existant: VersementPlace | null }

/** Each place of the new schedule with the payment that stands there; a place of the former schedule alone aims at nothing. */
function placesDe(vises: readonly VersementProgramme[], versements: readonly VersementPlace[]): Place[] {
  const parRang = new Map<number, Place>(vises.map((v) => [v.rang, { ...v, existant: null }]));
  for (const v of versements) {
    const vise = parRang.get(v.rang);
    parRang.set(v.rang, { rang: v.rang, declencheur: v.declencheur, montant: vise?.montant ?? ZERO, existant: v });
  }
  return [...parRang.values()].sort((a, b) => a.rang - b.rang);
}
