import type { Colonnes, ModeleDImport } from '../importations/colonnes.js';
import { DUREES_CHOMAGE, NIVEAUX, OUI_NON, OUI_NON_NSP, SEXES, SITUATIONS_SUIVI, STATUTS_EMPLOI } from './questionnaire.js';

/** Fields of a participant that a column of a spreadsheet may hold, in the order of the form. */
export const CHAMPS_PARTICIPANT = [
  'nom', 'prenom', 'naissance', 'sexe', 'courriel', 'telephone', 'adresse', 'entree', 'statut', 'dureeChomage', 'formation', 'niveau', 'handicap', 'paysTiers', 'origine', 'minorite', 'logement', 'rural',
  'sortie', 'situationSortie', 'formationSortie', 'qualification', 'suiviLe', 'situationSuivi', 'amelioration',
] as const;
export type ChampParticipant = (typeof CHAMPS_PARTICIPANT)[number];
export type ColonnesDeParticipant = Colonnes<ChampParticipant>;

/** A spreadsheet of participants: what is asked after leaving is told from what is asked on leaving, then from what is asked at entry. */
export const TABLEAU_DE_PARTICIPANTS: ModeleDImport<ChampParticipant> = {
  tableau: 'participants',
  champs: CHAMPS_PARTICIPANT,
  exiges: ['nom', 'prenom', 'naissance', 'sexe', 'entree'],
  indices: [
    ['amelioration', /\b(amelior\w*|meilleure|progres\w*)\b/],
    ['situationSuivi', /\b(situation|statut|emploi)\b.*\b(six mois|6 mois|suivi)\b/],
    ['suiviLe', /\b(suivi|six mois|6 mois)\b/],
    ['qualification', /\b(qualification|certification|diplome obtenu)\b/],
    ['formationSortie', /\b(formation|etudes)\b.*\bsortie\b/],
    ['situationSortie', /\b(situation|statut|emploi)\b.*\bsortie\b/],
    ['sortie', /\b(sortie|fin)\b/],
    ['dureeChomage', /\b(duree|depuis|anciennete)\b.*\b(chomage|emploi|inscription)\b|\bchomage depuis\b/],
    ['formation', /\b(formation|etudes)\b.*\b(en cours|entree)\b|^formation$/],
    ['niveau', /\b(niveau|cite|diplome)\b/],
    ['handicap', /\b(handicap\w*|rqth)\b/],
    ['statut', /\b(situation|statut)\b/],
    ['entree', /\b(entree|debut)\b/],
    ['naissance', /\b(naissance|nee?|ddn)\b/],
    ['paysTiers', /\b(nationalite|pays tiers|hors ue|hors de l union)\b/],
    ['origine', /\borigine\b/],
    ['minorite', /\bminorit\w*\b/],
    ['logement', /\b(logement|domicile|sdf|hebergement)\b/],
    ['rural', /\b(rurale?|zrr)\b/],
    ['sexe', /\b(sexe|genre|civilite)\b/],
    ['courriel', /\b(courriel|mail|e mail|email|adresse electronique)\b/],
    ['telephone', /\b(telephone|tel|portable|mobile)\b/],
    ['adresse', /\b(adresse|rue)\b/],
    ['prenom', /\bprenoms?\b/],
    ['nom', /\bnom\b/],
  ],
};

/** Answers that a cell may give, and the family of their words. */
export interface Reponses { readonly famille: string; readonly codes: readonly string[] }

const OUI_OU_NON: Reponses = { famille: 'oui_non', codes: OUI_NON };
const LIBRE: Reponses = { famille: 'oui_non_nsp', codes: OUI_NON_NSP };
const STATUT: Reponses = { famille: 'statut_emploi', codes: STATUTS_EMPLOI };

/** Fields answered by one of a list; the others are texts and days. */
export const REPONSES_DE: Readonly<Partial<Record<ChampParticipant, Reponses>>> = {
  sexe: { famille: 'sexe', codes: SEXES }, statut: STATUT, dureeChomage: { famille: 'duree_chomage', codes: DUREES_CHOMAGE }, formation: OUI_OU_NON, niveau: { famille: 'niveau', codes: NIVEAUX },
  handicap: LIBRE, paysTiers: LIBRE, origine: LIBRE, minorite: LIBRE, logement: LIBRE, rural: LIBRE,
  situationSortie: STATUT, formationSortie: OUI_OU_NON, qualification: OUI_OU_NON, situationSuivi: { famille: 'situation_suivi', codes: SITUATIONS_SUIVI }, amelioration: OUI_OU_NON,
};
