import Joi from 'joi';
import { MOTIFS_REFUS, SENS_DECISION, type MotifRefus, type SensDecision } from '../../domain/decisions/decision.js';
import { FINANCEURS, type Financeur } from '../../domain/financements/nomenclature.js';
import { formulaire, jourSaisi, ligne, montantSaisi, texte, type Formulaire } from '../../web/form-errors.js';

/** A line of the délibération as typed; an empty `sens` leaves the dossier undecided. */
export interface LigneSaisie {
  readonly sens: SensDecision | '';
  /** Of the call's own funder, in cents. */
  readonly montant?: number;
  /** Of the other funders that pay, in cents. */
  readonly autres?: Partial<Readonly<Record<Financeur, number>>>;
  readonly motifCode: MotifRefus | '';
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

const motifRequis = { 'string.empty': 'Indiquez le motif : il figure dans la lettre.', 'any.required': 'Indiquez le motif : il figure dans la lettre.' };
const motifEnToutesLettres = texte(2000).required().messages(motifRequis);

const decision = Joi.object({
  sens: Joi.string().valid('', ...SENS_DECISION).default(''),
  montant: Joi.when('sens', { is: 'attribue', then: montantSaisi().required(), otherwise: Joi.any().strip() }),
  autres: Joi.when('sens', { is: 'attribue', then: Joi.object().pattern(Joi.valid(...FINANCEURS), montantSaisi()), otherwise: Joi.any().strip() }),
  motifCode: Joi.when('sens', { is: 'refuse', then: Joi.string().valid('', ...MOTIFS_REFUS).default(''), otherwise: Joi.any().strip() }),
  motif: Joi.when('sens', {
    switch: [
      { is: 'ajourne', then: motifEnToutesLettres },
      { is: 'refuse', then: Joi.when('motifCode', { is: Joi.valid('', 'autre').required(), then: motifEnToutesLettres, otherwise: texte(2000).allow('').default('') }) },
    ],
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

/** The number of a registered letter, as the post writes it; empty for none. */
export const formulaireRecommande: Formulaire<{ recommande: string }> = formulaire<{ recommande: string }>({
  recommande: ligne(40).pattern(/^[\dA-Z ]*$/i).allow('').default('').messages({ 'string.pattern.base': 'Un numéro de recommandé ne compte que des chiffres, des lettres et des espaces, par exemple 1A 123 456 7890 1.' }),
});
