import type { ColonneFeuille, ValeurCellule } from '../platform/feuille.js';
import { dateCourte, euros, nombre } from '../platform/format.js';
import { lectureRapide } from '../platform/heure-de-paris.js';

/** What every list of the product shares: its columns, their order, its sort, all held by the address. */

/** A column of a list: the same on the page, in CSV and in XLSX. */
export interface ColonneDeListe<L> extends ColonneFeuille {
  readonly code: string;
  /** Code of the sort its header asks for; a column without one is not sorted. */
  readonly tri?: string;
  readonly valeur: (ligne: L) => ValeurCellule;
  /** What the page shows when it is more than the value: a link, the tag of a state. */
  readonly lien?: (ligne: L) => string;
  readonly etat?: (ligne: L) => { readonly domaine: string; readonly code: string };
}

/** Sort asked for by the address: `tri=titre`, or `tri=-titre` from the last to the first. */
export interface Tri<C extends string = string> { readonly code: C; readonly croissant: boolean }

type Query = Readonly<Record<string, unknown>>;

/** Sort of the address when it is one of `codes`; `defaut` otherwise. */
export function lireTri<C extends string>(query: Query, codes: readonly C[], defaut: Tri<C>): Tri<C> {
  const lu = query['tri'];
  const code = codes.find((c) => c === lu || `-${c}` === lu);
  return code === undefined ? defaut : { code, croissant: code === lu };
}

/** A sort as it travels in the address. */
export const ecrireTri = ({ code, croissant }: Tri): string => `${croissant ? '' : '-'}${code}`;

/** Columns asked for by the address, in its order; `defaut` when it names none that exists. */
export function lireColonnes<L>(query: Query, colonnes: readonly ColonneDeListe<L>[], defaut: readonly string[]): ColonneDeListe<L>[] {
  const lues = typeof query['colonnes'] === 'string' ? query['colonnes'].slice(0, 500).split(',') : [];
  const trouver = (codes: readonly string[]): ColonneDeListe<L>[] => [...new Set(codes)].flatMap((code) => colonnes.find((c) => c.code === code) ?? []);
  const choisies = trouver(lues);
  return choisies.length > 0 ? choisies : trouver(defaut);
}

/** Most columns a form can send. */
const COLONNES_MAX = 40;

/**
 * Columns ticked in the form of a list (`c=code`, its rank in `r_code`), in their order: what the address then holds.
 * @returns null when the request does not come from that form
 */
export function colonnesCochees(query: Query): string | null {
  const coches = [query['c']].flat().filter((c): c is string => typeof c === 'string' && /^[a-z_]{1,40}$/.test(c)).slice(0, COLONNES_MAX);
  if (coches.length === 0) return null;
  const rang = (c: string): number => { const n = Number(query[`r_${c}`]); return Number.isFinite(n) && n > 0 ? n : COLONNES_MAX; };
  return coches.map((c, i) => ({ c, rang: rang(c), i })).sort((a, b) => a.rang - b.rang || a.i - b.i).map(({ c }) => c).join(',');
}

export interface EnTeteDeListe { readonly titre: string; readonly nombre: boolean; readonly lien: string | null; readonly sens: 'ascending' | 'descending' | null }

/** Headers of the table: a sorted column asks for the other way round, the others for their usual way. */
export function entetesDeListe<L>(colonnes: readonly ColonneDeListe<L>[], tri: Tri, lienDe: (tri: Tri) => string): EnTeteDeListe[] {
  return colonnes.map((c) => {
    const actif = c.tri === tri.code;
    return {
      titre: c.titre, nombre: estNombre(c), sens: actif ? (tri.croissant ? 'ascending' : 'descending') : null,
      lien: c.tri === undefined ? null : lienDe({ code: c.tri, croissant: actif ? !tri.croissant : c.type === 'texte' }),
    };
  });
}

const estNombre = (c: ColonneFeuille): boolean => c.type === 'montant' || c.type === 'nombre';

export interface CelluleDeListe { readonly texte: string; readonly nombre: boolean; readonly lien: string | null; readonly etat: { readonly domaine: string; readonly code: string } | null }

/** Cells of a row as the page shows them. */
export const cellulesDeListe = <L>(colonnes: readonly ColonneDeListe<L>[], ligne: L): CelluleDeListe[] =>
  colonnes.map((c) => ({ texte: enTexte(c, c.valeur(ligne)), nombre: estNombre(c), lien: c.lien?.(ligne) ?? null, etat: c.etat?.(ligne) ?? null }));

function enTexte({ type }: ColonneFeuille, valeur: ValeurCellule): string {
  if (valeur === null) return '';
  switch (type) {
    case 'montant': return euros(Number(valeur));
    case 'nombre': return nombre(Number(valeur));
    case 'jour': return dateCourte(String(valeur));
    case 'instant': return dateCourte(lectureRapide(String(valeur)).slice(0, 10));
    case 'texte': return String(valeur);
  }
}

/** Rows of a list as an export writes them. */
export async function* lignesDeFeuille<L>(colonnes: readonly ColonneDeListe<L>[], lignes: AsyncIterable<L>): AsyncGenerator<readonly ValeurCellule[]> {
  for await (const ligne of lignes) yield colonnes.map((c) => c.valeur(ligne));
}
