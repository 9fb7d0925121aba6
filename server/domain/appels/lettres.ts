import { remplacer, trouverInconnues } from '../lettres/variables.js';

/** Official letters to which a call adds its own paragraphs. */
export const LETTRES = ['recepisse', 'complements', 'attestation', 'irrecevabilite'] as const;
export type Lettre = (typeof LETTRES)[number];

/** The paragraphs of each letter, with variables in double braces; a letter left out gets none. */
export type TextesDeLettres = Partial<Readonly<Record<Lettre, string>>>;

export const VARIABLES = ['numero', 'organisme', 'titre', 'appel', 'montant', 'depose_le', 'limite'] as const;
/** What a paragraph may name; `limite` is the last day to answer, or to contest. */
export type Variable = (typeof VARIABLES)[number];

const COMMUNES = ['numero', 'organisme', 'titre', 'appel', 'montant', 'depose_le'] as const satisfies readonly Variable[];

/** Variables that have a value in each letter: a receipt and a certificate have no time limit. */
export const VARIABLES_DE: Readonly<Record<Lettre, readonly Variable[]>> = {
  recepisse: COMMUNES, attestation: COMMUNES, complements: [...COMMUNES, 'limite'], irrecevabilite: [...COMMUNES, 'limite'],
};

/** Text of each variable of one letter, formatted for people. */
export type ValeursDeLettre = Partial<Readonly<Record<Variable, string>>>;

/** What names no variable of this letter, in the order of the text, once each; see `trouverInconnues`. */
export const variablesInconnues = (texte: string, lettre: Lettre): string[] => [...new Set(trouverInconnues(texte, VARIABLES_DE[lettre]).map((f) => f.ecrit))];

/**
 * The paragraphs a call adds to one of its letters, each variable replaced once by its value (see `remplacer`).
 * @returns one text per paragraph, empty when the call adds nothing
 */
export function paragrapheDeLettre(appel: { readonly lettres?: TextesDeLettres }, lettre: Lettre, valeurs: ValeursDeLettre): string[] {
  return remplacer(appel.lettres?.[lettre] ?? '', VARIABLES_DE[lettre], valeurs).split(/\n+/u).map((p) => p.trim()).filter((p) => p !== '');
}
