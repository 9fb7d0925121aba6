import Joi from 'joi';
import { formulaire, jourSaisi } from '../../web/form-errors.js';
import type { PublicationFaite } from './publication-service.js';

/** Conventions ticked in the list, and the day on which their data were put online. */
export const formulairePublication = formulaire<{ conventions: readonly string[]; publieeLe: PublicationFaite['publieeLe'] }>({
  conventions: Joi.array().items(Joi.string().guid()).single().unique().max(50).default([]),
  publieeLe: jourSaisi().required(),
});
