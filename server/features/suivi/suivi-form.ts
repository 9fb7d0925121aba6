import Joi from 'joi';
import { entierSaisi, formulaire, heureSaisie, jourSaisi, ligne, texte, type Formulaire } from '../../web/form-errors.js';
import type { SeanceEmargee } from './emargement-service.js';
import { PARTIES_SUITE, type SuiteSaisie } from './suite-service.js';
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

/** What a finding asks for. */
export const formulaireSuite: Formulaire<SuiteSaisie> = formulaire<SuiteSaisie>({
  constat: ligne(500).required(),
  responsable: ligne(200).required(),
  partie: Joi.string().valid(...PARTIES_SUITE).required(),
  echeance: jourSaisi().required(),
});

/** What was done about it. */
export const formulaireFaite: Formulaire<{ readonly reponse: string }> = formulaire<{ readonly reponse: string }>({ reponse: texte(2000).required() });

/** A session as its signed sheet says it; the file comes beside. */
export const formulaireEmargement: Formulaire<Omit<SeanceEmargee, 'fichierId'>> = formulaire<Omit<SeanceEmargee, 'fichierId'>>({
  date: jourSaisi().required(),
  debut: heureSaisie().required(),
  fin: heureSaisie().required(),
  action: ligne(300).required(),
  participants: entierSaisi(1000).required(),
});
