import Joi from 'joi';
import { SENS_DECISION, type SensDecision } from '../../domain/decisions/decision.js';
import { formulaire, jourSaisi, ligne, montantSaisi, texte, type Formulaire } from '../../web/form-errors.js';

/** A line of the délibération as typed; an empty `sens` leaves the dossier undecided. */
export interface LigneSaisie {
  readonly sens: SensDecision | '';
  readonly montant?: number;
  readonly motif: string;
}

export interface SaisieDeliberation {
  readonly numero: string;
  readonly date: string;
  /** By dossier id, so that a line keeps its error whatever the order of the page. */
  readonly decisions: Readonly<Record<string, LigneSaisie>>;
}

const DOSSIERS_MAX = 500;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const decision = Joi.object({
  sens: Joi.string().valid('', ...SENS_DECISION).default(''),
  montant: Joi.when('sens', { is: 'attribue', then: montantSaisi().required(), otherwise: Joi.any().strip() }),
  motif: Joi.when('sens', {
    is: Joi.valid('refuse', 'ajourne'),
    then: texte(2000).required().messages({ 'string.empty': 'Indiquez le motif : il figure dans la lettre.', 'any.required': 'Indiquez le motif : il figure dans la lettre.' }),
    otherwise: texte(2000).allow('').default(''),
  }),
});

/** The délibération with a line per dossier. */
export const formulaireDeliberation: Formulaire<SaisieDeliberation> = formulaire<SaisieDeliberation>({
  numero: ligne(60).required(),
  date: jourSaisi().required(),
  decisions: Joi.object().pattern(UUID, decision).max(DOSSIERS_MAX).default({}),
});

/** A button without any field. */
export const formulaireVide: Formulaire<object> = formulaire<object>({});
