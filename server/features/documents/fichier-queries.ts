import type { Knex } from 'knex';

export interface FichierLu { readonly nom: string; readonly typeMime: string; readonly taille: number; readonly cleStockage: string }

interface Ligne { nom: string; type_mime: string; taille: number | string; cle_stockage: string }

/** Every place that attaches a file to a dossier: table of the link, its file column, how it reaches the dossier. */
const ATTACHES: readonly ((db: Knex, dossierId: string, fichierId: string) => Knex.QueryBuilder)[] = [
  (db, d, f) => db('pieces').where({ dossier_id: d, fichier_id: f }),
  (db, d, f) => db('conventions').where({ dossier_id: d, fichier_signe_id: f }),
  (db, d, f) => db('bilan_depenses as x').join('bilans as b', 'b.id', 'x.bilan_id').where('b.dossier_id', d).where((q) => void q.where('x.fichier_id', f).orWhere('x.reponse_fichier_id', f)),
  (db, d, f) => db('bilan_ressources as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'b.dossier_id': d, 'x.fichier_id': f }),
];

/** A file attached to this dossier; null when it is unknown or belongs elsewhere. One query. */
export async function lireFichierDuDossier(db: Knex, dossierId: string, fichierId: string): Promise<FichierLu | null> {
  const ligne: Ligne | undefined = await db('fichiers').where({ id: fichierId })
    .where((q) => { for (const attache of ATTACHES) void q.orWhereExists(attache(db, dossierId, fichierId).select(db.raw('1'))); })
    .select('nom', 'type_mime', 'taille', 'cle_stockage').first();
  return ligne ? { nom: ligne.nom, typeMime: ligne.type_mime, taille: Number(ligne.taille), cleStockage: ligne.cle_stockage } : null;
}
