import Joi from 'joi';
import { formaterTaux, type Taux } from '../domain/kernel/taux.js';
import { ANNEES_SAISIES, estHorsDesAnneesSaisies, lireDateSaisie, lireEntierSaisi, lireMontantSaisi } from '../platform/format.js';
import { FormulaireInvalide } from './errors.js';

/** A form: its joi schema and the command it parses to. */
export interface Formulaire<T> {
  readonly schema: Joi.ObjectSchema<T>;
}

const MESSAGES: Joi.LanguageMessages = {
  'any.required': 'Renseignez ce champ.',
  'string.empty': 'Renseignez ce champ.',
  'string.max': 'Ce texte est trop long : {#limit} caractères au plus.',
  'string.min': 'Ce texte est trop court : {#limit} caractères au moins.',
  'string.email': 'Saisissez une adresse électronique complète, par exemple nom@exemple.fr.',
  'string.pattern.base': 'Ce format n’est pas reconnu.',
  'string.base': 'Saisissez un texte.',
  'any.only': 'Choisissez une des réponses proposées.',
  'any.invalid': 'Cette valeur n’est pas acceptée.',
  'number.base': 'Saisissez un nombre.',
  'number.min': 'Saisissez un nombre supérieur ou égal à {#limit}.',
  'number.max': 'Saisissez un nombre inférieur ou égal à {#limit}.',
  'number.integer': 'Saisissez un nombre entier.',
  'array.min': 'Choisissez au moins {#limit} réponse.',
  'array.max': 'Il y a trop de lignes : {#limit} au plus.',
  'array.base': 'Choisissez une réponse.',
  'object.base': 'Ce champ est mal formé.',
  'montant.invalide': 'Saisissez un montant, par exemple 1 234,56.',
  'montant.borne': 'Ce montant dépasse 99 999 999,99 €.',
  'jour.invalide': 'Saisissez une date, par exemple 12/03/2023.',
  'jour.lointain': `Saisissez une date entre ${ANNEES_SAISIES.de} et ${ANNEES_SAISIES.a}.`,
  'quantite.invalide': 'Saisissez une quantité, par exemple 40 ou 12,5.',
  'entier.invalide': 'Saisissez un nombre entier, par exemple 40.',
  'taux.invalide': 'Saisissez un pourcentage de 0 à 100, par exemple 10 ou 33,33.',
};

const MONTANT_MAX = 9_999_999_999;

/** The text of a field, cut at `max`; several values or a group are no text. */
const tape = (valeur: unknown, max: number): string => (typeof valeur === 'string' ? valeur.slice(0, max) : '');

/** Amount typed by a person (`1 234,56`) → whole cents ≥ 0, at most 99 999 999,99 €. */
export const montantSaisi = (): Joi.AnySchema<number> => Joi.any().custom((valeur: unknown, aide) => {
  const cents = lireMontantSaisi(tape(valeur, 60));
  if (cents === null || cents < 0) return aide.error('montant.invalide');
  return cents > MONTANT_MAX ? aide.error('montant.borne') : cents;
}).empty('') as Joi.AnySchema<number>;

/** Day typed by a person (`12/03/2023` or `2023-03-12`) → `AAAA-MM-JJ`. */
export const jourSaisi = (): Joi.AnySchema<string> => Joi.any().custom((valeur: unknown, aide) => {
  const texte = tape(valeur, 40);
  return lireDateSaisie(texte) ?? aide.error(estHorsDesAnneesSaisies(texte) ? 'jour.lointain' : 'jour.invalide');
}).empty('') as Joi.AnySchema<string>;

const HEURE = /^([01]?\d|2[0-3])\s*[h:.]\s*([0-5]\d)?$/i;

/** Hour typed by a person (`14:05`, `14 h 05`, `9h`) → `HH:MM`. */
export const heureSaisie = (): Joi.StringSchema => ligne(10).custom((valeur: string, aide) => {
  const lue = HEURE.exec(valeur);
  return lue === null ? aide.message({ custom: 'Saisissez une heure, par exemple 14:30.' }) : `${(lue[1] ?? '').padStart(2, '0')}:${lue[2] ?? '00'}`;
});

/** Whole number ≥ 0 typed by a person, at most `max`. */
export const entierSaisi = (max = 1_000_000): Joi.AnySchema<number> => Joi.any().custom((valeur: unknown, aide) => {
  const n = lireEntierSaisi(tape(valeur, 20));
  return n === null || n < 0 || n > max ? aide.error('entier.invalide') : n;
}).empty('') as Joi.AnySchema<number>;

