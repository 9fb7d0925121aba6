import type { CodeForfait, Poste } from '../financements/nomenclature.js';
import type { Cents } from '../kernel/cents.js';
import { solderConventionDuBilan, type ConventionASolder, type FaitsDuBilan, type SoldeDeConvention } from '../service-fait/assemblage.js';
import { publicsComptes, realisationCommencee } from './contenu.js';
import type { Bilan } from './lignes.js';

/** The signed conventions a bilan answers for, and the flat rates they froze. */
export interface ConventionsDuBilan<C extends ConventionASolder> { readonly conventions: readonly C[]; readonly forfaits: readonly CodeForfait[] }

/** The balance of one convention and that convention. */
export interface SoldeCalcule<C extends ConventionASolder> extends SoldeDeConvention { readonly convention: C }

/** The balance of each signed convention on these facts. @throws as `calculerSolde` @see spec 2.5 */
export const solderLesConventions = <C extends ConventionASolder>(conventions: readonly C[], faits: FaitsDuBilan): readonly SoldeCalcule<C>[] =>
  conventions.map((convention) => ({ convention, ...solderConventionDuBilan(convention, faits) }));

/** What a forecast looks at: expenses line by line, or already added up per post. */
export interface BilanAPrevoir extends Pick<Bilan, 'contenu' | 'ressources'> { readonly depenses: readonly { readonly poste: Poste; readonly montant: Cents }[] }

/**
 * Forecast of the balances on what the porteur declares so far; empty as long as nobody was counted.
 * @throws as `calculerSolde`
 * @see spec 2.5
 */
export function prevoirLeSolde<C extends ConventionASolder>({ conventions, forfaits }: ConventionsDuBilan<C>, bilan: BilanAPrevoir): readonly SoldeCalcule<C>[] {
  const { realisation } = bilan.contenu;
  if (!realisationCommencee(realisation)) return [];
  return solderLesConventions(conventions, {
    volumes: realisation.volumes.map((v) => v ?? 0), publics: publicsComptes(realisation.publics), nonExecution: realisation.nonExecution,
    depenses: bilan.depenses, ressources: bilan.ressources, forfaits,
  });
}
