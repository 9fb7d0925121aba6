import type { Knex } from 'knex';
import { QUESTIONS_PAR_DEFAUT, type Question, type Reponses } from '../../domain/questionnaires/questionnaire.js';

/** The questionnaire of an action, with the questions as they were when it was opened. */
export interface QuestionnaireLu { readonly id: string; readonly dossierId: string; readonly questions: readonly Question[]; readonly jeton: string; readonly ouvertLe: string; readonly fermeLe: string | null }

interface Ligne { id: string; dossier_id: string; questions: string; jeton: string; ouvert_le: string; ferme_le: string | null }

const lire = (l: Ligne): QuestionnaireLu => ({ id: l.id, dossierId: l.dossier_id, questions: JSON.parse(l.questions) as Question[], jeton: l.jeton, ouvertLe: l.ouvert_le, fermeLe: l.ferme_le });

/** Questionnaire of a dossier; null while it was never opened. */
export async function lireQuestionnaire(db: Knex, dossierId: string): Promise<QuestionnaireLu | null> {
  const ligne = await db('questionnaires').where({ dossier_id: dossierId }).first<Ligne | undefined>();
  return ligne === undefined ? null : lire(ligne);
}

/** What a participant reaches by a link: the questionnaire, the action's name, and the slip when the link is one's own. */
export interface AccesLu extends QuestionnaireLu { readonly titre: string; readonly organismeNom: string; readonly bulletin: { readonly utilise: boolean } | null }

type LigneAcces = Ligne & { titre: string; nom: string };

/** Finds a questionnaire by its open link or by the link of one slip; null when there is none. */
export async function lireAcces(db: Knex, jeton: string): Promise<AccesLu | null> {
  const requete = (): Knex.QueryBuilder => db('questionnaires as q').join('dossiers as d', 'd.id', 'q.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id');
  const champs = ['q.id', 'q.dossier_id', 'q.questions', 'q.jeton', 'q.ouvert_le', 'q.ferme_le', 'd.titre', 'o.nom'];
  const libre = await requete().where('q.jeton', jeton).first<LigneAcces | undefined>(...champs);
  if (libre !== undefined) return { ...lire(libre), titre: libre.titre, organismeNom: libre.nom, bulletin: null };
  const parBulletin = await requete().join('questionnaire_lots as l', 'l.questionnaire_id', 'q.id').join('questionnaire_bulletins as b', 'b.lot_id', 'l.id').where('b.jeton', jeton)
    .first<(LigneAcces & { utilise: boolean | number }) | undefined>(...champs, 'b.utilise');
  return parBulletin === undefined ? null : { ...lire(parBulletin), titre: parBulletin.titre, organismeNom: parBulletin.nom, bulletin: { utilise: Boolean(parBulletin.utilise) } };
}

/** Slips printed together, and how many were used. */
export interface LotLu { readonly id: string; readonly nombre: number; readonly prepareLe: string; readonly utilises: number }

/** Lots of slips of a questionnaire, the latest first. */
export async function listerLots(db: Knex, questionnaireId: string): Promise<LotLu[]> {
  const utilises = db('questionnaire_bulletins as b').whereRaw('b.lot_id = l.id').where('b.utilise', true).count('*').as('utilises');
  const lignes = await db('questionnaire_lots as l').where('l.questionnaire_id', questionnaireId).orderBy('l.id', 'desc')
    .select('l.id', 'l.nombre', 'l.prepare_le').select<{ id: string; nombre: number; prepare_le: string; utilises: number | string }[]>(utilises);
  return lignes.map((l) => ({ id: l.id, nombre: Number(l.nombre), prepareLe: l.prepare_le, utilises: Number(l.utilises) }));
}

/** Links of the slips of a lot not used yet; null when the lot is not of this questionnaire. */
export async function lireBulletins(db: Knex, questionnaireId: string, lotId: string): Promise<string[] | null> {
  if ((await db('questionnaire_lots').where({ id: lotId, questionnaire_id: questionnaireId }).first('id')) === undefined) return null;
  return (await db('questionnaire_bulletins').where({ lot_id: lotId, utilise: false }).orderBy('jeton').select<{ jeton: string }[]>('jeton')).map((b) => b.jeton);
}

/** Answers received, without anything else. */
export const lireReponsesRecues = async (db: Knex, questionnaireId: string): Promise<Reponses[]> =>
  (await db('questionnaire_reponses').where({ questionnaire_id: questionnaireId }).orderBy('id').select<{ reponses: string }[]>('reponses')).map((l) => JSON.parse(l.reponses) as Reponses);

/** Questions of the département, with the number of their version: 0 for those of the product. */
export async function lireModele(db: Knex): Promise<{ readonly version: number; readonly questions: readonly Question[] }> {
  const ligne = await db('questionnaire_modeles').orderBy('version', 'desc').first<{ version: number; questions: string } | undefined>('version', 'questions');
  return ligne === undefined ? { version: 0, questions: QUESTIONS_PAR_DEFAUT } : { version: Number(ligne.version), questions: JSON.parse(ligne.questions) as Question[] };
}

/** True when a dossier has a convention that both sides signed. */
export const estConventionne = async (db: Knex, dossierId: string): Promise<boolean> =>
  (await db('conventions').where({ dossier_id: dossierId }).whereIn('etat', ['signee', 'en_execution', 'soldee', 'resiliee']).first('id')) !== undefined;
