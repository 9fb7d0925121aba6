import { composerQuestions, lireReponses, type Question, type Reponses } from '../../domain/questionnaires/questionnaire.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { estDoublon, verrouiller } from '../../platform/database.js';
import { jetonAleatoire, jetonATaper } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { estConventionne, lireAcces, lireModele, lireQuestionnaire, type QuestionnaireLu } from './questionnaire-queries.js';

/** Slips of one questionnaire, all lots together. */
const MAX_BULLETINS = 1000;

/**
 * Opens the questionnaire of an action under convention, with the questions of the day; opens again one that was closed, whose
 * questions stay, so that all its answers can be added up. Nothing happens when it is open.
 * @throws Refus `questionnaire.sans_convention`
 */
export async function ouvrirQuestionnaire(ctx: Contexte, dossierId: string): Promise<void> {
  if (!(await estConventionne(ctx.db, dossierId))) throw new Refus('questionnaire.sans_convention');
  const { questions } = await lireModele(ctx.db);
  await ctx.db('questionnaires')
    .insert({ id: ctx.nouvelId(), dossier_id: dossierId, questions: JSON.stringify(questions), jeton: jetonATaper(), ouvert_par: trouve(ctx.acteur.id), ouvert_le: ctx.maintenant, ferme_le: ctx.maintenant })
    .onConflict('dossier_id').ignore();
  const ouverts = await ctx.db('questionnaires').where({ dossier_id: dossierId }).whereNotNull('ferme_le').update({ ferme_le: null });
  if (ouverts > 0) ctx.journaliser({ action: 'questionnaire.ouvrir', objet: 'dossier', objetId: dossierId, dossierId });
}

/** Closes the questionnaire of an action: its links say so, its results stay. */
export async function fermerQuestionnaire(ctx: Contexte, dossierId: string): Promise<void> {
  const fermes = await ctx.db('questionnaires').where({ dossier_id: dossierId }).whereNull('ferme_le').update({ ferme_le: ctx.maintenant });
  if (fermes > 0) ctx.journaliser({ action: 'questionnaire.fermer', objet: 'dossier', objetId: dossierId, dossierId });
}

async function tenir(ctx: Contexte, id: string): Promise<QuestionnaireLu> {
  const ligne = await verrouiller(ctx.db('questionnaires').where({ id }), ctx.db).first<{ dossier_id: string } | undefined>('dossier_id');
  return trouve(await lireQuestionnaire(ctx.db, trouve(ligne).dossier_id));
}

/**
 * Prepares slips to print, each good for one answer.
 * @throws Refus `questionnaire.ferme`, `questionnaire.trop_de_bulletins`
 */
export async function preparerBulletins(ctx: Contexte, dossierId: string, nombre: number): Promise<void> {
  const questionnaire = await tenir(ctx, trouve(await lireQuestionnaire(ctx.db, dossierId)).id);
  if (questionnaire.fermeLe !== null) throw new Refus('questionnaire.ferme');
  const deja = Number((await ctx.db('questionnaire_lots').where({ questionnaire_id: questionnaire.id }).sum({ n: 'nombre' }).first<{ n: number | string | null } | undefined>())?.n ?? 0);
  if (deja + nombre > MAX_BULLETINS) throw new Refus('questionnaire.trop_de_bulletins', { champ: 'nombre', reste: MAX_BULLETINS - deja });
  const lotId = ctx.nouvelId();
  await ctx.db('questionnaire_lots').insert({ id: lotId, questionnaire_id: questionnaire.id, nombre, prepare_par: trouve(ctx.acteur.id), prepare_le: ctx.maintenant });
  await ctx.db('questionnaire_bulletins').insert(Array.from({ length: nombre }, () => ({ jeton: jetonATaper(), lot_id: lotId, utilise: false })));
  ctx.journaliser({ action: 'questionnaire.preparer_bulletins', objet: 'dossier', objetId: dossierId, dossierId, donnees: { nombre } });
}

/**
 * Keeps one anonymous answer: what was answered and the month, nothing of who answers. A slip serves once; the answer does not
 * say which slip allowed it.
 * @throws Refus `questionnaire.ferme`, `questionnaire.bulletin_utilise`, and those of `lireReponses`
 */
export async function repondre(ctx: Contexte, jeton: string, saisies: Reponses): Promise<void> {
  const acces = trouve(await lireAcces(ctx.db, jeton));
  const { questions, fermeLe } = await tenir(ctx, acces.id);
  if (fermeLe !== null) throw new Refus('questionnaire.ferme');
  const reponses = lireReponses(questions, saisies);
  if (acces.bulletin !== null && (await ctx.db('questionnaire_bulletins').where({ jeton, utilise: false }).update({ utilise: true })) !== 1) throw new Refus('questionnaire.bulletin_utilise');
  await ctx.db('questionnaire_reponses').insert({ id: jetonAleatoire(), questionnaire_id: acces.id, mois: jourAParis(ctx.maintenant).slice(0, 7), reponses: JSON.stringify(reponses) });
  ctx.journaliser({ action: 'questionnaire.repondre', objet: 'dossier', objetId: acces.dossierId, dossierId: acces.dossierId });
}

/**
 * Replaces the questions of the département by a new version; questionnaires already opened keep theirs.
 * @throws Refus `questionnaire.modele_change`, and those of `composerQuestions`
 */
export async function enregistrerModele(ctx: Contexte, version: number, saisies: readonly Omit<Question, 'id'>[]): Promise<void> {
  const questions = composerQuestions(saisies);
  if ((await lireModele(ctx.db)).version !== version) throw new Refus('questionnaire.modele_change');
  await ctx.db('questionnaire_modeles').insert({ version: version + 1, questions: JSON.stringify(questions), cree_par: trouve(ctx.acteur.id), cree_le: ctx.maintenant })
    .catch((erreur: unknown) => { throw estDoublon(erreur) ? new Refus('questionnaire.modele_change') : erreur; });
  ctx.journaliser({ action: 'questionnaire.modele', objet: 'reglages', objetId: 'questionnaire', donnees: { version: version + 1, questions: questions.length } });
}
