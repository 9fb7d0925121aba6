import type { Knex } from 'knex';

/** Where a page of an ordered list stands: after a key (going on), before a key (going back), or at the top. */
export interface Sens {
  readonly apres?: string;
  readonly avant?: string;
}

/** One page of a list, with the keys from which its neighbours are read; null where there is none. */
export interface Tranche<L> {
  readonly lignes: readonly L[];
  readonly avant: string | null;
  readonly apres: string | null;
}

export interface Coupe<L> {
  /** Unique column of the order, greatest first unless `croissant`. */
  readonly colonne: string;
  readonly croissant?: true;
  readonly cle: (ligne: L) => string;
  readonly sens: Sens;
  readonly taille: number;
}

/** Reads one page of `requete` by its key: as quick on the last page as on the first, and steady while rows are added. */
export async function lireTranche<L>(requete: Knex.QueryBuilder, { colonne, croissant, cle, sens, taille }: Coupe<L>): Promise<Tranche<L>> {
  const [apres, avant] = croissant === true ? ['>', '<'] : ['<', '>'];
  const retour = sens.avant !== undefined;
  if (sens.avant !== undefined) requete.where(colonne, avant, sens.avant);
  else if (sens.apres !== undefined) requete.where(colonne, apres, sens.apres);
  const lues = (await requete.orderBy(colonne, retour === (croissant === true) ? 'desc' : 'asc').limit(taille + 1)) as L[];
  return couper(lues, cle, sens, taille);
}

/** Place in a list whose order is a column that repeats: its value and the id of the row. */
export interface Cle {
  readonly valeur: string | number;
  readonly id: string;
}

export interface CoupeTriee<L> {
  /** Column or SQL expression of the order, never null; equal values are parted by `id`. */
  readonly colonne: string | Knex.Raw;
  readonly id: string;
  readonly croissant: boolean;
  readonly cle: (ligne: L) => Cle;
  /** Keys written by `ecrireCle` and read again by `lireCle`. */
  readonly sens: { readonly apres?: Cle; readonly avant?: Cle };
  readonly taille: number;
}

/** Reads one page ordered by any column then by id, as `lireTranche` does by one unique column; the keys answered are texts of `ecrireCle`. */
export async function lireTrancheTriee<L>(requete: Knex.QueryBuilder, { colonne, id, croissant, cle, sens, taille }: CoupeTriee<L>): Promise<Tranche<L>> {
  const retour = sens.avant !== undefined;
  const borne = sens.avant ?? sens.apres;
  const montant = retour !== croissant;
  const nom = typeof colonne === 'string' ? '??' : '?';
  if (borne !== undefined) requete.whereRaw(`(${nom}, ??) ${montant ? '>' : '<'} (?, ?)`, [colonne, id, borne.valeur, borne.id]);
  const sensSql = montant ? 'asc' : 'desc';
  const lues = (await requete.orderByRaw(`${nom} ${sensSql}, ?? ${sensSql}`, [colonne, id]).limit(taille + 1)) as L[];
  const place = { ...(sens.avant === undefined ? {} : { avant: '' }), ...(sens.apres === undefined ? {} : { apres: '' }) };
  return couper(lues, (l) => ecrireCle(cle(l)), place, taille);
}

function couper<L>(lues: readonly L[], cle: (ligne: L) => string, sens: Sens, taille: number): Tranche<L> {
  const retour = sens.avant !== undefined;
  const deborde = lues.length > taille;
  const lignes = lues.slice(0, taille);
  if (retour) lignes.reverse();
  const [premiere, derniere] = [lignes[0], lignes.at(-1)];
  const enTete = retour ? !deborde : sens.apres === undefined;
  const enQueue = !retour && !deborde;
  return {
    lignes,
    avant: premiere === undefined || enTete ? null : cle(premiere),
    apres: derniere === undefined || enQueue ? null : cle(derniere),
  };
}

/** A key as it travels in a link. */
export const ecrireCle = ({ valeur, id }: Cle): string => Buffer.from(JSON.stringify([valeur, id])).toString('base64url');

/** The key of a link, or null when it is none of that type: what a link carries never reaches the database unread. */
export function lireCle(texte: unknown, type: 'texte' | 'nombre', estId: (id: unknown) => id is string): Cle | null {
  if (typeof texte !== 'string' || texte.length > 1000 || !/^[\w-]+$/.test(texte)) return null;
  try {
    const lu: unknown = JSON.parse(Buffer.from(texte, 'base64url').toString('utf8'));
    const [valeur, id] = Array.isArray(lu) && lu.length === 2 ? (lu as unknown[]) : [];
    if (!estId(id)) return null;
    if (type === 'nombre') return typeof valeur === 'number' && Number.isSafeInteger(valeur) ? { valeur, id } : null;
    return typeof valeur === 'string' && !/[\0\p{Cs}]/u.test(valeur) ? { valeur, id } : null;
  } catch {
    return null;
  }
}
