import type { Knex } from 'knex';
import { lireCle, lireTrancheTriee, type Cle, type Tranche } from '../../platform/tranche.js';
import { estId } from '../../platform/ids.js';

/** A signed attendance sheet, filed. */
export interface EmargementLu {
  readonly id: string;
  readonly date: string;
  readonly debut: string;
  readonly fin: string;
  readonly action: string;
  readonly participants: number;
  readonly fichier: { readonly id: string; readonly nom: string };
}

interface Ligne { id: string; date: string; debut: string; fin: string; action: string; participants: number; fichier_id: string; nom: string }

/** A page of the sheets of a dossier, the latest sessions first. */
export async function listerEmargements(db: Knex, dossierId: string, sens: { readonly apres?: Cle; readonly avant?: Cle }, taille: number): Promise<Tranche<EmargementLu>> {
  const requete = db('emargements as e').join('fichiers as f', 'f.id', 'e.fichier_id').where('e.dossier_id', dossierId).select('e.id', 'e.date', 'e.debut', 'e.fin', 'e.action', 'e.participants', 'e.fichier_id', 'f.nom');
  const tranche = await lireTrancheTriee<Ligne>(requete, { colonne: 'e.date', id: 'e.id', croissant: false, cle: (l) => ({ valeur: l.date, id: l.id }), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(({ fichier_id: id, nom, ...l }) => ({ ...l, participants: Number(l.participants), fichier: { id, nom } })) };
}

/** Place in the list that a link holds, or null. */
export const lireCleEmargement = (texte: unknown): Cle | null => lireCle(texte, 'texte', estId);

/** How many sessions a dossier has sheets of, and how many attendances they count. */
export async function totaliserEmargements(db: Knex, dossierId: string): Promise<{ seances: number; presences: number }> {
  const l = await db('emargements').where({ dossier_id: dossierId }).count({ seances: '*' }).sum({ presences: 'participants' }).first<{ seances: number | string; presences: number | string | null }>();
  return { seances: Number(l.seances), presences: Number(l.presences ?? 0) };
}
