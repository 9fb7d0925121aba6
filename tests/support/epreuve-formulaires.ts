import { explorer, recenserSchemas, type FormulaireTrouve, type OptionsExploration, type SchemaTrouve } from './formulaires.js';
import { formulairesCaches } from './formulaires-caches.js';
import { MondeDemo } from './monde-demo.js';
import type { Tirage } from './saisies-hostiles.js';
import { COMPARES, eprouverSchema } from './schemas-hostiles.js';

/** The demonstration and every form found in it. */
export interface Terrain {
  readonly monde: MondeDemo;
  readonly formulaires: readonly FormulaireTrouve[];
  readonly schemas: readonly SchemaTrouve[];
  /** Forms that no address reached: their schema alone is tried. */
  readonly sansAdresse: readonly string[];
}

/** Opens the demonstration and finds its forms: those pages show to each person, and those whose dossier is not at that stage. */
export async function preparerTerrain(exploration: OptionsExploration, gens?: readonly string[]): Promise<Terrain> {
  const { resultat: { monde, montres }, schemas } = await recenserSchemas(async () => {
    const monde = await MondeDemo.creer(gens);
    return { monde, montres: (await explorer(monde, exploration)).formulaires };
  });
  const formulaires = [...montres, ...await formulairesCaches(monde, montres, schemas)];
  await monde.rouvrir();
  const atteints = new Set(formulaires.map((f) => f.patron));
  const sansAdresse = schemas.filter((s) => s.nom.startsWith('POST ') && !s.nom.includes(':section') && !atteints.has(s.nom.slice(5))).map((s) => s.nom);
  return { monde, formulaires, schemas, sansAdresse };
}

/** Gives `cas` hostile bodies to each schema, without HTTP; answers what is neither parsed nor refused as a form is. */
export const eprouverSchemas = (schemas: readonly SchemaTrouve[], cas: number, tirage: Tirage): string[] =>
  schemas.flatMap((s) => eprouverSchema(s, cas, tirage)).filter((d) => !COMPARES.test(d));
