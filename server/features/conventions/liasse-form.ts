import Joi from 'joi';
import type { Rotation } from '../../platform/lecture-pages.js';
import { entierSaisi, formulaire, ligne, texte, type Formulaire } from '../../web/form-errors.js';
import type { Affectation } from './liasse-service.js';

const ROTATIONS: readonly Rotation[] = [0, 90, 180, 270];

/** Which page of which document a page set aside is. */
export const formulaireAffectation: Formulaire<Affectation> = formulaire<Affectation>({
  numero: ligne(60).uppercase().required().messages({ 'string.empty': 'Indiquez le numéro de la convention ou de l’avenant.' }),
  rang: entierSaisi(300).required(),
  rotation: Joi.number().valid(...ROTATIONS).default(0),
});

/** Why a page is put away. */
export const formulaireEcart: Formulaire<{ motif: string }> = formulaire<{ motif: string }>({ motif: texte(500).required() });
