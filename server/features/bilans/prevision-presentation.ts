import { prevoirLeSolde } from '../../domain/bilans/prevision.js';
import { echeancierDeConvention } from '../../domain/conventions/termes.js';
import { somme } from '../../domain/kernel/cents.js';
import { libelle } from '../../web/libelles.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';
import type { BilanEnSaisie, DossierEnSaisie } from './bilan-saisie-queries.js';

/** What the validation of an intermediate bilan makes due on a convention, in cents. */
export interface EcheanceAttendue { readonly numero: string; readonly financeur: string; readonly montantCents: number }

/** What a bilan leads to: the balances a final one forecasts, or the instalments that wait for an intermediate one. */
export interface PrevisionPresentee {
  readonly intermediaire: boolean;
  readonly soldes: readonly SoldePresente[];
  readonly echeances: readonly EcheanceAttendue[];
}

/** Half-way, a balance would read as money to give back: an intermediate bilan tells its instalments only (spec 2.4). */
export function presenterPrevision(d: DossierEnSaisie, bilan: BilanEnSaisie): PrevisionPresentee {
  if (bilan.nature !== 'intermediaire') return { intermediaire: false, soldes: prevoirLeSolde(d, bilan).map((s) => presenterSolde(s.convention, s)), echeances: [] };
  const attendues = d.conventions.map((c) => ({
    numero: c.numero, financeur: libelle('financeur', c.financeur),
    montantCents: somme(echeancierDeConvention(c.conditions.montant, { echeances: c.conditions.echeances, ...(c.avance === undefined ? {} : { avance: c.avance }) }).filter((e) => e.declencheur === 'bilan_intermediaire').map((e) => e.montant)),
  }));
  return { intermediaire: true, soldes: [], echeances: attendues.filter((e) => e.montantCents > 0) };
}
