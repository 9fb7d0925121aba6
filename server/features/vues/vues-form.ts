import Joi from 'joi';
import { caseCochee, formulaire, ligne } from '../../web/form-errors.js';

export interface SaisieVue {
  readonly nom: string;
  readonly partagee: boolean;
  readonly parDefaut: boolean;
}
export interface SaisieNouvelleVue extends SaisieVue { readonly liste: string; readonly requete: string }

const champs = { nom: ligne(100).required(), partagee: caseCochee(), parDefaut: caseCochee() };

export const formulaireVue = formulaire<SaisieVue>(champs);
export const formulaireNouvelleVue = formulaire<SaisieNouvelleVue>({ ...champs, liste: ligne(30).required(), requete: Joi.string().allow('').max(2000).default('') });
