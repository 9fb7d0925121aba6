import type { Knex } from 'knex';
import { requeteChiffres, sommer, type Groupe } from './pilotage-chiffres.js';

export type { Groupe } from './pilotage-chiffres.js';

/** Sums of the deposited dossiers that a subquery of ids names, in one query. */
export const lireBilanDe = (db: Knex, ids: Knex.QueryBuilder): Promise<Groupe> => sommer(db, requeteChiffres(db, (q) => void q.whereIn('d.id', ids)));

/** Figures of one dossier; amounts in cents. */
export interface FiguresDossier {
  readonly id: string;
  readonly demandeCents: number;
  readonly attribueCents: number;
  readonly payeCents: number;
  readonly recouvreCents: number;
  readonly prevues: number;
  /** People the concluded control retained; null before. */
  readonly realisees: number | null;
}

/** Figures of each deposited dossier that a subquery of ids names, in one query. */
export async function lireFiguresDe(db: Knex, ids: Knex.QueryBuilder): Promise<FiguresDossier[]> {
  const lignes = (await requeteChiffres(db, (q) => void q.whereIn('d.id', ids))) as Readonly<Record<string, number | string>>[];
  return lignes.map((l) => ({
    id: String(l['id']), demandeCents: Number(l['demande']), attribueCents: Number(l['attribue']), payeCents: Number(l['paye']), recouvreCents: Number(l['recouvre']),
    prevues: Number(l['personnes']), realisees: Number(l['conclu']) === 1 ? Number(l['realise']) : null,
  }));
}
