import type { Knex } from 'knex';

export interface VisiteLue {
  readonly id: string;
  readonly nature: string;
  readonly date: string;
  readonly participants: string;
  readonly constats: string;
  readonly suites: string;
  readonly saisiePar: string;
}

interface Ligne { id: string; nature: string; date: string; participants: string; constats: string; suites: string; prenom: string; nom: string }

/** Visits and steering meetings of a dossier, newest first. */
export async function listerVisites(db: Knex, dossierId: string): Promise<VisiteLue[]> {
  const lignes = await db('visites as v').join('personnes as p', 'p.id', 'v.saisie_par').where('v.dossier_id', dossierId).orderBy('v.date', 'desc').orderBy('v.id', 'desc')
    .select<Ligne[]>('v.id', 'v.nature', 'v.date', 'v.participants', 'v.constats', 'v.suites', 'p.prenom', 'p.nom');
  return lignes.map(({ prenom, nom, ...l }) => ({ ...l, saisiePar: `${prenom} ${nom}` }));
}
