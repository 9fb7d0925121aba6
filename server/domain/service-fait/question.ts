import { ajouterJours, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** Longest time left to answer a question on a line, days: the control does not sleep for more than two months. */
export const QUESTION_MAX_JOURS = 60;

/**
 * Checks the last day given to answer a question on an expense line: after today, at most `QUESTION_MAX_JOURS` later.
 * @throws Refus `question.date` with the first and the last day that would do
 * @see issue 5, CSF: a line is judged or parked until an answer
 */
export function exigerLimiteDeQuestion(limite: Jour, aujourdhui: Jour): void {
  const [premier, dernier] = [ajouterJours(aujourdhui, 1), ajouterJours(aujourdhui, QUESTION_MAX_JOURS)];
  if (limite < premier || limite > dernier) throw new Refus('question.date', { champ: 'reponseAvant', premier, dernier });
}
