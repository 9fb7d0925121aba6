import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Graisse } from './pdf-style.js';
import { enSfnt, lireCouverture } from './pdf-woff.js';

// Latin first; the others are embedded only in a document that has a name needing them
// (L'HAŸ-LES-ROSES, Škoda, Nguyễn).
const SOUS_ENSEMBLES = ['latin', 'latin-ext', 'vietnamese', 'greek', 'cyrillic'] as const;

const { resolve } = createRequire(import.meta.url);

const choix: Record<Graisse, Map<number, string | null>> = { 400: new Map(), 600: new Map(), 700: new Map() };

/** File of the first font of a weight that draws this character, or null when none does. */
export function policePour(caractere: string, graisse: Graisse): string | null {
  const code = caractere.codePointAt(0) ?? 0;
  // The fonts hold the Basic Multilingual Plane only, which also bounds the memory of choices.
  if (code > 0xffff) return null;
  const connu = choix[graisse].get(code);
  if (connu !== undefined) return connu;
  const trouve = SOUS_ENSEMBLES.map((nom) => fichier(nom, graisse)).find((chemin) => police(chemin).couverture.has(code));
  choix[graisse].set(code, trouve ?? null);
  return trouve ?? null;
}

const chemins = new Map<string, string>();

function fichier(sousEnsemble: string, graisse: Graisse): string {
  const nom = `source-sans-3-${sousEnsemble}-${graisse}-normal.woff`;
  const chemin = chemins.get(nom) ?? resolve(`@fontsource/source-sans-3/files/${nom}`);
  chemins.set(nom, chemin);
  return chemin;
}

/** A font file as the PDF library reads it fastest, and the characters it has. */
export interface Police {
  readonly sfnt: Buffer;
  readonly couverture: ReadonlySet<number>;
}

const polices = new Map<string, Police>();

/** The font in a file given by `policePour`, read once. */
export function police(chemin: string): Police {
  const connue = polices.get(chemin);
  if (connue !== undefined) return connue;
  const woff = readFileSync(chemin);
  const lue = { sfnt: enSfnt(woff), couverture: lireCouverture(woff) };
  polices.set(chemin, lue);
  return lue;
}
