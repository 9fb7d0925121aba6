import type { Knex } from 'knex';

/** A file withdrawn from a dossier, still readable: history is kept. */
export interface PieceRetiree { readonly code: string; readonly precision: string; readonly nom: string; readonly fichierId: string; readonly ajouteeLe: string; readonly retireeLe: string }

/** Files withdrawn from a dossier, the last withdrawn first, a hundred at most. */
export async function lirePiecesRetirees(db: Knex, dossierId: string): Promise<PieceRetiree[]> {
  const lignes = await db('pieces as p').join('fichiers as f', 'f.id', 'p.fichier_id').where({ 'p.dossier_id': dossierId }).whereNotNull('p.retiree_le').orderBy('p.retiree_le', 'desc').orderBy('p.id').limit(100)
    .select<{ code: string; precision: string; nom: string; fichier_id: string; ajoutee_le: string; retiree_le: string }[]>('p.code', 'p.precision', 'f.nom', 'p.fichier_id', 'p.ajoutee_le', 'p.retiree_le');
  return lignes.map((l) => ({ code: l.code, precision: l.precision, nom: l.nom, fichierId: l.fichier_id, ajouteeLe: l.ajoutee_le, retireeLe: l.retiree_le }));
}
