import type { Jour } from '../kernel/jour.js';

/** Gender, by which every figure is broken down. */
export const SEXES = ['femme', 'homme', 'non_binaire'] as const;
export type Sexe = (typeof SEXES)[number];

/** Situation on the labour market. */
export const STATUTS_EMPLOI = ['chomeur', 'inactif', 'salarie', 'independant'] as const;
export type StatutEmploi = (typeof STATUTS_EMPLOI)[number];

/** Continuous length of unemployment on the day of entry. */
export const DUREES_CHOMAGE = ['moins_6_mois', 'de_6_a_12_mois', 'plus_12_mois'] as const;
export type DureeChomage = (typeof DUREES_CHOMAGE)[number];

/** Highest education level, by the international classification (ISCED, in French CITE). */
export const NIVEAUX = ['cite_0', 'cite_1', 'cite_2', 'cite_3', 'cite_4', 'cite_5', 'cite_6', 'cite_7', 'cite_8'] as const;
export type Niveau = (typeof NIVEAUX)[number];

export const OUI_NON = ['oui', 'non'] as const;
export type OuiNon = (typeof OUI_NON)[number];

/** Answers to a question that the participant may leave: `nsp` is « ne souhaite pas répondre ». */
export const OUI_NON_NSP = ['oui', 'non', 'nsp'] as const;
export type OuiNonNsp = (typeof OUI_NON_NSP)[number];

/** Situation six months after leaving; `injoignable` when the person could not be reached. */
export const SITUATIONS_SUIVI = [...STATUTS_EMPLOI, 'injoignable'] as const;
export type SituationSuivi = (typeof SITUATIONS_SUIVI)[number];

/** Questions of annex I, point 1.2: answered voluntarily, so that a refusal is an answer. */
export const QUESTIONS_LIBRES = ['handicap', 'paysTiers', 'origine', 'minorite', 'logement', 'rural'] as const;
export type QuestionLibre = (typeof QUESTIONS_LIBRES)[number];

/**
 * What a record says of one person; null where nobody has answered yet.
 * @see regulation (EU) 2021/1057, annex I
 */
export interface Fiche extends Readonly<Record<QuestionLibre, OuiNonNsp | null>> {
  readonly sexe: Sexe;
  readonly naissance: Jour;
  readonly entree: Jour;
  readonly statut: StatutEmploi | null;
  readonly dureeChomage: DureeChomage | null;
  /** In education or training on the day of entry. */
  readonly formation: OuiNon | null;
  readonly niveau: Niveau | null;
  readonly sortie: Jour | null;
  readonly situationSortie: StatutEmploi | null;
  readonly formationSortie: OuiNon | null;
  readonly qualification: OuiNon | null;
  /** Day on which the situation six months after leaving was asked. */
  readonly suiviLe: Jour | null;
  readonly situationSuivi: SituationSuivi | null;
  /** A better situation on the labour market, for who had a job at entry. */
  readonly amelioration: OuiNon | null;
}

/** Has a job, of whatever status. */
export const enEmploi = (statut: StatutEmploi | SituationSuivi | null): boolean => statut === 'salarie' || statut === 'independant';
