import Joi from 'joi';
import { estId } from '../../platform/ids.js';
import { formulaire, ligne, texte } from '../../web/form-errors.js';

export interface AffectationEnNombre {
  readonly dossiers: readonly string[];
  readonly instructeurId: string;
  readonly motif: string;
  /** Query of the list to come back to. */
  readonly retour: string;
}

/** Ids of the dossiers shown on the page of confirmation, parted by commas: what is done is what was shown. */
const ids = Joi.any().custom((valeur: unknown, aide) => {
  const lus = typeof valeur === 'string' ? [...new Set(valeur.slice(0, 20_000).split(',').filter(estId))] : [];
  return lus.length === 0 ? aide.error('any.required') : lus;
}).required() as Joi.AnySchema<readonly string[]>;

export const formulaireAffectation = formulaire<AffectationEnNombre>({ dossiers: ids, instructeurId: ligne(36).required().messages({ 'any.required': 'Choisissez une personne.', 'string.empty': 'Choisissez une personne.' }), motif: texte(1000).allow('').default(''), retour: Joi.string().allow('').max(2000).default('') });
