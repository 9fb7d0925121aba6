import type { Knex } from 'knex';
import { jour, type Jour } from '../../domain/kernel/jour.js';

/** An extension of the contradictory period: asked and answered, or granted without a request. */
export interface Prolongation {
  readonly id: string;
  /** Last day to answer before it. */
  readonly avant: Jour;
  /** What the porteur asked; null when the controller granted it of their own accord. */
  readonly demande: { readonly souhaite: Jour; readonly motif: string; readonly le: string } | null;
  /** Null while a request waits; `sans_objet` when the porteur answered first. */
  readonly reponse: 'accordee' | 'refusee' | 'sans_objet' | null;
  readonly apres: Jour | null;
  readonly motif: string;
  readonly repondueLe: string | null;
}

interface Ligne {
  id: string; avant: string; souhaite: string | null; motif: string; demandee_le: string | null; reponse: Prolongation['reponse']; apres: string | null; reponse_motif: string; repondue_le: string | null;
}

/** The extensions of one version of a control, oldest first. */
export async function lireProlongations(db: Knex, bilanId: string, version: number): Promise<Prolongation[]> {
  const lignes = await db('contradictoire_prolongations').where({ bilan_id: bilanId, version }).orderBy('id')
    .select<Ligne[]>('id', 'avant', 'souhaite', 'motif', 'demandee_le', 'reponse', 'apres', 'reponse_motif', 'repondue_le');
  return lignes.map((l) => ({
    id: l.id, avant: jour(l.avant), demande: l.souhaite === null || l.demandee_le === null ? null : { souhaite: jour(l.souhaite), motif: l.motif, le: l.demandee_le },
    reponse: l.reponse, apres: l.apres === null ? null : jour(l.apres), motif: l.reponse_motif, repondueLe: l.repondue_le,
  }));
}

/** The request that waits for an answer, or null. */
export const demandeEnAttente = (prolongations: readonly Prolongation[]): Prolongation | null => prolongations.find((p) => p.reponse === null) ?? null;
