import Joi from 'joi';
import { NOTES, type ManqueDeNote, type NoteSaisie } from '../../domain/notation/feuille.js';
import { formulaire, ligne, lignes, texte } from '../../web/form-errors.js';
import type { ReponseLien } from './deport-service.js';

/** Score sheet as saved: notes may still be missing. */
export interface FeuilleSaisie {
  readonly notes: readonly NoteSaisie[];
  readonly appreciation: string;
  /** Why a submitted sheet is revised. */
  readonly motif?: string;
  /** Version the writer read; absent when nothing is compared. */
  readonly version?: number;
  /** Names the window that writes: its button follows its own save still on the way. */
  readonly fenetre?: string;
}

const CRITERES_MAX = 60;

const note = Joi.object({
  critere: ligne(60).required(),
  note: Joi.number().valid(...NOTES).empty('').default(null).messages({ 'any.only': 'Choisissez une note de 0 à 5.', 'number.base': 'Choisissez une note de 0 à 5.' }),
  commentaire: texte(1000).allow('').default(''),
});

/** Draft and submission carry the same fields; completeness is asked at submission only. */
export const formulaireNotation = formulaire<FeuilleSaisie>({
  notes: lignes(note, CRITERES_MAX),
  appreciation: texte(3000).allow('').default(''),
  motif: texte(1000).allow('').default(''),
  version: Joi.number().integer().min(0).max(1_000_000),
  fenetre: ligne(64).empty(''),
});

/** Answers about links with organismes: one line each, `lien` null while it is not answered. */
export const formulaireLiens = formulaire<{ reponses: readonly ReponseLien[] }>({
  reponses: lignes(Joi.object({
    organismeId: ligne(36).required(), lien: Joi.boolean().truthy('oui').falsy('non').empty('').default(null).messages({ 'boolean.base': 'Répondez oui ou non.' }), precision: texte(1000).allow('').default(''),
  }), 1000),
});

export const formulaireRelance = formulaire<{ personneId: string }>({ personneId: Joi.string().pattern(/^[0-9a-f-]{36}$/).required() });

export const formulaireMaintien = formulaire<{ motif: string }>({
  motif: texte(1000).required().messages({ 'string.empty': 'Dites en une phrase pourquoi vous maintenez votre notation.', 'any.required': 'Dites en une phrase pourquoi vous maintenez votre notation.' }),
});

export const formulaireDeport = formulaire<{ motif: string }>({
  motif: texte(1000).required().messages({ 'string.empty': 'Indiquez en une phrase ce qui vous lie à ce dossier.', 'any.required': 'Indiquez en une phrase ce qui vous lie à ce dossier.' }),
});

const MESSAGES: Readonly<Record<ManqueDeNote, { champ: string; message: string }>> = {
  note_absente: { champ: 'note', message: 'Choisissez une note de 0 à 5.' },
  commentaire_requis: { champ: 'commentaire', message: 'Expliquez cette note : un commentaire est demandé au-dessous de 2 et au-dessus de 4.' },
};

/** Field errors of an incomplete sheet, by the place of each criterion. */
export function erreursDeFeuille(criteres: readonly { readonly code: string }[], manques: readonly { readonly critere: string; readonly manque: ManqueDeNote }[]): Record<string, string> {
  return Object.fromEntries(manques.map(({ critere, manque }) => {
    const { champ, message } = MESSAGES[manque];
    return [`notes.${criteres.findIndex((c) => c.code === critere)}.${champ}`, message];
  }));
}
