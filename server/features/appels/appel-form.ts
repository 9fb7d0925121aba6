import Joi from 'joi';
import type { Jour } from '../../domain/kernel/jour.js';
import { instantDeParis, type Instant } from '../../platform/clock.js';
import { entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, texte } from '../../web/form-errors.js';

/** A wall-clock moment of Paris as two fields. */
export interface Moment { readonly jour: Jour; readonly heure: string }

/** One item per line, bullets dropped; at most `max` items of 300 characters, none when nothing is typed. */
export const enLignes = (max: number): Joi.AnySchema => texte(20_000).empty('').default(() => []).custom((valeur: string, aide) => {
  const items = valeur.split('\n').map((l) => l.replace(/^[-•–]\s*/u, '').trim()).filter((l) => l !== '');
  if (items.length > max) return aide.message({ custom: `Il y a trop de lignes : ${max} au plus.` });
  return items.some((l) => l.length > 300) ? aide.message({ custom: 'Une ligne est trop longue : 300 caractères au plus.' }) : [...new Set(items)];
});

/** An hour typed `9:00`, `9 h`, `23h59` → `HH:MM`. */
const heureSaisie = (): Joi.AnySchema => Joi.string().trim().max(10).required().custom((valeur: string, aide) => {
  const lu = /^([01]?\d|2[0-3])\s*[h:]\s*([0-5]\d)?$/iu.exec(valeur);
  return lu === null ? aide.message({ custom: 'Saisissez une heure, par exemple 23:59.' }) : `${(lu[1] ?? '').padStart(2, '0')}:${lu[2] ?? '00'}`;
});

/** A moment of Paris: a day and an hour, both required. */
export const moment = (): Joi.ObjectSchema => Joi.object({ jour: jourSaisi().required(), heure: heureSaisie() }).required();

/** First instant of the minute that opens the deposit. */
export const ouverture = (m: Moment): Instant => instantDeParis(`${m.jour}T${m.heure}:00`);

/** Last second of the minute that closes the deposit: the whole minute counts. */
export const fermeture = (m: Moment): Instant => instantDeParis(`${m.jour}T${m.heure}:59`);

export const FORMULAIRE_ENVELOPPE = formulaire<{ financeur: string; annee: number; montant: number }>({
  financeur: Joi.valid('departement', 'etat', 'fse').required(),
  annee: entierSaisi(2100).required().custom((n: number, aide) => (n < 2000 ? aide.message({ custom: 'Saisissez une année entre 2000 et 2100.' }) : n)),
  montant: montantSaisi().required(),
});

const confirmee = (): Joi.AnySchema => Joi.valid('oui').required().custom(() => true).messages({ 'any.required': 'Cochez la case pour confirmer.', 'any.only': 'Cochez la case pour confirmer.' });

/** A confirmation: the box that names the consequence was ticked. */
export const FORMULAIRE_CONFIRMATION = formulaire<{ confirme: true }>({ confirme: confirmee() });

const motif = (): Joi.StringSchema => texte(1000).required().messages({
  'any.required': 'Dites pourquoi l’appel change : ce motif est publié.', 'string.empty': 'Dites pourquoi l’appel change : ce motif est publié.',
});

/** A new version: its reason, and what the person had before their eyes. */
export const FORMULAIRE_VERSION = formulaire<{ motif: string; confirme: true; empreinte: string }>({
  motif: motif(), confirme: confirmee(), empreinte: Joi.string().hex().length(64).allow('').default(''),
});

/** A later closing and its reason. */
export const FORMULAIRE_PROLONGATION = formulaire<{ fermeLe: Moment; motif: string }>({ fermeLe: moment(), motif: motif() });

/** Reference of a call in capitals, as its address in official letters. */
export const codeAppel = (): Joi.StringSchema => ligne(60).pattern(/^[A-Z0-9][A-Z0-9-]*$/).required()
  .messages({ 'string.pattern.base': 'Saisissez des capitales, des chiffres et des tirets, par exemple AAP-INSERTION-2024.' });

export const FORMULAIRE_VIDE = formulaire<Record<string, never>>({});
