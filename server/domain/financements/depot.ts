import type { Jour } from '../kernel/jour.js';
import { anomalie, trierAnomalies, type Anomalie } from './anomalies.js';
import type { CodeForfait, Financeur, StatutRessource } from './nomenclature.js';

/** What the deposit knows of a plan beyond its figures: files and days. */
export interface FaitsDuDepot {
  /** First and last day of the operation, both included. */
  readonly operation: { readonly debut: Jour; readonly fin: Jour };
  /** First and last day of each expense line, in the order of the plan; null where the line gives none. */
  readonly depenses: readonly { readonly debut: Jour | null; readonly fin: Jour | null }[];
  /** Each resource line, in the order of the plan; `lettre`: a letter of intent is on file. */
  readonly ressources: readonly {
    readonly financeur: Financeur;
    readonly statut: StatutRessource;
    readonly lettre: boolean;
  }[];
  readonly forfaits: readonly CodeForfait[];
  /** The detailed estimate of the costs that the flat rates cover is on file. */
  readonly estimatif: boolean;
  /** Funders that write no letter; by default the Département (the dossier is the request) and own funds. */
  readonly financeursSansLettre?: readonly Financeur[];
}

const SANS_LETTRE: readonly Financeur[] = ['departement', 'fonds_propres'];

/**
 * The anomalies that need files or days, found at deposit only, sorted by code then champ:
 * `cofinancement_sans_piece` on `ressources[i].piece`, `forfait_sans_estimatif` on
 * `regles.forfaits`, `depense_hors_periode` on `depenses[i].date`.
 * @see spec 2.1
 */
export function anomaliesDeDepot(faits: FaitsDuDepot): readonly Anomalie[] {
  return trierAnomalies([...horsPeriode(faits), ...sansPiece(faits), ...sansEstimatif(faits)]);
}

function* horsPeriode({ operation, depenses }: FaitsDuDepot): Generator<Anomalie> {
  for (const [i, { debut, fin }] of depenses.entries()) {
    const jours = [debut, fin].filter((j) => j !== null);
    const dehors = jours.some((j) => j < operation.debut || j > operation.fin);
    if (dehors) yield anomalie('depense_hors_periode', `depenses[${i}].date`);
  }
}

function* sansPiece({ ressources, financeursSansLettre = SANS_LETTRE }: FaitsDuDepot): Generator<Anomalie> {
  for (const [i, { financeur, statut, lettre }] of ressources.entries()) {
    const due = statut === 'sollicite' && !financeursSansLettre.includes(financeur);
    if (due && !lettre) yield anomalie('cofinancement_sans_piece', `ressources[${i}].piece`);
  }
}

function* sansEstimatif({ forfaits, estimatif }: FaitsDuDepot): Generator<Anomalie> {
  if (forfaits.length > 0 && !estimatif) yield anomalie('forfait_sans_estimatif', 'regles.forfaits');
}
