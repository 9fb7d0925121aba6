import Joi from 'joi';
import { formulaire, jourSaisi, ligne, texte, type Formulaire } from '../../web/form-errors.js';
import type { VisiteSaisie } from './suivi-service.js';
import { NATURES_VISITE } from './suivi-store.js';

/** A visit or steering meeting. */
export const formulaireVisite: Formulaire<VisiteSaisie> = formulaire<VisiteSaisie>({
  nature: Joi.string().valid(...NATURES_VISITE).required(),
  date: jourSaisi().required(),
  participants: ligne(1000).required(),
  constats: texte(10_000).required(),
  suites: texte(5000).allow('').default(''),
});
