import type { Knex } from 'knex';
import type { NatureActe } from '../../domain/recours/recours.js';

export interface RecoursAEcrire {
  readonly id: string;
  readonly dossierId: string;
  readonly contre: NatureActe;
  /** 1 for the first recours against this kind of act, 2 for the next… */
  readonly rang: number;
  readonly texte: string;
  readonly limite: string;
  readonly deposePar: string;
  readonly deposeLe: string;
}

/** Stores a recours; the unique key (dossier, act) holds one when the same is sent twice at once. */
export async function ecrireRecours(db: Knex.Transaction, r: RecoursAEcrire): Promise<void> {
  await db('recours').insert({
    id: r.id, dossier_id: r.dossierId, contre: r.rang === 1 ? r.contre : `${r.contre}:${r.rang}`, texte: r.texte, etat: 'depose', limite: r.limite,
    depose_par: r.deposePar, depose_le: r.deposeLe, reponse: '',
  });
}
