import type { Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';

export const MOTIFS_REJET = [
  'hors_periode', 'non_justifiee', 'non_acquittee', 'ineligible', 'sans_lien', 'double_financement', 'erreur_calcul', 'hors_forfait',
] as const;
/** Why an expense line is not, or not wholly, retained. */
export type MotifRejet = (typeof MOTIFS_REJET)[number];

/** What the controller decides on a line: the amount retained, and why when it is not the whole. */
export interface DecisionLigne {
  readonly retenu: Cents;
  readonly motif: MotifRejet | null;
  readonly constat: string;
}

export type SortLigne = 'a_examiner' | 'acceptee' | 'partielle' | 'rejetee';

/** What became of a line. */
export function sortDeLigne(montant: Cents, retenu: Cents | null): SortLigne {
  if (retenu === null) return 'a_examiner';
  if (retenu === montant) return 'acceptee';
  return retenu === 0 ? 'rejetee' : 'partielle';
}

/**
 * Holds a decision to its rule: between zero and what was declared; a cut needs its motive and its finding,
 * which the porteur will answer; an accepted line has no motive.
 * @throws Refus `controle.retenu_hors_bornes`, `controle.motif_absent`, `controle.constat_absent`
 * @see spec 1 stage 14
 */
export function deciderLigne(montant: Cents, { retenu, motif, constat }: DecisionLigne): DecisionLigne {
  if (retenu < 0 || retenu > montant) throw new Refus('controle.retenu_hors_bornes', { montant, retenu, champ: 'retenu' });
  if (retenu === montant) return { retenu, motif: null, constat };
  if (motif === null) throw new Refus('controle.motif_absent', { champ: 'motif' });
  if (constat === '') throw new Refus('controle.constat_absent', { champ: 'constat' });
  return { retenu, motif, constat };
}
