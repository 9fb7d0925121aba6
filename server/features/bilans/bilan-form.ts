import Joi from 'joi';
import type { PublicsSaisis } from '../../domain/bilans/contenu.js';
import { CHAMPS_IMPORT } from '../../domain/bilans/importation.js';
import { FINANCEURS, POSTES, type Financeur, type Poste } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { caseCochee, entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, quantiteFacultative, texte } from '../../web/form-errors.js';
import { lireHeures, lireMois, type Correspondance } from './import-rangee.js';

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
  volumes: Joi.array().items(quantiteFacultative()).max(100).default([]),
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
  readonly fournisseur: string;
  readonly reference: string;
  readonly salarie: string;
  /** `AAAA-MM`. */
  readonly mois: string | null;
  /** Hundredths of an hour. */
  readonly heures: number | null;
}

/** A field read by `lire`, null when it is empty; what cannot be read gets `phrase`. */
const lu = <T>(lire: (texte: string) => T | null, phrase: string): Joi.AnySchema<T | null> => Joi.any().custom((valeur: unknown, aide) =>
  lire(typeof valeur === 'string' ? valeur.slice(0, 40) : '') ?? aide.message({ custom: phrase })).empty('').default(null) as Joi.AnySchema<T | null>;

export const formulaireDepense = formulaire<SaisieDepense>({
  depenseId: Joi.string().guid().empty('').default(null),
  poste: exige(Joi.string().valid(...POSTES), 'Choisissez le poste de la dépense.'),
  libelle: exige(ligne(300), 'Indiquez le libellé de la dépense.'),
  date: exige(jourSaisi(), 'Indiquez la date de la dépense.'),
  acquitteeLe: jourSaisi().default(null),
  montant: exige(montantSaisi(), 'Indiquez le montant de la dépense.'),
  fournisseur: ligne(200).allow('').default(''),
  reference: ligne(100).allow('').default(''),
  salarie: ligne(200).allow('').default(''),
  mois: lu(lireMois, 'Saisissez un mois, par exemple 06/2022.'),
  heures: lu(lireHeures, 'Saisissez un nombre d’heures, par exemple 151,67, de 744 au plus.'),
});

const ids = (max: number): Joi.ArraySchema => Joi.array().items(Joi.string().guid()).single().unique().max(max).default([]);

/** Lines and files ticked together, and files sent with them. */
export interface SaisieRattachement { readonly depenseIds: readonly string[]; readonly fichierIds: readonly string[] }
export const formulaireRattachement = formulaire<SaisieRattachement>({ depenseIds: ids(200), fichierIds: ids(200) });

const colonne = (): Joi.AnySchema<number> => Joi.number().integer().min(0).max(99).empty('');

/** What the columns of a spreadsheet hold. */
export const formulaireColonnes = formulaire<Correspondance>({
  colonnes: Joi.object(Object.fromEntries(CHAMPS_IMPORT.map((c) => [c, colonne()]))).default({}),
  poste: Joi.string().valid(...POSTES).empty('').default(null),
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

/** Why an intermediate bilan is sent back. */
export const formulaireRenvoi = formulaire<{ readonly motif: string }>({ motif: exige(texte(5000), 'Dites ce qui doit être corrigé ou précisé.') });
