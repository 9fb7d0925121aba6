import type { Knex } from 'knex';
import type { DossierDuLivret, FicheComposee, TeteDeLivret } from './livret.js';

/** A booklet asked for by one reader of a session, with how far it is. */
export interface LivretLu {
  readonly id: string;
  readonly seanceId: string;
  readonly personneId: string;
  readonly dossiers: readonly DossierDuLivret[];
  readonly tete: TeteDeLivret | null;
  readonly demandeLe: string;
  readonly pretLe: string | null;
  readonly fichier: { readonly nom: string; readonly taille: number; readonly cleStockage: string } | null;
  /** Background work: steps done, steps in all, its state. */
  readonly fait: number;
  readonly total: number;
  readonly etat: string;
}

interface Ligne {
  id: string; seance_id: string; personne_id: string; dossiers: string; entete: string | null; demande_le: string; pret_le: string | null;
  nom: string | null; taille: number | string | null; cle_stockage: string | null; fait: number | string | null; total: number | string | null; etat: string | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('livrets as l').leftJoin('fichiers as f', 'f.id', 'l.fichier_id').leftJoin('travaux as t', 't.id', 'l.travail_id')
  .select('l.*', 'f.nom', 'f.taille', 'f.cle_stockage', 't.fait', 't.total', 't.etat');

const versLivret = (l: Ligne): LivretLu => ({
  id: l.id, seanceId: l.seance_id, personneId: l.personne_id, dossiers: JSON.parse(l.dossiers) as DossierDuLivret[], tete: l.entete === null ? null : (JSON.parse(l.entete) as TeteDeLivret), demandeLe: l.demande_le, pretLe: l.pret_le,
  fichier: l.nom === null || l.cle_stockage === null ? null : { nom: l.nom, taille: Number(l.taille), cleStockage: l.cle_stockage }, fait: Number(l.fait ?? 0), total: Number(l.total ?? 0), etat: l.etat ?? 'fini',
});

/** One booklet, or null. */
export async function lireLivret(db: Knex, id: string): Promise<LivretLu | null> {
  const ligne = (await requete(db).where('l.id', id).first()) as Ligne | undefined;
  return ligne === undefined ? null : versLivret(ligne);
}

/** The last booklets a reader asked for in a session, the newest first. */
export async function livretsDe(db: Knex, seanceId: string, personneId: string): Promise<LivretLu[]> {
  const lignes = (await requete(db).where({ 'l.seance_id': seanceId, 'l.personne_id': personneId }).orderBy('l.demande_le', 'desc').orderBy('l.id', 'desc').limit(5)) as Ligne[];
  return lignes.map(versLivret);
}

/** Sheets of a booklet composed so far, in order. */
export async function lireFiches(db: Knex, livretId: string): Promise<FicheComposee[]> {
  const lignes = await db('livret_fiches').where({ livret_id: livretId }).orderBy('rang').select<{ blocs: string }[]>('blocs');
  return lignes.map((l) => JSON.parse(l.blocs) as FicheComposee);
}
