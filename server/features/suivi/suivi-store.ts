import type { Knex } from 'knex';

export const NATURES_VISITE = ['visite', 'comite_pilotage'] as const;
export type NatureVisite = (typeof NATURES_VISITE)[number];

export interface VisiteAEcrire {
  readonly id: string;
  readonly dossierId: string;
  readonly nature: NatureVisite;
  readonly date: string;
  readonly participants: string;
  readonly constats: string;
  readonly suites: string;
  readonly saisiePar: string;
  readonly saisieLe: string;
}

/** Stores a visit or a steering meeting. */
export async function ecrireVisite(db: Knex.Transaction, v: VisiteAEcrire): Promise<void> {
  await db('visites').insert({
    id: v.id, dossier_id: v.dossierId, nature: v.nature, date: v.date, participants: v.participants, constats: v.constats, suites: v.suites, saisie_par: v.saisiePar, saisie_le: v.saisieLe,
  });
}
