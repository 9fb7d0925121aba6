import type { Knex } from 'knex';
import type { Bloc } from '../../platform/pdf.js';

export interface FichierDuRapport { readonly nom: string; readonly taille: number; readonly cleStockage: string; readonly typeMime: string }

/** A yearly report of a programme, with how far it is. */
export interface RapportLu {
  readonly id: string;
  readonly programmeId: string;
  readonly programme: string;
  readonly annee: number;
  readonly demandeLe: string;
  readonly demandePar: string;
  readonly pretLe: string | null;
  readonly pdf: FichierDuRapport | null;
  readonly docx: FichierDuRapport | null;
  /** Background work: steps done, steps in all, its state. */
  readonly fait: number;
  readonly total: number;
  readonly etat: string;
}

type Ligne = Readonly<Record<string, string | number | null>>;

const requete = (db: Knex): Knex.QueryBuilder => db('rapports_annuels as r').join('programmes as g', 'g.id', 'r.programme_id').join('personnes as p', 'p.id', 'r.demande_par').join('travaux as t', 't.id', 'r.travail_id')
  .leftJoin('fichiers as f', 'f.id', 'r.pdf_id').leftJoin('fichiers as x', 'x.id', 'r.docx_id')
  .select('r.*', 'g.titre as programme', 'p.prenom', 'p.nom', 't.fait', 't.total', 't.etat', 'f.nom as f_nom', 'f.taille as f_taille', 'f.cle_stockage as f_cle', 'f.type_mime as f_type', 'x.nom as x_nom', 'x.taille as x_taille', 'x.cle_stockage as x_cle', 'x.type_mime as x_type');

const versFichier = (l: Ligne, f: 'f' | 'x'): FichierDuRapport | null =>
  (l[`${f}_cle`] === null ? null : { nom: String(l[`${f}_nom`]), taille: Number(l[`${f}_taille`]), cleStockage: String(l[`${f}_cle`]), typeMime: String(l[`${f}_type`]) });

const versRapport = (l: Ligne): RapportLu => ({
  id: String(l['id']), programmeId: String(l['programme_id']), programme: String(l['programme']), annee: Number(l['annee']), demandeLe: String(l['demande_le']), demandePar: `${l['prenom'] ?? ''} ${l['nom'] ?? ''}`.trim(),
  pretLe: l['pret_le'] === null ? null : String(l['pret_le']), pdf: versFichier(l, 'f'), docx: versFichier(l, 'x'), fait: Number(l['fait'] ?? 0), total: Number(l['total'] ?? 0), etat: String(l['etat']),
});

/** One report; null when there is none. */
export async function lireRapport(db: Knex, id: string): Promise<RapportLu | null> {
  const [ligne] = (await requete(db).where('r.id', id)) as Ligne[];
  return ligne === undefined ? null : versRapport(ligne);
}

/** The last reports, the newest first. */
export async function listerRapports(db: Knex): Promise<RapportLu[]> {
  return ((await requete(db).orderBy('r.demande_le', 'desc').orderBy('r.id', 'desc').limit(50)) as Ligne[]).map(versRapport);
}

/** Parts of a report composed so far, in order. */
export async function lireParties(db: Knex, rapportId: string): Promise<Bloc[]> {
  const lignes = await db('rapport_parties').where({ rapport_id: rapportId }).orderBy('rang').select<{ blocs: string }[]>('blocs');
  return lignes.flatMap((l) => JSON.parse(l.blocs) as Bloc[]);
}
