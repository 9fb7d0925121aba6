import type { Knex } from 'knex';
import { SOLDES_NULS, type Soldes } from '../../domain/grand-livre/convention.js';
import { cents } from '../../domain/kernel/cents.js';

/** Balances of the accounts of conventions, by convention; in cents. One query. */
export async function soldesDesConventions(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, Soldes>> {
  const lignes = await db('mouvements').whereIn('convention_id', [...ids]).groupBy('convention_id', 'compte').select('convention_id', 'compte')
    .sum<{ convention_id: string; compte: string; total: number | string }[]>({ total: 'montant_cents' });
  const soldes = new Map<string, Soldes>(ids.map((id) => [id, SOLDES_NULS]));
  for (const l of lignes) soldes.set(l.convention_id, { ...(soldes.get(l.convention_id) ?? SOLDES_NULS), [l.compte]: cents(Number(l.total)) });
  return soldes;
}

/** Balances of the accounts of one convention, in cents. */
export const soldesDeLaConvention = async (db: Knex, id: string): Promise<Soldes> => (await soldesDesConventions(db, [id])).get(id) ?? SOLDES_NULS;
