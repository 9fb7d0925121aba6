import type { CodeArticle } from '../conventions/modele.js';
import { remplacer, trouverInconnues } from '../lettres/variables.js';

/** Articles of a convention to which a call adds its own paragraphs (issue 4, Convention « from the call's template »). */
export const ARTICLES_A_COMPLETER = ['objet', 'montant', 'versements', 'obligations', 'bilan', 'controle', 'reversement'] as const satisfies readonly CodeArticle[];
type ArticleACompleter = (typeof ARTICLES_A_COMPLETER)[number];

/** Official letters, and articles of a convention, to which a call adds its own paragraphs. */
export const LETTRES = ['recepisse', 'complements', 'attestation', 'irrecevabilite', ...ARTICLES_A_COMPLETER.map((a) => `article_${a}` as const)] as const;
export type Lettre = (typeof LETTRES)[number];

/** The paragraphs of each letter, with variables in double braces; a letter left out gets none. */
export type TextesDeLettres = Partial<Readonly<Record<Lettre, string>>>;

export const VARIABLES = ['numero', 'organisme', 'titre', 'appel', 'montant', 'depose_le', 'limite'] as const;
/** What a paragraph may name; `limite` is the last day to answer, or to contest. */
export type Variable = (typeof VARIABLES)[number];

const COMMUNES = ['numero', 'organisme', 'titre', 'appel', 'montant', 'depose_le'] as const satisfies readonly Variable[];

/** Variables that have a value in each letter: a receipt, a certificate and a convention have no time limit to answer. */
export const VARIABLES_DE: Readonly<Record<Lettre, readonly Variable[]>> = {
  recepisse: COMMUNES, attestation: COMMUNES, complements: [...COMMUNES, 'limite'], irrecevabilite: [...COMMUNES, 'limite'],
  article_objet: COMMUNES, article_montant: COMMUNES, article_versements: COMMUNES, article_obligations: COMMUNES, article_bilan: COMMUNES, article_controle: COMMUNES, article_reversement: COMMUNES,
};

/** Text of each variable of one letter, formatted for people. */
export type ValeursDeLettre = Partial<Readonly<Record<Variable, string>>>;

/** The text a call adds to an article of its conventions; null for an article it leaves as it is. */
export const lettreDeLArticle = (code: string): Lettre | null => (ARTICLES_A_COMPLETER.some((a) => a === code) ? `article_${code as ArticleACompleter}` : null);

/** What names no variable of this letter, in the order of the text, once each; see `trouverInconnues`. */
export const variablesInconnues = (texte: string, lettre: Lettre): string[] => [...new Set(trouverInconnues(texte, VARIABLES_DE[lettre]).map((f) => f.ecrit))];

/**
 * The paragraphs a call adds to one of its letters, each variable replaced once by its value (see `remplacer`).
 * @returns one text per paragraph, empty when the call adds nothing
 */
export function paragrapheDeLettre(appel: { readonly lettres?: TextesDeLettres }, lettre: Lettre, valeurs: ValeursDeLettre): string[] {
  return remplacer(appel.lettres?.[lettre] ?? '', VARIABLES_DE[lettre], valeurs).split(/\n+/u).map((p) => p.trim()).filter((p) => p !== '');
}
