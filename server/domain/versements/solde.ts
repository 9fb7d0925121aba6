import type { EtatVersement } from '../etats/machines.js';
import { ZERO, maximum, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import type { DeclencheurVersement } from './programme.js';

/** A payment of a convention as its balance sees it; amount in cents. */
export interface VersementASolder {
  readonly id: string;
  readonly rang: number;
  readonly declencheur: DeclencheurVersement;
  readonly montant: Cents;
  readonly etat: EtatVersement;
}

/** How a convention ends once the amount due is known; amounts in cents. */
export interface Denouement {
  /** V, already paid, less what a former conclusion claimed back and was settled. */
  readonly verse: Cents;
  /** What remains to pay: the whole of it in one payment. */
  readonly aVerser: Cents;
  /** What was paid in excess, to claim back. */
  readonly aReverser: Cents;
  /** What will never be paid out of the amount of the convention. */
  readonly inutilise: Cents;
  /** The payment that becomes the balance; null when nothing is to pay, or no payment is left to carry it. */
  readonly porteur: VersementASolder | null;
  /** Payments that have nothing left to pay. */
  readonly sansObjet: readonly VersementASolder[];
}

const EN_CHEMIN: readonly EtatVersement[] = ['liquide', 'valide', 'mandate'];

/**
 * Ends the schedule of a convention. What was paid stays; the balance is carried by the last payment still to make,
 * one triggered by the final bilan first; the others are left with nothing to pay, so that each keeps its place.
 * @param convention amount of the convention, in cents
 * @param du amount due after control, in cents
 * @param rendu what a former conclusion claimed back and was settled, in cents
 * @throws Refus `versement.en_cours` { nombre } while a payment is between its preparation and its date
 * @see spec 2.5
 */
export function denouer(convention: Cents, versements: readonly VersementASolder[], du: Cents, rendu: Cents = ZERO): Denouement {
  const enChemin = versements.filter((v) => EN_CHEMIN.includes(v.etat));
  if (enChemin.length > 0) throw new Refus('versement.en_cours', { nombre: enChemin.length });
  const verse = moins(somme(versements.filter((v) => v.etat === 'paye').map((v) => v.montant)), rendu);
  const aVerser = maximum(ZERO, moins(du, verse));
  const restants = versements.filter((v) => v.etat !== 'paye').sort((a, b) => a.rang - b.rang);
  const porteur = aVerser === 0 ? null : (restants.findLast((v) => v.declencheur === 'bilan') ?? restants.at(-1) ?? null);
  return {
    verse, aVerser, porteur,
    aReverser: maximum(ZERO, moins(verse, du)),
    inutilise: maximum(ZERO, moins(convention, maximum(du, verse))),
    sansObjet: restants.filter((v) => v !== porteur),
  };
}
