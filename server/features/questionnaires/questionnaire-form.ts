import Joi from 'joi';
import { NATURES_QUESTION, TEXTE_MAX, type NatureQuestion, type Reponses } from '../../domain/questionnaires/questionnaire.js';
import { entierSaisi, formulaire, ligne, lignes, sauf, texte } from '../../web/form-errors.js';

/** Answers by id of question; which are accepted is the rule's to say. */
export const formulaireReponses = formulaire<{ readonly reponses: Reponses }>({
  reponses: Joi.object().pattern(/^q\d{1,2}$/, texte(TEXTE_MAX).allow('')).default({}),
});

/** How many slips to print at once. */
export const formulaireBulletins = formulaire<{ readonly nombre: number }>({ nombre: sauf(entierSaisi(200).required(), 0, 'Demandez au moins un bulletin.') });

export interface QuestionSaisie { readonly nature: NatureQuestion; readonly intitule: string; readonly choix: string }
export const formulaireModele = formulaire<{ readonly version: number; readonly questions: readonly QuestionSaisie[] }>({
  version: entierSaisi().required(),
  questions: lignes(Joi.object({ nature: Joi.string().valid(...NATURES_QUESTION).default('echelle'), intitule: ligne(200).allow('').default(''), choix: texte(1500).allow('').default('') }), 25),
});

/** One choice a line; blank lines are left out. */
export const choixDe = (choix: string): string[] => choix.split('\n').map((c) => c.trim().slice(0, 120)).filter((c) => c !== '');
