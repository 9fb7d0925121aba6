import { ageLe } from './age.js';
import { entreeComplete } from './fiche.js';
import { enEmploi, type Fiche } from './questionnaire.js';

/** Common indicators counted from records of persons, in the order of annex I. */
export const REALISATIONS = [
  'EECO01', 'EECO02', 'EECO03', 'EECO04', 'EECO05', 'EECO06', 'EECO07', 'EECO08', 'EECO09', 'EECO10', 'EECO11', 'EECO12', 'EECO13', 'EECO14', 'EECO15', 'EECO16', 'EECO17',
] as const;
/** Immediate results, when the person leaves. */
export const RESULTATS_IMMEDIATS = ['EECR01', 'EECR02', 'EECR03', 'EECR04'] as const;
/** Results six months after. */
export const RESULTATS_A_SIX_MOIS = ['EECR05', 'EECR06'] as const;
export const INDICATEURS = [...REALISATIONS, ...RESULTATS_IMMEDIATS, ...RESULTATS_A_SIX_MOIS] as const;
export type Indicateur = (typeof INDICATEURS)[number];

/** Indicators counted from what the operation supports besides persons: administrations, then small and medium enterprises. */
export const INDICATEURS_ENTITES = ['EECO18', 'EECO19'] as const;
export type IndicateurEntites = (typeof INDICATEURS_ENTITES)[number];

/** Below this age six months of unemployment are long, from it on twelve. */
const AGE_CHOMAGE_ADULTE = 25;

type Regle = (f: Fiche, age: number) => boolean;
const sansEmploi: Regle = ({ statut }) => statut === 'chomeur' || statut === 'inactif';
const rang = ({ niveau }: Fiche): number => (niveau === null ? -1 : Number(niveau.slice(-1)));

const REGLES: Readonly<Record<Indicateur, Regle>> = {
  EECO01: ({ statut }) => statut !== null,
  EECO02: ({ statut }) => statut === 'chomeur',
  EECO03: ({ statut, dureeChomage }, age) => statut === 'chomeur' && (dureeChomage === 'plus_12_mois' || (age < AGE_CHOMAGE_ADULTE && dureeChomage === 'de_6_a_12_mois')),
  EECO04: ({ statut }) => statut === 'inactif',
  EECO05: ({ statut }) => enEmploi(statut),
  EECO06: (_, age) => age < 18,
  EECO07: (_, age) => age >= 18 && age <= 29,
  EECO08: (_, age) => age >= 55,
  EECO09: (f) => rang(f) >= 0 && rang(f) <= 2,
  EECO10: (f) => rang(f) === 3 || rang(f) === 4,
  EECO11: (f) => rang(f) >= 5,
  EECO12: ({ handicap }) => handicap === 'oui',
  EECO13: ({ paysTiers }) => paysTiers === 'oui',
  EECO14: ({ origine }) => origine === 'oui',
  EECO15: ({ minorite }) => minorite === 'oui',
  EECO16: ({ logement }) => logement === 'oui',
  EECO17: ({ rural }) => rural === 'oui',
  EECR01: ({ statut, situationSortie }) => statut === 'inactif' && situationSortie === 'chomeur',
  EECR02: ({ formation, formationSortie }) => formation === 'non' && formationSortie === 'oui',
  EECR03: ({ qualification }) => qualification === 'oui',
  EECR04: (f, age) => sansEmploi(f, age) && enEmploi(f.situationSortie),
  EECR05: (f, age) => sansEmploi(f, age) && enEmploi(f.situationSuivi),
  EECR06: ({ statut, amelioration }) => enEmploi(statut) && amelioration === 'oui',
};

/** Version of the rule by which records are counted: written with each, so that those counted by an older one are counted again. */
export const REGLE_DES_INDICATEURS = 2;

/**
 * The indicators in which a person counts. Somebody of whom a compulsory answer at entry lacks counts in none; a question of point 1.2
 * left without an answer, or refused, takes away its own indicator alone. Results are changes: a job found by who had none, a search begun by who was inactive, a training begun by who followed none.
 * @see regulation (EU) 2021/1057, annex I; decision 0032
 */
export function indicateursDe(fiche: Fiche): ReadonlySet<Indicateur> {
  if (!entreeComplete(fiche)) return new Set();
  const age = ageLe(fiche.naissance, fiche.entree);
  return new Set(INDICATEURS.filter((code) => (concerne(code, fiche) ? REGLES[code](fiche, age) : false)));
}

/** A result belongs to who has left, a result at six months to who was asked then. */
function concerne(code: Indicateur, { sortie, suiviLe }: Fiche): boolean {
  if (RESULTATS_IMMEDIATS.some((r) => r === code)) return sortie !== null;
  return RESULTATS_A_SIX_MOIS.some((r) => r === code) ? sortie !== null && suiviLe !== null : true;
}
