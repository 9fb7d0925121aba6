import Joi from 'joi';
import type { PublicsSaisis } from '../../domain/bilans/contenu.js';
import { FINANCEURS, POSTES, type Financeur, type Poste } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { caseCochee, entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, quantiteSaisie, texte } from '../../web/form-errors.js';

/** Whole number of people; null when left empty. */
const personnesSaisies = (): Joi.AnySchema<number> => entierSaisi(100_000).default(null);

/** Required, with one sentence that names what is missing: the summary of errors is read away from the field. */
const exige = <T>(schema: Joi.AnySchema<T>, phrase: string): Joi.AnySchema<T> =>
  schema.required().messages({ 'any.required': phrase, 'any.only': phrase, 'string.empty': phrase });

export interface SaisieRealisation {
  /** Version the person was reading. */
  readonly version: number;
  readonly volumes: readonly (number | null)[];
  readonly publics: PublicsSaisis;
  readonly indicateurs: readonly string[];
  readonly recit: string;
  readonly nonExecution: boolean;
}

export const formulaireRealisation = formulaire<SaisieRealisation>({
  version: Joi.number().integer().min(1).required(),
  volumes: Joi.array().items(quantiteSaisie()).max(100).default([]),
  publics: Joi.object({ rsa: personnesSaisies(), horsRsaMoins25: personnesSaisies(), horsRsaAutres: personnesSaisies() })
    .default({ rsa: null, horsRsaMoins25: null, horsRsaAutres: null }),
  indicateurs: Joi.array().items(ligne(500).allow('')).max(100).default([]),
  recit: texte(20_000).allow('').default(''),
  nonExecution: caseCochee(),
});

export interface SaisieDepense {
  /** Line being changed; null for a new one. */
  readonly depenseId: string | null;
  readonly poste: Poste;
  readonly libelle: string;
  readonly date: Jour;
  readonly acquitteeLe: Jour | null;
  readonly montant: number;
}

export const formulaireDepense = formulaire<SaisieDepense>({
  depenseId: Joi.string().guid().empty('').default(null),
  poste: exige(Joi.string().valid(...POSTES), 'Choisissez le poste de la dépense.'),
  libelle: exige(ligne(300), 'Indiquez le libellé de la dépense.'),
  date: exige(jourSaisi(), 'Indiquez la date de la dépense.'),
  acquitteeLe: jourSaisi().default(null),
  montant: exige(montantSaisi(), 'Indiquez le montant de la dépense.'),
});

export interface SaisieRessource {
  readonly ressourceId: string | null;
  readonly financeur: Financeur;
  readonly libelle: string;
  readonly montant: number;
}

export const formulaireRessource = formulaire<SaisieRessource>({
  ressourceId: Joi.string().guid().empty('').default(null),
  financeur: exige(Joi.string().valid(...FINANCEURS), 'Choisissez le financeur.'),
  libelle: exige(ligne(300), 'Indiquez le nom du financeur et la nature de l’aide.'),
  montant: exige(montantSaisi(), 'Indiquez le montant reçu.'),
});

/** The signataire certifies what is deposited. */
export const formulaireDepot = formulaire<{ readonly certifie: true }>({
  certifie: Joi.boolean().truthy('oui').valid(true).required().messages({ '*': 'Cochez cette case pour déposer le bilan.' }),
});