/** Percentage typed by a person (`33,33`, `10 %`), 0 to 100 with at most two decimals → four-decimal rate. */
export const tauxSaisi = (): Joi.AnySchema<Taux> => Joi.any().custom((valeur: unknown, aide) =>
  lirePourcent(tape(valeur, 20)) ?? aide.error('taux.invalide')).empty('') as Joi.AnySchema<Taux>;

function lirePourcent(saisie: string): Taux | null {
  const centiemes = lireMontantSaisi(saisie.replace(/[\s%]+$/u, ''));
  return centiemes === null || centiemes < 0 || centiemes > 10_000 ? null : formaterTaux(centiemes, 10_000);
}

/** The same field, less one value that it must not take once read (joi's own `invalid` looks at what was typed). */
export const sauf = <T>(champ: Joi.AnySchema<T>, valeur: T, phrase: string): Joi.AnySchema<T> => champ.custom((lu: T, aide) => (lu === valeur ? aide.message({ custom: phrase }) : lu));

const QUANTITE = /^\d{1,9}(?:[.,]\d{1,2})?$/;

const lireQuantite: Joi.CustomValidator = (valeur: unknown, aide) => {
  const saisie = tape(valeur, 40).replace(/\s/gu, '');
  return QUANTITE.test(saisie) ? Number(saisie.replace(',', '.')) : aide.error('quantite.invalide');
};

/** Quantity ≥ 0 typed by a person (`1 240`, `12,5`), at most two decimals. */
export const quantiteSaisie = (): Joi.AnySchema<number> => Joi.any().custom(lireQuantite).empty('') as Joi.AnySchema<number>;

/** The same, null when left empty: an empty cell keeps its place in a list. */
export const quantiteFacultative = (): Joi.AnySchema<number | null> =>
  Joi.any().custom((valeur: unknown, aide) => (valeur === '' ? null : lireQuantite(valeur, aide) as unknown)) as Joi.AnySchema<number | null>;

/** One line of text, trimmed, without control characters. */
export const ligne = (max: number): Joi.StringSchema =>
  Joi.string().trim().replace(/[\p{Cc}\p{Cs}]+/gu, ' ').max(max);

/** Several lines of text, trimmed; NUL and other control characters but tab and line feed are dropped. */
export const texte = (max: number): Joi.StringSchema =>
  Joi.string().trim().replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '').max(max);

/** A checkbox: present or absent. */
export const caseCochee = (): Joi.BooleanSchema => Joi.boolean().truthy('on', 'oui', '1').falsy('', 'non', '0').default(false);

/** Several checkboxes of one name: always an array. */
export const choixMultiples = (valeurs: readonly string[]): Joi.ArraySchema =>
  Joi.array().items(Joi.string().valid(...valeurs)).single().unique().max(valeurs.length).default([]);

/** Rows of a repeated group `nom[0][champ]`; a missing group is an empty list. */
export const lignes = (objet: Joi.ObjectSchema, max: number): Joi.ArraySchema =>
  Joi.array().items(objet).max(max).default([]);

/** Declares a form of type `T` from its fields; unknown fields are dropped. */
export function formulaire<T>(champs: Joi.PartialSchemaMap<T>): Formulaire<T> {
  return { schema: Joi.object<T>(champs).options({ stripUnknown: true, abortEarly: false, convert: true, messages: MESSAGES, errors: { wrap: { label: false } } }) };
}

/** A form without fields: a button. */
export const formulaireVide: Formulaire<object> = formulaire<object>({});

/**
 * Parses a request body into a command.
 * @throws FormulaireInvalide with one French sentence per wrong field, keyed by dotted path (`depenses.0.montant`).
 */
export function lireFormulaire<T>(f: Formulaire<T>, corps: unknown): T {
  const resultat = f.schema.validate(denses(corps) ?? {});
  if (resultat.error === undefined) return resultat.value;
  const erreurs: Record<string, string> = {};
  for (const d of resultat.error.details) erreurs[d.path.join('.')] ??= d.message;
  throw new FormulaireInvalide(erreurs);
}

/** Sparse indexed objects (`{ 0: a, 7: b }`, as long forms are parsed) become arrays. */
function denses(valeur: unknown): unknown {
  if (Array.isArray(valeur)) return valeur.map(denses);
  if (typeof valeur !== 'object' || valeur === null) return valeur;
  const entrees = Object.entries(valeur);
  if (entrees.length > 0 && entrees.every(([k]) => /^\d+$/.test(k))) return entrees.map(([, v]) => denses(v));
  return Object.fromEntries(entrees.map(([k, v]) => [k, denses(v)]));
}
