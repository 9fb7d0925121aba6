import type { Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerLimiteDeQuestion } from '../../domain/service-fait/question.js';
import { jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { prevenirLePorteur } from '../bilans/bilan-service.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { lignesAControler } from './controle-faits.js';
import { exigerControleOuvert, tenirLeControle } from './controle-tenu.js';
import { questionDeLaLigne, questionsEnAttente } from './question-queries.js';
import { ecrireQuestion, ecrireReponseQuestion, ecrireRetraitQuestion } from './question-store.js';

/**
 * Parks an expense line: a question goes to the porteur, and the line can be judged again once it is answered or withdrawn.
 * @throws Refus `question.deja_posee`, `question.date`, `controle.ligne_au_forfait`, `controle.contradictoire_en_cours`, `etat.incompatible`
 * @see issue 5, CSF
 */
export async function poserQuestion(ctx: Contexte, dossierId: string, depenseId: string, { question, limite }: { readonly question: string; readonly limite: Jour }): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const { d, bilan } = tenu;
  const controle = exigerControleOuvert(tenu, ctx);
  const ligne = trouve(bilan.depenses.find((l) => l.id === depenseId));
  if (!lignesAControler(d, bilan).includes(ligne)) throw new Refus('controle.ligne_au_forfait');
  if (questionDeLaLigne(controle.questions, depenseId) !== null) throw new Refus('question.deja_posee');
  exigerLimiteDeQuestion(limite, jourAParis(ctx.maintenant));
  const id = await ecrireQuestion(ctx, { bilanId: bilan.id, depenseId, question, limite });
  ctx.journaliser({ action: 'question.poser', objet: 'bilan', objetId: bilan.id, dossierId, motif: question, donnees: { ligne: depenseId, rang: ligne.rang, limite, avantCents: ligne.retenu } });
  await prevenirLePorteur(ctx, d, `question.poser:${id}`, 'Une question sur votre bilan',
    `Le contrôleur vous interroge sur la dépense ${ligne.rang}, « ${ligne.libelle} » :\n\n${question}\n\nRépondez, avec une pièce s’il le faut, jusqu’au ${dateLongue(limite)} inclus, depuis la page « Questions du contrôleur » de votre bilan. La dépense sera jugée ensuite.`);
}

/** The porteur's answer to a question: words, evidence, or both. */
export interface ReponseQuestion { readonly questionId: string; readonly reponse: string; readonly fichierId: string | null }

/** Answers a question: its line waits for the controller again. @throws Refus `question.fermee`, `question.reponse_vide` */
export async function repondreQuestion(ctx: Contexte, dossierId: string, { questionId, reponse, fichierId }: ReponseQuestion): Promise<void> {
  const { d, bilan, controle } = await tenirLeControle(ctx, dossierId);
  const question = trouve(controle?.questions.find((q) => q.id === questionId));
  if (!questionsEnAttente([question]).includes(question)) throw new Refus('question.fermee');
  if (reponse === '' && fichierId === null) throw new Refus('question.reponse_vide', { champ: 'reponse' });
  await ecrireReponseQuestion(ctx, questionId, reponse, fichierId);
  const rang = bilan.depenses.find((l) => l.id === question.depenseId)?.rang ?? 0;
  ctx.journaliser({ action: 'question.repondre', objet: 'bilan', objetId: bilan.id, dossierId, ...(reponse === '' ? {} : { motif: reponse }), donnees: { ligne: question.depenseId, rang, fichierId } });
  await ecrireAuxAgents(ctx, (await agentsHabilites(ctx.db, 'controleur')).filter((c) => c.id === d.dossier.controleurId), dossierId, {
    cle: `question.repondre:${questionId}`, sujet: `Réponse sur la dépense ${rang} : ${d.dossier.numero ?? ''} ${d.dossier.organismeNom}`,
    texte: `Bonjour,\n\n${d.dossier.organismeNom} répond à votre question sur la dépense ${rang}. Vous pouvez la juger.`,
  });
}

/** Withdraws the question a line is parked on, so that it is judged without an answer. @throws Refus `question.fermee` and those of an open control */
export async function retirerQuestion(ctx: Contexte, dossierId: string, depenseId: string): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const question = questionDeLaLigne(exigerControleOuvert(tenu, ctx).questions, depenseId);
  if (question === null) throw new Refus('question.fermee');
  await ecrireRetraitQuestion(ctx, question.id);
  const rang = tenu.bilan.depenses.find((l) => l.id === depenseId)?.rang ?? 0;
  ctx.journaliser({ action: 'question.retirer', objet: 'bilan', objetId: tenu.bilan.id, dossierId, donnees: { ligne: depenseId, rang } });
  await prevenirLePorteur(ctx, tenu.d, `question.retirer:${question.id}`, 'Question du contrôleur retirée', `Le contrôleur retire sa question sur la dépense ${rang} : il la jugera avec les pièces qu’il a.`);
}
