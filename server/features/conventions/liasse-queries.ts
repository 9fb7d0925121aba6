import type { Knex } from 'knex';
import type { EtatDePage, PageDeLiasse, RaisonAPart } from '../../domain/conventions/liasse.js';

export type EtatLiasse = 'en_cours' | 'lue' | 'refusee';

/** A scanned bundle with its file and how far its reading is. */
export interface LiasseLue {
  readonly id: string;
  readonly etat: EtatLiasse;
  readonly pages: number;
  readonly deposeeLe: string;
  readonly deposeePar: { readonly id: string; readonly nom: string };
  readonly fichier: { readonly id: string; readonly nom: string; readonly cleStockage: string; readonly analyse: string };
  /** Steps done, and whether the work was given up. */
  readonly fait: number;
  readonly abandonnee: boolean;
}

interface Ligne {
  id: string; etat: EtatLiasse; pages: number; deposee_le: string; deposee_par: string; prenom: string; nom: string; fichier_id: string; f_nom: string; cle_stockage: string; analyse: string;
  fait: number | null; t_etat: string | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('liasses as l').join('fichiers as f', 'f.id', 'l.fichier_id').join('personnes as p', 'p.id', 'l.deposee_par').leftJoin('travaux as t', 't.id', 'l.travail_id')
  .select('l.id', 'l.etat', 'l.pages', 'l.deposee_le', 'l.deposee_par', 'p.prenom', 'p.nom', 'l.fichier_id', 'f.nom as f_nom', 'f.cle_stockage', 'f.analyse', 't.fait', 't.etat as t_etat');

const versLiasse = (l: Ligne): LiasseLue => ({
  id: l.id, etat: l.etat, pages: Number(l.pages), deposeeLe: l.deposee_le, deposeePar: { id: l.deposee_par, nom: `${l.prenom} ${l.nom}` },
  fichier: { id: l.fichier_id, nom: l.f_nom, cleStockage: l.cle_stockage, analyse: l.analyse }, fait: Number(l.fait ?? 0), abandonnee: l.t_etat === 'abandonne',
});

/** One bundle; null when there is none. */
export async function lireLiasse(db: Knex, id: string): Promise<LiasseLue | null> {
  const ligne = (await requete(db).where('l.id', id).first()) as Ligne | undefined;
  return ligne === undefined ? null : versLiasse(ligne);
}

/** A bundle in the list, with how many of its pages wait for a person. */
export interface LiasseListee extends LiasseLue { readonly aPart: number; readonly attachees: number }

export const LIASSES_PAR_PAGE = 50;

/** The newest bundles. */
export async function listerLiasses(db: Knex): Promise<LiasseListee[]> {
  const compter = (etat: EtatDePage, nom: string): Knex.QueryBuilder => db('liasse_pages as x').whereRaw('x.liasse_id = l.id').where('x.etat', etat).count('*').as(nom);
  const lignes = (await requete(db).select(compter('a_part', 'a_part'), compter('attachee', 'attachees')).orderBy('l.deposee_le', 'desc').orderBy('l.id', 'desc').limit(LIASSES_PAR_PAGE)) as (Ligne & { a_part: number | string; attachees: number | string })[];
  return lignes.map((l) => ({ ...versLiasse(l), aPart: Number(l.a_part), attachees: Number(l.attachees) }));
}

interface LignePage { page: number; etat: EtatDePage; raison: string; numero: string | null; rang: number | null; pages: number | null; rotation: number; commentaire: string }

export interface PageLueDeLiasse extends PageDeLiasse { readonly commentaire: string }

/** Pages of a bundle, in its order. */
export async function lirePages(db: Knex, liasseId: string): Promise<PageLueDeLiasse[]> {
  const lignes = await db('liasse_pages').where({ liasse_id: liasseId }).orderBy('page').select<LignePage[]>('page', 'etat', 'raison', 'numero', 'rang', 'pages', 'rotation', 'commentaire');
  return lignes.map((l) => ({ ...l, page: Number(l.page), rang: l.rang === null ? null : Number(l.rang), pages: l.pages === null ? null : Number(l.pages), rotation: Number(l.rotation), raison: l.raison as RaisonAPart | '' }));
}

/** A convention or an avenant, as a scanned page names it. */
export interface DocumentSignable {
  readonly objet: 'convention' | 'avenant';
  readonly id: string;
  readonly numero: string;
  readonly aSigner: boolean;
  readonly conventionId: string;
  readonly dossierId: string;
  readonly organismeId: string;
  readonly organismeNom: string;
}

interface LigneSignable { id: string; numero: string; etat: string; convention_id: string; dossier_id: string; organisme_id: string; nom: string }

const signables = (db: Knex): Record<DocumentSignable['objet'], Knex.QueryBuilder> => ({
  convention: db('conventions as c').join('dossiers as d', 'd.id', 'c.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
    .select('c.id', 'c.numero', 'c.etat', 'c.id as convention_id', 'c.dossier_id', 'd.organisme_id', 'o.nom'),
  avenant: db('avenants as a').join('conventions as c', 'c.id', 'a.convention_id').join('dossiers as d', 'd.id', 'c.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
    .select('a.id', 'a.numero', 'a.etat', 'a.convention_id', 'c.dossier_id', 'd.organisme_id', 'o.nom'),
});

async function chercher(db: Knex, restreindre: (q: Knex.QueryBuilder, table: 'a' | 'c') => void): Promise<DocumentSignable[]> {
  const trouves: DocumentSignable[] = [];
  for (const [objet, q] of Object.entries(signables(db))) {
    restreindre(q, objet === 'avenant' ? 'a' : 'c');
    trouves.push(...((await q) as LigneSignable[]).map((l) => ({
      objet: objet as DocumentSignable['objet'], id: l.id, numero: l.numero, aSigner: l.etat === 'a_signer', conventionId: l.convention_id, dossierId: l.dossier_id, organismeId: l.organisme_id, organismeNom: l.nom,
    })));
  }
  return trouves;
}

/** The document of a number; null when there is none. */
export const lireSignable = async (db: Knex, numero: string): Promise<DocumentSignable | null> =>
  (await chercher(db, (q, t) => void q.where(`${t}.numero`, numero)))[0] ?? null;

/** Documents of these numbers. */
export const lireSignables = (db: Knex, numeros: readonly string[]): Promise<DocumentSignable[]> =>
  chercher(db, (q, t) => void q.whereIn(`${t}.numero`, [...numeros]));

/** Documents that wait for their signed copy, by number; the newest 300. */
export const listerASigner = async (db: Knex): Promise<DocumentSignable[]> =>
  (await chercher(db, (q, t) => void q.where(`${t}.etat`, 'a_signer').orderBy(`${t}.numero`, 'desc').limit(300))).sort((a, b) => a.numero.localeCompare(b.numero));
