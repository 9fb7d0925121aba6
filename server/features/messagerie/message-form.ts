import { formulaire, texte } from '../../web/form-errors.js';

const LONGUEUR = 10_000;

export interface SaisieMessage { readonly texte: string }
export const FORMULAIRE_MESSAGE = formulaire<SaisieMessage>({ texte: texte(LONGUEUR).required() });

export interface SaisieNote { readonly note: string }
export const FORMULAIRE_NOTE = formulaire<SaisieNote>({ note: texte(LONGUEUR).required() });
