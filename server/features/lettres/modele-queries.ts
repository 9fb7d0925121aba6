import type { Knex } from 'knex';
import type { NatureLettre, TexteDeModele } from '../../domain/lettres/modele.js';
import { modeleLivre } from './modeles-livres.js';

/** A version of a template; version 0 is the one shipped, without author nor date. */
export interface ModeleLu extends TexteDeModele {
  readonly nature: NatureLettre;
  readonly version: number;
  readonly ecritPar: string | null;
  readonly ecritLe: string | null;
}

interface Ligne { nature: NatureLettre; version: number; objet: string; texte: string; ecrit_le: string; prenom: string | null; nom: string | null }

const requete = (db: Knex): Knex.QueryBuilder => db('lettre_modeles as m').leftJoin('personnes as p', 'p.id', 'm.ecrit_par').select('m.nature', 'm.version', 'm.objet', 'm.texte', 'm.ecrit_le', 'p.prenom', 'p.nom');
const versModele = (l: Ligne): ModeleLu => ({
  nature: l.nature, version: Number(l.version), objet: l.objet, texte: l.texte, ecritPar: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`.trim(), ecritLe: l.ecrit_le,
});
const livre = (nature: NatureLettre): ModeleLu => ({ nature, version: 0, ...modeleLivre(nature), ecritPar: null, ecritLe: null });

/** The version in use of a kind of letter, or the one named; null when there is no such version. */
export async function lireModele(db: Knex, nature: NatureLettre): Promise<ModeleLu>;
export async function lireModele(db: Knex, nature: NatureLettre, version: number): Promise<ModeleLu | null>;
export async function lireModele(db: Knex, nature: NatureLettre, version?: number): Promise<ModeleLu | null> {
  const lue: Ligne | undefined = await requete(db).where({ 'm.nature': nature, ...(version === undefined ? {} : { 'm.version': version }) }).orderBy('m.version', 'desc').first();
  if (lue !== undefined) return versModele(lue);
  return version === undefined || version === 0 ? livre(nature) : null;
}

/** How a version was used: letters established with it, and by whom. */
export interface UsageModele { readonly version: number; readonly lettres: number; readonly par: readonly string[] }

/** Versions of a kind of letter, newest first, with their use; two queries. */
export async function listerVersions(db: Knex, nature: NatureLettre): Promise<(ModeleLu & UsageModele)[]> {
  const ecrites = ((await requete(db).where({ 'm.nature': nature }).orderBy('m.version', 'desc')) as Ligne[]).map(versModele);
  const usages = await db('lettres as l').join('documents as d', 'd.id', 'l.document_id').leftJoin('personnes as p', 'p.id', 'd.etabli_par').where({ 'l.nature': nature })
    .groupBy('l.version', 'p.prenom', 'p.nom').orderBy('p.nom').select('l.version', 'p.prenom', 'p.nom').count<{ version: number; prenom: string | null; nom: string | null; n: number | string }[]>({ n: '*' });
  return [...ecrites, livre(nature)].map((m) => {
    const siens = usages.filter((u) => Number(u.version) === m.version);
    return { ...m, lettres: siens.reduce((n, u) => n + Number(u.n), 0), par: siens.flatMap((u) => (u.nom === null ? [] : [`${u.prenom ?? ''} ${u.nom}`.trim()])) };
  });
}

/** The version in use of every kind, by kind; one query. */
export async function listerModeles(db: Knex, natures: readonly NatureLettre[]): Promise<ModeleLu[]> {
  const lues = new Map(((await requete(db).orderBy('m.version')) as Ligne[]).map((l) => [l.nature, versModele(l)]));
  return natures.map((n) => lues.get(n) ?? livre(n));
}
