import Joi from 'joi';
import { NOTES, type ManqueDeNote, type NoteSaisie } from '../../domain/notation/feuille.js';
import { formulaire, ligne, lignes, texte } from '../../web/form-errors.js';

/** Score sheet as saved: notes may still be missing. */
export interface FeuilleSaisie {
  readonly notes: readonly NoteSaisie[];
  readonly appreciation: string;
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
