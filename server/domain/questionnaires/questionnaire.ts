import { Refus } from '../kernel/refus.js';

export const NATURES_QUESTION = ['echelle', 'oui_non', 'choix', 'texte'] as const;
/** `echelle` from 1 (not at all) to 5 (entirely), `oui_non`, `choix` one of several, `texte` free words. */
export type NatureQuestion = (typeof NATURES_QUESTION)[number];

/** A question put to participants; `choix` is empty unless its nature is `choix`. */
export interface Question {
  readonly id: string;
  readonly nature: NatureQuestion;
  readonly intitule: string;
  readonly choix: readonly string[];
}

/** Answers by id of question; a question without an answer is left out. */
export type Reponses = Readonly<Record<string, string>>;

export const ECHELLE = ['1', '2', '3', '4', '5'] as const;
const MAX_QUESTIONS = 20;
const MAX_CHOIX = 10;
/** Longest free answer, in characters. */
export const TEXTE_MAX = 1000;

/** Under this number of answers nothing is shown: each would be recognised (usual threshold of statistical secrecy). */
export const SEUIL_ANONYMAT = 5;

/** What is asked until the département sets its own questions: short, in plain words, nothing that names anybody. */
export const QUESTIONS_PAR_DEFAUT: readonly Question[] = numeroter([
  { nature: 'echelle', intitule: 'L’accueil vous a-t-il convenu ?', choix: [] },
  { nature: 'echelle', intitule: 'L’accompagnement a-t-il répondu à vos besoins ?', choix: [] },
  { nature: 'oui_non', intitule: 'Savez-vous quelle est la prochaine étape de votre parcours ?', choix: [] },
  { nature: 'choix', intitule: 'Aujourd’hui, où en êtes-vous ?', choix: ['En emploi', 'En formation', 'En recherche d’emploi', 'Je règle d’abord d’autres difficultés', 'Autre situation'] },
  { nature: 'oui_non', intitule: 'Était-il facile de venir (trajet, horaires, garde d’enfants) ?', choix: [] },
  { nature: 'oui_non', intitule: 'Conseilleriez-vous cette action à quelqu’un d’autre ?', choix: [] },
  { nature: 'echelle', intitule: 'Au total, êtes-vous satisfait ou satisfaite de cette action ?', choix: [] },
  { nature: 'texte', intitule: 'Que faudrait-il améliorer ?', choix: [] },
]);

function numeroter(questions: readonly Omit<Question, 'id'>[]): Question[] {
  return questions.map((q, i) => ({ ...q, id: `q${i + 1}` }));
}

/**
 * Questions as the département typed them, numbered in order; those without words are left out.
 * @throws Refus `questionnaire.sans_question`, `questionnaire.trop_de_questions`, `questionnaire.choix_incomplets`
 */
export function composerQuestions(saisies: readonly Omit<Question, 'id'>[]): Question[] {
  const gardees = saisies.flatMap((q, rang) => (q.intitule === '' ? [] : [{ ...q, rang }]));
  if (gardees.length === 0) throw new Refus('questionnaire.sans_question', { champ: 'questions.0.intitule' });
  if (gardees.length > MAX_QUESTIONS) throw new Refus('questionnaire.trop_de_questions', { maximum: MAX_QUESTIONS });
  return numeroter(gardees.map(({ nature, intitule, choix, rang }) => {
    const distincts = nature === 'choix' ? [...new Set(choix)] : [];
    if (nature === 'choix' && (distincts.length < 2 || distincts.length > MAX_CHOIX)) throw new Refus('questionnaire.choix_incomplets', { champ: `questions.${rang}.choix`, maximum: MAX_CHOIX });
    return { nature, intitule, choix: distincts };
  }));
}

/** Values that a question accepts, in order; null when any words do. */
export function valeursDe({ nature, choix }: Question): readonly string[] | null {
  switch (nature) {
    case 'echelle': return ECHELLE;
    case 'oui_non': return ['oui', 'non'];
    case 'choix': return choix;
    case 'texte': return null;
  }
}

/**
 * Keeps what answers a question, and nothing else.
 * @throws Refus `questionnaire.vide`, `questionnaire.reponse_inconnue`, `questionnaire.texte_long`
 */
export function lireReponses(questions: readonly Question[], saisies: Reponses): Reponses {
  const lues = questions.flatMap((q): [string, string][] => {
    const valeur = saisies[q.id]?.trim() ?? '';
    if (valeur === '') return [];
    if (valeursDe(q)?.includes(valeur) === false) throw new Refus('questionnaire.reponse_inconnue', { champ: `reponses.${q.id}` });
    if (valeur.length > TEXTE_MAX) throw new Refus('questionnaire.texte_long', { champ: `reponses.${q.id}`, maximum: TEXTE_MAX });
    return [[q.id, valeur]];
  });
  if (lues.length === 0) throw new Refus('questionnaire.vide');
  return Object.fromEntries(lues);
}

/** What participants answered to a question; nothing but its number of answers when they are too few to stay anonymous. */
export interface Depouillement {
  readonly question: Question;
  readonly nombre: number;
  readonly masque: boolean;
  /** How many chose each value, in the order of values. */
  readonly repartition: readonly { readonly valeur: string; readonly nombre: number }[];
  /** Mean of a scale, in hundredths; null for other natures. */
  readonly moyenneCentiemes: number | null;
  /** Free answers in alphabetical order: the order in which they came would tell who wrote them. */
  readonly textes: readonly string[];
}

/** Counts the answers to each question. */
export function depouiller(questions: readonly Question[], recues: readonly Reponses[]): readonly Depouillement[] {
  return questions.map((question) => {
    const valeurs = recues.flatMap((r) => (r[question.id] === undefined ? [] : [r[question.id] ?? '']));
    const [nombre, acceptees] = [valeurs.length, valeursDe(question)];
    if (nombre < SEUIL_ANONYMAT) return { question, nombre, masque: true, repartition: [], moyenneCentiemes: null, textes: [] };
    return {
      question, nombre, masque: false,
      repartition: (acceptees ?? []).map((valeur) => ({ valeur, nombre: valeurs.filter((v) => v === valeur).length })),
      moyenneCentiemes: question.nature === 'echelle' ? Math.round((100 * valeurs.reduce((t, v) => t + Number(v), 0)) / nombre) : null,
      textes: acceptees === null ? [...valeurs].sort((a, b) => a.localeCompare(b, 'fr')) : [],
    };
  });
}
