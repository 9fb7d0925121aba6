import { cents, ZERO, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';

export const AVIS_COMITE = ['favorable', 'favorable_avec_reserves', 'defavorable', 'ajourne'] as const;
/** What the committee says of a dossier (spec 1, stage 8). */
export type AvisComite = (typeof AVIS_COMITE)[number];

/** Avis that carry an amount. */
export const porteMontant = (avis: AvisComite): boolean => avis === 'favorable' || avis === 'favorable_avec_reserves';

/** An avis as it is given: `montant` in cents, read only when the avis carries one; `reserves` holds reserves or reasons. */
export interface AvisARendre { readonly avis: AvisComite; readonly montant: Cents; readonly reserves: string }

/** What bounds the amount, in cents: asked, and asked under the ceiling of spec 2.3. */
export interface BornesAvis { readonly demande: Cents; readonly plafonnee: Cents }

/**
 * Checks an avis: a favourable one has an amount within its bounds, every other one has its reserves or reasons.
 * @returns the amount to record, 0 unless favourable
 * @throws Refus `comite.montant_nul`, `comite.montant_superieur_demande`, `comite.plafond_depasse` (`champ` montant),
 *   `comite.reserves_absentes` (`champ` reserves)
 * @see spec 1, stage 8; spec 2.3
 */
export function verifierAvis({ avis, montant, reserves }: AvisARendre, bornes: BornesAvis): Cents {
  if (avis !== 'favorable' && reserves.trim() === '') throw new Refus('comite.reserves_absentes', { champ: 'reserves' });
  if (!porteMontant(avis)) return ZERO;
  if (montant <= 0) throw new Refus('comite.montant_nul', { champ: 'montant' });
  if (montant > bornes.demande) throw new Refus('comite.montant_superieur_demande', { champ: 'montant', montant, demande: bornes.demande });
  if (montant > bornes.plafonnee) throw new Refus('comite.plafond_depasse', { champ: 'montant', montant, plafond: bornes.plafonnee });
  return montant;
}

/** Amount a dossier would take in the simulation, in cents: the committee's, else the instructor's, else what is asked. */
export function montantEnvisage(d: { readonly avis: AvisComite | null; readonly montantCents: number | null; readonly proposeCents: number | null; readonly demandeCents: number }): Cents {
  if (d.avis !== null) return porteMontant(d.avis) ? cents(d.montantCents ?? 0) : ZERO;
  return cents(d.proposeCents ?? d.demandeCents);
}
