import { estId } from '../platform/ids.js';
import type { Sens, Tranche } from '../platform/tranche.js';

type Query = Readonly<Record<string, unknown>>;

/** True when a script of the page asks, to change a part of it: it is answered a fragment. */
export const estParScript = (req: { readonly headers: Readonly<Record<string, unknown>> }): boolean => req.headers['hx-request'] === 'true';

/** Text of a query parameter, trimmed and bounded; empty when absent or given several times. */
export function texteDeQuery(query: Query, nom: string, max = 100): string {
  const valeur = query[nom];
  return typeof valeur === 'string' ? valeur.replace(/\p{Cc}+/gu, ' ').trim().slice(0, max) : '';
}

/** Code of a query parameter when it is one of `codes`, null otherwise. */
export function codeDeQuery<C extends string>(query: Query, nom: string, codes: readonly C[]): C | null {
  return codes.find((c) => c === query[nom]) ?? null;
}

/** Place in a list from `apres` or `avant`; a key that is no key is left out. */
export function sensDeQuery(query: Query, estCle: (valeur: unknown) => boolean = estId): Sens {
  if (estCle(query['avant'])) return { avant: String(query['avant']) };
  return estCle(query['apres']) ? { apres: String(query['apres']) } : {};
}

/** Address with its query parameters, the empty ones left out. */
export function avecQuery(chemin: string, parametres: Readonly<Record<string, string | null>>): string {
  const gardes = Object.entries(parametres).filter((p): p is [string, string] => p[1] !== null && p[1] !== '');
  return gardes.length === 0 ? chemin : `${chemin}?${new URLSearchParams(gardes).toString()}`;
}

/** Links to the neighbours of a page of a list, its filters kept. */
export function liensDeTranche(chemin: string, filtres: Readonly<Record<string, string | null>>, tranche: Tranche<unknown>): { precedent: string | null; suivant: string | null } {
  return {
    precedent: tranche.avant === null ? null : avecQuery(chemin, { ...filtres, avant: tranche.avant }),
    suivant: tranche.apres === null ? null : avecQuery(chemin, { ...filtres, apres: tranche.apres }),
  };
}
