import type { Knex } from 'knex';
import type { ErreurRetour, Issue } from '../../domain/versements/retour.js';

/** What became of one row. */
export interface LigneDeResultat { readonly numero: number; readonly reference: string; readonly issue: Issue['type']; readonly code: ErreurRetour | null }

export interface RetourLu { readonly id: string; readonly nom: string; readonly recuLe: string; readonly recuPar: string; readonly resultat: readonly LigneDeResultat[] }

interface Ligne { id: string; nom: string; recu_le: string; prenom: string; p_nom: string; resultat: string }

const requete = (db: Knex): Knex.QueryBuilder => db('retours_comptables as r').join('personnes as p', 'p.id', 'r.recu_par').select('r.id', 'r.nom', 'r.recu_le', 'r.resultat', 'p.prenom', 'p.nom as p_nom');
const versRetour = (l: Ligne): RetourLu => ({ id: l.id, nom: l.nom, recuLe: l.recu_le, recuPar: `${l.prenom} ${l.p_nom}`, resultat: JSON.parse(l.resultat) as LigneDeResultat[] });

/** One answer of accounting; null when there is none. */
export async function lireRetour(db: Knex, id: string): Promise<RetourLu | null> {
  const ligne = (await requete(db).where('r.id', id).first()) as Ligne | undefined;
  return ligne === undefined ? null : versRetour(ligne);
}

/** The last answers of accounting, newest first. */
export const listerRetours = async (db: Knex): Promise<RetourLu[]> => ((await requete(db).orderBy('r.recu_le', 'desc').orderBy('r.id', 'desc').limit(30)) as Ligne[]).map(versRetour);
