import { ecartDAffectation, type Candidat, type EcartAffectation, type FaitsAffectation } from './affectation.js';

/** Who takes charge of the dossiers of a dispositif on a territory; `dispositif` 0 and `territoire` '' stand for all. */
export interface RegleAffectation {
  readonly id: string;
  readonly dispositif: number;
  readonly territoire: string;
  readonly instructeurId: string;
}

/** What a dossier says that a rule reads. */
export interface ProjetAAffecter extends FaitsAffectation {
  readonly dispositif: number | null;
  readonly territoires: readonly string[];
}

/** A rule that gives a dossier to somebody, or why it stays « à affecter ». */
export type IssueAffectation =
  | { readonly regle: RegleAffectation; readonly motif: null }
  | { readonly regle: null; readonly motif: 'affectation.aucune_regle' | EcartAffectation };

/** A place counts more than a dispositif: both, then the territory alone, then the dispositif alone, then the rule for all. */
const precision = ({ dispositif, territoire }: RegleAffectation): number => (territoire === '' ? 0 : 2) + (dispositif === 0 ? 0 : 1);

/**
 * Rules that concern a project, the most precise first; between rules of the same precision (a project on several
 * territories), the one written first.
 */
export function reglesDuProjet(regles: readonly RegleAffectation[], { dispositif, territoires }: Pick<ProjetAAffecter, 'dispositif' | 'territoires'>): RegleAffectation[] {
  return regles.filter((r) => (r.dispositif === 0 || r.dispositif === dispositif) && (r.territoire === '' || territoires.includes(r.territoire)))
    .sort((a, b) => precision(b) - precision(a) || (a.id < b.id ? -1 : 1));
}

/**
 * Who the rules give a dossier to: the person of the most precise rule who may be in charge of it. When none may, the
 * reason is that of the most precise rule, and a person chooses.
 * @param candidat facts about the person of a rule, for this dossier
 */
export function choisirParRegle(regles: readonly RegleAffectation[], projet: ProjetAAffecter, candidat: (instructeurId: string) => Candidat): IssueAffectation {
  const ecarts: EcartAffectation[] = [];
  for (const regle of reglesDuProjet(regles, projet)) {
    const ecart = ecartDAffectation(projet, candidat(regle.instructeurId));
    if (ecart === null) return { regle, motif: null };
    ecarts.push(ecart);
  }
  return { regle: null, motif: ecarts[0] ?? 'affectation.aucune_regle' };
}
