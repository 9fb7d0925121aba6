/** A passage between double braces that names no known variable, or braces left alone: what is written, and where, from 1. */
export interface VariableInconnue {
  readonly ecrit: string;
  readonly ligne: number;
  readonly colonne: number;
}

const ENTRE_ACCOLADES = /\{\{([^{}]*)\}\}/gu;

/**
 * What a text names and may not, in its order; braces left open or alone are given too, so that none is ever printed.
 * @param permises names of the variables of this text
 */
export function trouverInconnues(texte: string, permises: readonly string[]): VariableInconnue[] {
  const connues = new Set(permises);
  const blanchi = texte.replace(ENTRE_ACCOLADES, (tout, nom: string) => (connues.has(nom.trim()) ? ' '.repeat(tout.length) : tout));
  const fautes = [...blanchi.matchAll(/\{\{[^{}]*\}\}|\{\{\S{0,60}|\S{0,60}\}\}/gu)];
  return fautes.map((m) => {
    const avant = texte.slice(0, m.index).split('\n');
    return { ecrit: m[0], ligne: avant.length, colonne: (avant.at(-1)?.length ?? 0) + 1 };
  });
}

/**
 * The text with each variable replaced once by its value: braces inside a value stay as they are. A variable without a value
 * becomes an ellipsis rather than a hole; one that is not allowed is left as written.
 */
export function remplacer(texte: string, permises: readonly string[], valeurs: Readonly<Record<string, string | undefined>>): string {
  return texte.replace(ENTRE_ACCOLADES, (tout, nom: string) => (permises.includes(nom.trim()) ? valeurs[nom.trim()] ?? '…' : tout));
}
