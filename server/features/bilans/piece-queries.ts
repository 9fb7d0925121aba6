import type { Knex } from 'knex';
import type { Justificatif } from '../../domain/bilans/lignes.js';

/** A file of a bilan, with how many lines refer to it. */
export interface PieceDuBilan extends Justificatif { readonly lignes: number }

const PIECES_MONTREES = 200;

/** Files of a bilan, those that no line refers to first, then the newest; some hundreds at most. */
export async function lirePiecesDuBilan(db: Knex, bilanId: string): Promise<PieceDuBilan[]> {
  const lignes = await db('bilan_pieces as p').join('fichiers as f', 'f.id', 'p.fichier_id').where('p.bilan_id', bilanId)
    .select('f.id', 'f.nom', 'f.taille', 'f.sha256', liees(db).count('*').as('lignes')).orderByRaw('case when exists (select 1 from bilan_depense_pieces x where x.fichier_id = f.id) then 1 else 0 end')
    .orderBy('p.ajoutee_le', 'desc').orderBy('f.id', 'desc').limit(PIECES_MONTREES) as { id: string; nom: string; taille: number | string; sha256: string; lignes: number | string }[];
  return lignes.map((l) => ({ ...l, taille: Number(l.taille), lignes: Number(l.lignes) }));
}

/** How many files of a bilan no line refers to. */
export async function compterPiecesLibres(db: Knex, bilanId: string): Promise<number> {
  const l = await db('bilan_pieces as p').where('p.bilan_id', bilanId).whereNotExists(db('bilan_depense_pieces as x').whereRaw('x.fichier_id = p.fichier_id').select(db.raw('1')))
    .count({ n: '*' }).first<{ n: number | string }>();
  return Number(l.n);
}

const liees = (db: Knex): Knex.QueryBuilder => db('bilan_depense_pieces as x').join('bilan_depenses as d', 'd.id', 'x.depense_id').whereRaw('x.fichier_id = f.id and d.bilan_id = p.bilan_id');
