import Joi from 'joi';
import { ACTES_CONTESTABLES, SENS_REPONSE, type NatureActe, type SensReponse } from '../../domain/recours/recours.js';
import { formulaire, texte, type Formulaire } from '../../web/form-errors.js';

/** What the porteur contests, and why. */
export const formulaireRecours: Formulaire<{ contre: NatureActe; texte: string }> = formulaire<{ contre: NatureActe; texte: string }>({
  contre: Joi.string().valid(...ACTES_CONTESTABLES).required(),
  texte: texte(20_000).required().messages({ 'string.empty': 'Expliquez ce que vous contestez et pourquoi.', 'any.required': 'Expliquez ce que vous contestez et pourquoi.' }),
});

/** The answer to a recours, with its reasons. */
export const formulaireReponse: Formulaire<{ sens: SensReponse; reponse: string }> = formulaire<{ sens: SensReponse; reponse: string }>({
  sens: Joi.string().valid(...SENS_REPONSE).required(),
  reponse: texte(10_000).required().messages({ 'string.empty': 'Motivez la réponse : elle figure dans la lettre.', 'any.required': 'Motivez la réponse : elle figure dans la lettre.' }),
});
