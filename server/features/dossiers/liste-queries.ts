import type { Knex } from 'knex';
import { requeteDossiers, versDossierLu, type DossierLu } from './dossier-queries.js';

/** Filters of the agents' list; empty text means no filter. */
export interface FiltreDossiers {
  readonly recherche: string;
  readonly etat: string;
  readonly appel: string;
  readonly instructeur: string;
  /** Keyset: last `modifie_le|id` already shown. */
  readonly apres: string;
}

export const TAILLE_PAGE = 50;

type LigneBrute = Parameters<typeof versDossierLu>[0];

/** Applies the filters; a brouillon is its organisme's alone and never listed. */
function filtrer(requete: Knex.QueryBuilder, f: FiltreDossiers): Knex.QueryBuilder {
  void requete.whereNot('d.etat', 'brouillon');
  if (f.etat !== '') void requete.where('d.etat', f.etat);
  if (f.appel !== '') void requete.where('d.appel_id', f.appel);
  if (f.instructeur !== '') void requete.where('d.instructeur_id', f.instructeur);
  if (f.recherche !== '') {
    const motif = `%${f.recherche.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
    void requete.where((q) => {
      for (const colonne of ['d.numero', 'd.titre', 'o.nom']) void q.orWhereRaw('lower(??) like ? escape \'\\\'', [colonne, motif]);
    });
  }
  return requete;
}

/** One page of dossiers, last changed first, and where the next page starts. */
export async function listerDossiers(db: Knex, f: FiltreDossiers): Promise<{ dossiers: DossierLu[]; suivant: string | null }> {
  const requete = filtrer(requeteDossiers(db), f).orderBy('d.modifie_le', 'desc').orderBy('d.id', 'desc').limit(TAILLE_PAGE + 1);
  const [le, id] = f.apres.split('|');
  if (le !== undefined && le !== '' && id !== undefined) {
    void requete.where((q) => void q.where('d.modifie_le', '<', le).orWhere((r) => void r.where('d.modifie_le', le).where('d.id', '<', id)));
  }
  const lignes = (await requete) as LigneBrute[];
  const dossiers = lignes.slice(0, TAILLE_PAGE).map(versDossierLu);
  const dernier = dossiers.at(-1);
  return { dossiers, suivant: lignes.length > TAILLE_PAGE && dernier ? `${dernier.modifieLe}|${dernier.id}` : null };
}

/** Rows of the whole filtered list, streamed page by page for an export. */
export async function* parcourirDossiers(db: Knex, f: FiltreDossiers): AsyncGenerator<DossierLu> {
  let apres: string | null = '';
  while (apres !== null) {
    const page: { dossiers: DossierLu[]; suivant: string | null } = await listerDossiers(db, { ...f, apres });
    yield* page.dossiers;
    apres = page.suivant;
  }
}

/** Number of deposited dossiers by state, for the filters. */
export async function compterParEtat(db: Knex): Promise<ReadonlyMap<string, number>> {
  const lignes = await db('dossiers').whereNot({ etat: 'brouillon' }).groupBy('etat').select('etat').count<{ etat: string; n: number | string }[]>({ n: '*' });
  return new Map(lignes.map((l) => [l.etat, Number(l.n)]));
}

/** Dossiers of a person's organismes, last changed first. */
export async function listerMesDossiers(db: Knex, organismeIds: readonly string[]): Promise<DossierLu[]> {
  if (organismeIds.length === 0) return [];
  const lignes = (await requeteDossiers(db).whereIn('d.organisme_id', [...organismeIds]).orderBy('d.modifie_le', 'desc').orderBy('d.id', 'desc').limit(200)) as LigneBrute[];
  return lignes.map(versDossierLu);
}
