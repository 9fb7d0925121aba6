import { INDICATEURS, REALISATIONS, RESULTATS_IMMEDIATS, type Indicateur } from './indicateurs.js';
import { SEXES, type Sexe } from './questionnaire.js';

/** People of one gender, counted together by the database. */
export interface Comptage {
  readonly sexe: Sexe;
  readonly fiches: number;
  readonly incompletes: number;
  readonly comptes: Readonly<Record<Indicateur, number>>;
}

/** People alike in gender and years. */
export interface Groupe extends Comptage {
  readonly anneeEntree: number;
  readonly anneeSortie: number | null;
  readonly anneeSuivi: number | null;
}

export interface LigneIndicateur extends Readonly<Record<Sexe, number>> { readonly indicateur: Indicateur; readonly total: number }

const estDans = (liste: readonly Indicateur[], code: Indicateur): boolean => liste.includes(code);

/** Year in which a group counts for an indicator: of entry for outputs, of leaving for immediate results, of the follow-up for the others. */
export function anneeDe(code: Indicateur, g: Pick<Groupe, 'anneeEntree' | 'anneeSortie' | 'anneeSuivi'>): number | null {
  if (estDans(REALISATIONS, code)) return g.anneeEntree;
  return estDans(RESULTATS_IMMEDIATS, code) ? g.anneeSortie : g.anneeSuivi;
}

/** Indicators by gender. @see regulation (EU) 2021/1057, annex I: all data are broken down by gender */
export const parIndicateur = (groupes: readonly Comptage[]): LigneIndicateur[] => INDICATEURS.map((code) => ligneDe(groupes, code));

/** Indicators by gender of one year. */
export const parIndicateurEn = (groupes: readonly Groupe[], annee: number): LigneIndicateur[] =>
  INDICATEURS.map((code) => ligneDe(groupes.filter((g) => anneeDe(code, g) === annee), code));

function ligneDe(groupes: readonly Comptage[], indicateur: Indicateur): LigneIndicateur {
  const comptes = Object.fromEntries(SEXES.map((sexe) => [sexe, groupes.filter((g) => g.sexe === sexe).reduce((n, g) => n + g.comptes[indicateur], 0)])) as Record<Sexe, number>;
  return { indicateur, ...comptes, total: SEXES.reduce((n, s) => n + comptes[s], 0) };
}

/** Every year in which something counts, the oldest first. */
export const anneesDe = (groupes: readonly Groupe[]): number[] =>
  [...new Set(groupes.flatMap((g) => [g.anneeEntree, g.anneeSortie, g.anneeSuivi]).filter((a): a is number => a !== null))].sort((a, b) => a - b);

/** Records of the groups, and how many are incomplete. */
export const fichesDe = (groupes: readonly Comptage[]): { fiches: number; incompletes: number } =>
  groupes.reduce((n, g) => ({ fiches: n.fiches + g.fiches, incompletes: n.incompletes + g.incompletes }), { fiches: 0, incompletes: 0 });
