import { somme, ZERO, type Cents } from '../kernel/cents.js';

/** A ranked dossier with the amount it would take, in cents. */
export interface DossierChiffre { readonly id: string; readonly montant: Cents }

export interface LigneCoupure {
  readonly id: string;
  readonly montant: Cents;
  /** Sum of the amounts down to this dossier, in cents. */
  readonly cumul: Cents;
  /** True above the cut-off line. */
  readonly dansLEnveloppe: boolean;
}

export interface Coupure {
  readonly lignes: readonly LigneCoupure[];
  /** Dossiers above the line. */
  readonly retenus: number;
  /** Their amounts together, in cents. */
  readonly montantRetenu: Cents;
  readonly total: Cents;
}

/**
 * Cut-off of a ranking against the available credits: the line falls before the first dossier whose cumulative amount
 * exceeds them, and no dossier below it is taken, even a smaller one.
 * @param classement in the order of the ranking
 * @param disponible available credits, in cents; negative counts as none
 * @see spec 1, stage 8
 */
export function simulerCoupure(classement: readonly DossierChiffre[], disponible: Cents): Coupure {
  let cumul = ZERO;
  let ouverte = true;
  const lignes = classement.map(({ id, montant }): LigneCoupure => {
    cumul = somme([cumul, montant]);
    ouverte &&= cumul <= disponible;
    return { id, montant, cumul, dansLEnveloppe: ouverte };
  });
  const retenues = lignes.filter((l) => l.dansLEnveloppe);
  return { lignes, retenus: retenues.length, montantRetenu: somme(retenues.map((l) => l.montant)), total: cumul };
}
