import { ZERO, moins, somme, type Cents } from '../kernel/cents.js';
import { FORFAITS, postesRemplaces, totaliserDepenses, type ForfaitCalcule, type MontantDePoste } from './forfaits.js';
import { POSTES, type CodeForfait, type Poste } from './nomenclature.js';

/** Every way to claim a budget: at real cost, under one flat rate, or under the one combination allowed (spec 2.2). */
export const OPTIONS_DE_COUT: readonly (readonly CodeForfait[])[] = [
  [], ['indirectes_7'], ['indirectes_15'], ['reste_40'], ['personnel_20'], ['personnel_20', 'indirectes_7'],
];

/** A budget under one option, beside its real costs; amounts in cents. */
export interface OptionComparee {
  readonly codes: readonly CodeForfait[];
  readonly forfaits: readonly ForfaitCalcule[];
  /** Total cost counted under this option. */
  readonly total: Cents;
  /** What the flat rates pay in place of `remplace`. */
  readonly forfaitaire: Cents;
  /** Real cost of the replaced posts. */
  readonly remplace: Cents;
  /** forfaitaire − remplace: above zero, the option counts more than the real costs. */
  readonly gain: Cents;
  /** Lines whose evidence is no longer asked for. */
  readonly lignesSansPreuve: number;
  /** Posts concerned that hold at least one line, in the order of the spec. */
  readonly postesSansPreuve: readonly Poste[];
  /** Nothing to apply the rate to: the option would pay nothing. */
  readonly sansAssiette: boolean;
}

/** The options in the order of `OPTIONS_DE_COUT`, and the one that counts most. */
export interface ConseilForfaits {
  readonly options: readonly OptionComparee[];
  /** Highest total; on a tie the one that removes most evidence, then the first. Null when the budget is empty. */
  readonly conseillee: OptionComparee | null;
}

/**
 * Compares real costs with each simplified cost option on an actual budget: what each would count, and which
 * evidence it removes. It advises on cost, not on eligibility: a person chooses.
 * @param depenses real amounts ≥ 0 in cents, the replaced posts included
 * @see spec 2.2 (regulation (EU) 2021/1060, art. 54–56)
 */
export function conseillerForfaits(depenses: readonly MontantDePoste[]): ConseilForfaits {
  const options = OPTIONS_DE_COUT.map((codes) => comparer(depenses, codes));
  const utiles = options.filter((o) => !o.sansAssiette);
  const conseillee = depenses.length === 0 ? null : utiles.reduce<OptionComparee | null>((meilleure, o) => (meilleure === null || devance(o, meilleure) ? o : meilleure), null);
  return { options, conseillee };
}

const devance = (a: OptionComparee, b: OptionComparee): boolean => a.total > b.total || (a.total === b.total && a.lignesSansPreuve > b.lignesSansPreuve);

function comparer(depenses: readonly MontantDePoste[], codes: readonly CodeForfait[]): OptionComparee {
  const { total, forfaits } = totaliserDepenses(depenses, codes);
  const postes = postesRemplaces(codes);
  const remplacees = depenses.filter((d) => postes.has(d.poste));
  const forfaitaire = somme(forfaits.map((f) => f.montant));
  const remplace = somme(remplacees.map((d) => d.montant));
  return {
    codes, forfaits, total, forfaitaire, remplace, gain: codes.length === 0 ? ZERO : moins(forfaitaire, remplace), lignesSansPreuve: remplacees.length,
    postesSansPreuve: POSTES.filter((p) => remplacees.some((d) => d.poste === p)), sansAssiette: codes.length > 0 && !codes.every((c) => assietteExiste(depenses, c, codes)),
  };
}

/** A rate has a base when one of its posts, not replaced itself, holds an amount, or rests on another flat amount that has one. */
const assietteExiste = (depenses: readonly MontantDePoste[], code: CodeForfait, codes: readonly CodeForfait[]): boolean => {
  const remplaces = postesRemplaces(codes);
  return depenses.some((d) => d.montant > 0 && FORFAITS[code].assiette.includes(d.poste) && !remplaces.has(d.poste));
};
