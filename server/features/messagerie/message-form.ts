import Joi from 'joi';
import { formulaire, texte } from '../../web/form-errors.js';

/** Longest message, in characters. */
export const LONGUEUR_MAX = 10_000;
const DOCUMENTS_MAX = 20;

/** Ids of documents of the dossier; whether they are is the service's to say. */
const documents = (): Joi.ArraySchema => Joi.array().items(Joi.string().max(36)).single().unique().max(DOCUMENTS_MAX).default([]);

export interface SaisieMessage { readonly texte: string; readonly documents: readonly string[] }
export const FORMULAIRE_MESSAGE = formulaire<SaisieMessage>({ texte: texte(LONGUEUR_MAX).allow('').default(''), documents: documents() });

export interface SaisieNote { readonly note: string; readonly documents: readonly string[] }
export const FORMULAIRE_NOTE = formulaire<SaisieNote>({ note: texte(LONGUEUR_MAX).allow('').default(''), documents: documents() });
