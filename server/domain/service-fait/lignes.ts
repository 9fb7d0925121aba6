import type { Financeur } from '../financements/nomenclature.js';
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

/** What was decided on a line: for every convention, and for FSE+ when it decides otherwise. */
export interface LigneDecidee { readonly montant: Cents; readonly retenu: Cents | null; readonly fse: DecisionLigne | null }

/** What the convention of a funder retains of a line; null as long as nobody decided. FSE+ may have its own decision. */
export const retenuPour = ({ retenu, fse }: LigneDecidee, financeur: Financeur): Cents | null => (financeur === 'fse' && retenu !== null && fse !== null ? fse.retenu : retenu);

/** True when some convention does not retain the whole line. */
export const estEcartee = ({ montant, retenu, fse }: LigneDecidee): boolean => retenu !== null && (retenu < montant || (fse !== null && fse.retenu < montant));

export type SortLigne = 'a_examiner' | 'hors_echantillon' | 'acceptee' | 'partielle' | 'rejetee';

/**
 * What became of a line.
 * @param aDecider false for a line that no decision awaits: chance did not draw it
 */
export function sortDeLigne(montant: Cents, retenu: Cents | null, aDecider = true): SortLigne {
  if (retenu === null) return aDecider ? 'a_examiner' : 'hors_echantillon';
  if (retenu === montant) return 'acceptee';
  return retenu === 0 ? 'rejetee' : 'partielle';
}

/**
 * Holds a decision to its rule: between zero and what was declared; a cut needs its motive and its finding,
 * which the porteur will answer; an accepted line has no motive.
 * @param groupe what the names of the fields begin with, when the form asks for several decisions
 * @throws Refus `controle.retenu_hors_bornes`, `controle.motif_absent`, `controle.constat_absent`
 * @see spec 1 stage 14
 */
export function deciderLigne(montant: Cents, { retenu, motif, constat }: DecisionLigne, groupe = ''): DecisionLigne {
  if (retenu < 0 || retenu > montant) throw new Refus('controle.retenu_hors_bornes', { montant, retenu, champ: `${groupe}retenu` });
  if (retenu === montant) return { retenu, motif: null, constat };
  if (motif === null) throw new Refus('controle.motif_absent', { champ: `${groupe}motif` });
  if (constat === '') throw new Refus('controle.constat_absent', { champ: `${groupe}constat` });
  return { retenu, motif, constat };
}
