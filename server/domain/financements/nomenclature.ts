/** The closed lists of a financing plan (spec 2.1, 2.2); the order is that of the spec. */

export const POSTES = [
  'personnel_direct',
  'fonctionnement_direct',
  'prestations',
  'participants',
  'indirectes',
] as const;
/** Expense post (spec 2.1). Contributions in kind are no post: they stay outside the totals. */
export type Poste = (typeof POSTES)[number];

export const FINANCEURS = [
  'departement',
  'etat',
  'fse',
  'region',
  'commune',
  'epci',
  'organisme_social',
  'autre_public',
  'prive',
  'fonds_propres',
] as const;
/** Resource funder (spec 2.1). */
export type Financeur = (typeof FINANCEURS)[number];

export const STATUTS_RESSOURCE = ['sollicite', 'acquis'] as const;
/** Asked for, or granted (spec 2.1). */
export type StatutRessource = (typeof STATUTS_RESSOURCE)[number];

export const NATURES_INELIGIBLES = [
  'investissement',
  'amende',
  'penalite',
  'frais_justice',
  'interets_moratoires',
  'frais_bancaires',
] as const;
export const NATURES = ['courante', ...NATURES_INELIGIBLES] as const;
/** Nature of an expense line: `courante`, or one no subsidy pays for (spec 2.1, `depense_ineligible`). */
export type Nature = (typeof NATURES)[number];

export const CODES_FORFAIT = ['indirectes_7', 'indirectes_15', 'reste_40', 'personnel_20'] as const;
/** Simplified cost option (spec 2.2; regulation (EU) 2021/1060, art. 54–56). */
export type CodeForfait = (typeof CODES_FORFAIT)[number];

/** Numbers of people, whole and ≥ 0 (spec 2.3: n_r, n_j, n_a). */
export interface Publics {
  readonly rsa: number;
  readonly horsRsaMoins25: number;
  readonly horsRsaAutres: number;
}
