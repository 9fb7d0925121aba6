import type { Action } from '../../domain/habilitations/actions.js';
import { paths } from '../../web/paths.js';

/** A list whose views are saved: where it is, who may see it. */
export interface ListeAVues { readonly titre: string; readonly chemin: string; readonly action: Action }

/** Lists that keep views; a new one is a line here. */
export const LISTES = {
  dossiers: { titre: 'Dossiers', chemin: paths.dossiers.liste, action: 'dossier.lister' },
} as const satisfies Readonly<Record<string, ListeAVues>>;

export type CodeListe = keyof typeof LISTES;
export const CODES_LISTES = Object.keys(LISTES) as readonly CodeListe[];

/** The list of that code, or null. */
export const listeDe = (code: string): ListeAVues | null => (CODES_LISTES as readonly string[]).includes(code) ? LISTES[code as CodeListe] : null;
