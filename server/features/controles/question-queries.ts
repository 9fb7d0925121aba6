import type { Knex } from 'knex';
import type { Justificatif } from '../../domain/bilans/lignes.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';

/** A question of the controller on an expense line, with its answer. */
export interface Question {
  readonly id: string;
  readonly depenseId: string;
  readonly question: string;
  /** Last day to answer; a later answer is still taken while the question waits. */
  readonly limite: Jour;
  readonly poseeLe: string;
  readonly reponse: string;
  readonly piece: Justificatif | null;
  readonly repondueLe: string | null;
  readonly retireeLe: string | null;
}

interface Ligne {
  id: string; depense_id: string; question: string; limite: string; posee_le: string; reponse: string; repondue_le: string | null; retiree_le: string | null;
  f_id: string | null; nom: string | null; taille: number | string | null; sha256: string | null;
}

/** Questions asked on the lines of a bilan, oldest first; one query. */
export async function lireQuestions(db: Knex, bilanId: string): Promise<Question[]> {
  const lignes = await db('depense_questions as q').leftJoin('fichiers as f', 'f.id', 'q.fichier_id').where({ 'q.bilan_id': bilanId }).orderBy(['q.posee_le', 'q.id'])
    .select<Ligne[]>('q.id', 'q.depense_id', 'q.question', 'q.limite', 'q.posee_le', 'q.reponse', 'q.repondue_le', 'q.retiree_le', 'f.id as f_id', 'f.nom', 'f.taille', 'f.sha256');
  return lignes.map((l) => ({
    id: l.id, depenseId: l.depense_id, question: l.question, limite: jour(l.limite), poseeLe: l.posee_le, reponse: l.reponse, repondueLe: l.repondue_le, retireeLe: l.retiree_le,
    piece: l.f_id === null ? null : { id: l.f_id, nom: l.nom ?? '', taille: Number(l.taille ?? 0), sha256: l.sha256 ?? '' },
  }));
}

/** Questions neither answered nor withdrawn: their lines are parked. */
export const questionsEnAttente = (questions: readonly Question[]): readonly Question[] => questions.filter((q) => q.repondueLe === null && q.retireeLe === null);

/** The question a line is parked on, or null. */
export const questionDeLaLigne = (questions: readonly Question[], depenseId: string): Question | null => questionsEnAttente(questions).find((q) => q.depenseId === depenseId) ?? null;
