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

const ENTRE_ACCOLADES = /\{\{([^{}]*)\}\}/gu;

/**
 * What is written between double braces and names no variable of this letter, in the order of the text, once each. Braces
 * left open or alone are given too, so that none is ever printed.
 */
export function variablesInconnues(texte: string, lettre: Lettre): string[] {
  const permises = new Set<string>(VARIABLES_DE[lettre]);
  const inconnues = [...texte.matchAll(ENTRE_ACCOLADES)].filter(([, nom = '']) => !permises.has(nom.trim())).map(([tout]) => tout);
  const restes = texte.replace(ENTRE_ACCOLADES, ' ').match(/\{\{\S{0,60}|\S{0,60}\}\}/gu) ?? [];
  return [...new Set([...inconnues, ...restes])];
}

/**
 * The paragraphs a call adds to one of its letters, each variable replaced once by its value: braces inside a value stay
 * as they are. A variable without a value becomes an ellipsis rather than a hole.
 * @returns one text per paragraph, empty when the call adds nothing
 */
export function paragrapheDeLettre(appel: { readonly lettres?: TextesDeLettres }, lettre: Lettre, valeurs: ValeursDeLettre): string[] {
  const permises: readonly string[] = VARIABLES_DE[lettre];
  const rempli = (appel.lettres?.[lettre] ?? '').replace(ENTRE_ACCOLADES, (tout, nom: string) => {
    const variable = nom.trim();
    return permises.includes(variable) ? valeurs[variable as Variable] ?? '…' : tout;
  });
  return rempli.split(/\n+/u).map((p) => p.trim()).filter((p) => p !== '');
}
