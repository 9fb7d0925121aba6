import type { Knex } from 'knex';
import type { Postes } from '../../domain/conventions/mouvement.js';

/** A move between posts as it was declared; amounts in cents. */
export interface MouvementLu {
  readonly rang: number;
  /** Version of the convention it was made under. */
  readonly version: number;
  readonly avant: Postes;
  readonly apres: Postes;
  readonly motif: string;
  readonly declareLe: string;
  readonly auteur: string;
}

interface Ligne { rang: number; version: number; avant: string; apres: string; motif: string; declare_le: string; prenom: string; nom: string }

/** Moves declared on a convention, oldest first. */
export async function listerMouvements(db: Knex, conventionId: string): Promise<MouvementLu[]> {
  const lignes = await db('mouvements_budget as m').join('personnes as p', 'p.id', 'm.declare_par').where('m.convention_id', conventionId).orderBy('m.rang')
    .select<Ligne[]>('m.rang', 'm.version', 'm.avant', 'm.apres', 'm.motif', 'm.declare_le', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({
    rang: Number(l.rang), version: Number(l.version), avant: JSON.parse(l.avant) as Postes, apres: JSON.parse(l.apres) as Postes, motif: l.motif, declareLe: l.declare_le, auteur: `${l.prenom} ${l.nom}`.trim(),
  }));
}

/** Posts of the version in force as it was signed: before its first declared move. */
export const postesSignes = (mouvements: readonly MouvementLu[], { version, termes: { postes = {} } }: { readonly version: number; readonly termes: { readonly postes?: Postes } }): Postes =>
  mouvements.find((m) => m.version === version)?.avant ?? postes;
