import Joi from 'joi';
import type { Jour } from '../../domain/kernel/jour.js';
import { formulaire, jourSaisi, ligne } from '../../web/form-errors.js';

export interface SaisieRegle { readonly dispositif: number; readonly territoire: string; readonly instructeurId: string }
export const FORMULAIRE_REGLE = formulaire<SaisieRegle>({
  dispositif: Joi.number().integer().min(0).max(1000).required(), territoire: ligne(10).allow('').default(''), instructeurId: ligne(36).required().messages({ 'string.empty': 'Choisissez une personne.' }),
});

export interface SaisieAbsence { readonly personneId: string; readonly suppleantId: string; readonly du: Jour; readonly au: Jour }
export const FORMULAIRE_ABSENCE = formulaire<SaisieAbsence>({
  personneId: ligne(36).required(), suppleantId: ligne(36).required(), du: jourSaisi().required(), au: jourSaisi().required(),
});
