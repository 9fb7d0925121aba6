import type { Knex } from 'knex';
import type { DocumentModele } from '../../platform/pdf.js';

export interface DocumentListe {
  readonly id: string;
  readonly type: string;
  readonly titre: string;
  readonly visiblePorteur: boolean;
  readonly etabliLe: string;
  readonly objetId: string | null;
}

interface Ligne { id: string; type: string; titre: string; visible_porteur: boolean | number; etabli_le: string; objet_id: string | null }

/** Official documents of a dossier, newest first; only those established for the porteur when `publics`. */
export async function listerDocuments(db: Knex, dossierId: string, publics: boolean): Promise<DocumentListe[]> {
  const requete = db('documents').where({ dossier_id: dossierId }).orderBy('etabli_le', 'desc').orderBy('id', 'desc');
  if (publics) void requete.where({ visible_porteur: true });
  const lignes = await requete.select<Ligne[]>('id', 'type', 'titre', 'visible_porteur', 'etabli_le', 'objet_id');
  return lignes.map((l) => ({ id: l.id, type: l.type, titre: l.titre, visiblePorteur: Boolean(l.visible_porteur), etabliLe: l.etabli_le, objetId: l.objet_id }));
}

/** Newest document of a kind attached to an object outside any dossier (a committee session, for example). */
export async function dernierDocument(db: Knex, objetId: string, type: string): Promise<DocumentModele | null> {
  const ligne = await db('documents').where({ objet_id: objetId, type }).orderBy('etabli_le', 'desc').orderBy('id', 'desc').first<{ modele: string } | undefined>('modele');
  return ligne ? (JSON.parse(ligne.modele) as DocumentModele) : null;
}

/** One document of a dossier; null when it belongs to another, or is internal and `publics` is asked. */
export async function lireDocument(db: Knex, dossierId: string, id: string, publics: boolean): Promise<DocumentModele | null> {
  const requete = db('documents').where({ id, dossier_id: dossierId });
  if (publics) void requete.where({ visible_porteur: true });
  const ligne = await requete.first<{ modele: string } | undefined>('modele');
  return ligne ? (JSON.parse(ligne.modele) as DocumentModele) : null;
}
