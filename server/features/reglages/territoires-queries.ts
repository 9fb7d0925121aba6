import type { Knex } from 'knex';

export const NIVEAUX = ['departement', 'territoire'] as const;
/** `departement` covers all the others; `territoire` is a part of it. */
export type NiveauTerritoire = (typeof NIVEAUX)[number];

/** How many calls and dossiers name a territory; a frozen version counts as much as the current one. */
export interface UsageTerritoire { readonly appels: number; readonly dossiers: number }

interface ContenuTerritorial { readonly territoires?: readonly string[]; readonly sections?: { readonly projet?: { readonly territoires?: readonly string[] } } }

/** Use of one territory, in four queries; the text search only narrows what is read, the content decides. */
export async function usageDuTerritoire(db: Knex, code: string): Promise<UsageTerritoire> {
  const lire = async (table: string, cle: string, filtre: Record<string, string> = {}): Promise<string[]> => {
    const lignes = await db(table).where(filtre).where('contenu', 'like', `%${JSON.stringify(code)}%`).select<{ cle: string; contenu: string }[]>(`${cle} as cle`, 'contenu');
    return lignes.filter((l) => nomme(JSON.parse(l.contenu) as ContenuTerritorial, code)).map((l) => l.cle);
  };
  const appels = new Set([...await lire('appels', 'id'), ...await lire('appel_versions', 'appel_id')]);
  const dossiers = new Set([...await lire('dossier_sections', 'dossier_id', { section: 'projet' }), ...await lire('dossier_versions', 'dossier_id')]);
  return { appels: appels.size, dossiers: dossiers.size };
}

const nomme = ({ territoires, sections }: ContenuTerritorial, code: string): boolean => [...(territoires ?? []), ...(sections?.projet?.territoires ?? [])].includes(code);
