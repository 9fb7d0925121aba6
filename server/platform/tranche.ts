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
