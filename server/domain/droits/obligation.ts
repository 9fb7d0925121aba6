import type { RegleDeConservation } from '../echeances/limites.js';
import type { EtatConvention } from '../etats/machines.js';
import type { Jour } from '../kernel/jour.js';

/** What says whether the records of the participants of an operation must be kept. */
export interface FaitsDOperation {
  /** FSE+ agreements of the operation, with the day of their last payment. */
  readonly conventionsFse: readonly { readonly etat: EtatConvention; readonly dernierPaiement: Jour | null }[];
  /** Last day of keeping of the dossier; not `definitive` as long as its accounts are not cleared. Null without agreement. */
  readonly conservation: { readonly jusquau: Jour; readonly regle: RegleDeConservation; readonly definitive: boolean } | null;
}

/** A duty to keep the records: until a day, which is the least it can be while the accounts are not cleared. */
export interface Obligation { readonly jusquau: Jour; readonly regle: RegleDeConservation; readonly definitive: boolean }

/**
 * The duty to keep the records of an operation on a day, or null when none is left: its last day is over, or FSE+ has paid nothing
 * of it and never will, so that no expenditure rests on who took part.
 * @see regulation (EU) 2021/1060, art. 69.6 and 82; regulation (EU) 2016/679, art. 17.3 b; spec 1, time limits (keeping of evidence)
 */
export function obligationDe({ conventionsFse, conservation }: FaitsDOperation, aujourdhui: Jour): Obligation | null {
  if (conservation === null || conventionsFse.every((c) => c.etat === 'resiliee' && c.dernierPaiement === null)) return null;
  return conservation.definitive && conservation.jusquau < aujourdhui ? null : conservation;
}
