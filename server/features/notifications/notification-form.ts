import Joi from 'joi';
import { RYTHMES, type Rythme } from '../../domain/echanges/courriels.js';
import { formulaire } from '../../web/form-errors.js';

export interface SaisieRythme { readonly rythme: Rythme }

export const FORMULAIRE_RYTHME = formulaire<SaisieRythme>({
  rythme: Joi.string().valid(...RYTHMES).required().messages({ 'any.required': 'Choisissez un rythme.', 'any.only': 'Choisissez un des rythmes proposés.' }),
});
