import type { Knex } from 'knex';

/** RSA recipients of a territory in the year they were counted. */
export interface Beneficiaires { readonly territoire: string; readonly annee: number; readonly nombre: number }

/** RSA recipients of every territory, every year, the newest year first. */
export async function lireBeneficiaires(db: Knex): Promise<Beneficiaires[]> {
  const lignes = await db('territoire_beneficiaires').orderBy('annee', 'desc').orderBy('territoire').select<Beneficiaires[]>('territoire', 'annee', 'nombre');
  return lignes.map((l) => ({ territoire: l.territoire, annee: Number(l.annee), nombre: Number(l.nombre) }));
}

/** RSA recipients by territory for a dashboard of `annee`: that year's, else those of the nearest year before, else the first known; of the latest year without a filter. */
export function beneficiairesDe(connus: readonly Beneficiaires[], annee: number | null): { readonly annee: number | null; readonly parTerritoire: ReadonlyMap<string, number> } {
  const annees = [...new Set(connus.map((a) => a.annee))].sort((a, b) => b - a);
  const retenue = annees.find((a) => annee === null || a <= annee) ?? annees.at(-1) ?? null;
  return { annee: retenue, parTerritoire: new Map(connus.filter((a) => a.annee === retenue).map((a) => [a.territoire, a.nombre])) };
}
