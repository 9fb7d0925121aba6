import type { Knex } from 'knex';
import type { EtatDePage, RaisonAPart } from '../../domain/conventions/liasse.js';
import type { EtatLiasse } from './liasse-queries.js';

export async function insererLiasse(db: Knex.Transaction, l: { id: string; fichierId: string; deposeePar: string; deposeeLe: string; travailId: string }): Promise<void> {
  await db('liasses').insert({ id: l.id, fichier_id: l.fichierId, etat: 'en_cours', pages: 0, deposee_par: l.deposeePar, deposee_le: l.deposeeLe, travail_id: l.travailId });
}

/** Writes how many pages there are to read, one row each. */
export async function ouvrirPages(db: Knex.Transaction, liasseId: string, pages: number): Promise<void> {
  await db('liasses').where({ id: liasseId }).update({ pages });
  const lignes = Array.from({ length: pages }, (_, i) => ({ liasse_id: liasseId, page: i + 1, etat: 'a_lire' }));
  for (let debut = 0; debut < lignes.length; debut += 50) await db('liasse_pages').insert(lignes.slice(debut, debut + 50));
}

export interface PageAEcrire {
  readonly etat: EtatDePage;
  readonly raison?: RaisonAPart | '';
  readonly numero?: string | null;
  readonly rang?: number | null;
  readonly pages?: number | null;
  readonly rotation?: number;
  readonly commentaire?: string;
  readonly traitee_par?: string;
}

export async function ecrirePages(db: Knex.Transaction, liasseId: string, pages: readonly number[], champs: PageAEcrire): Promise<void> {
  await db('liasse_pages').where({ liasse_id: liasseId }).whereIn('page', [...pages]).update(champs);
}

export async function ecrireEtatLiasse(db: Knex.Transaction, id: string, etat: EtatLiasse, lueLe: string): Promise<void> {
  await db('liasses').where({ id }).update({ etat, lue_le: lueLe });
}

export async function changerTravail(db: Knex.Transaction, id: string, travailId: string): Promise<void> {
  await db('liasses').where({ id }).update({ travail_id: travailId });
}

/** Steps a work is known to have, once its file is open. */
export async function fixerTotal(db: Knex.Transaction, travailId: string, total: number): Promise<void> {
  await db('travaux').where({ id: travailId }).update({ total });
}
