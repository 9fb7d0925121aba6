/** What stands for a character that no font of the documents has. */
export const CARRE = '□';

const EQUIVALENTS: Record<string, string> = {
  '→': '->', '⇒': '=>', '←': '<-', '↔': '<->', '≤': '<=', '≥': '>=', '≠': '!=', '≈': '~', '№': 'n°',
  // A tick must never become an empty box: that would reverse what it says.
  '☑': '[x]', '☒': '[x]', '✓': '[x]', '✔': '[x]', '✅': '[x]', '✗': '×', '✘': '×', '❌': '×', '☐': CARRE,
  'ﬀ': 'ff', 'ﬁ': 'fi', 'ﬂ': 'fl', 'ﬃ': 'ffi', 'ﬄ': 'ffl', '‐': '-', '‒': '–', '―': '—', '‣': '•', '●': '•', '▪': '•',
};

const A_REMPLACER = new RegExp(`[${Object.keys(EQUIVALENTS).join('')}]`, 'gu');

const MOIS = 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre';

/**
 * Text that can be drawn: Unicode composed, line ends as \n, every other control, bidi, invisible and
 * combining character dropped, spaces reduced to the plain and the no-break one, French no-break spaces put in.
 */
export function nettoyer(texte: string): string {
  const compose = texte
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(A_REMPLACER, (signe) => EQUIVALENTS[signe] ?? signe)
    // fontkit fails on the empty glyphs of U+2009, U+200B and U+FEFF in this font: none may reach it.
    .replace(/[\u202f\u2007]/g, '\u00a0')
    .replace(/[^\S\n\u00a0\ufeff]/gu, ' ')
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Noncharacter_Code_Point}]/gu, '');
  return typographier(compose)
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The same, on one line. */
export function surUneLigne(texte: string): string {
  return nettoyer(texte).replace(/\s*\n\s*/g, ' ');
}

function typographier(texte: string): string {
  return texte
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[:;?!»%€])/g, '\u00a0')
    .replace(/(?<=«) /g, '\u00a0')
    .replace(new RegExp(`(?<=\\b(?:[0-9]{1,2}|1er)) (?=(?:${MOIS})\\b)`, 'gu'), '\u00a0');
}

/** Width in points of a text on one line. */
export type Mesure = (texte: string) => number;

/** Beyond this a word is cut without being measured whole: layout of one huge word is slow. */
const MOT_DEMESURE = 200;

/** The pieces between which a line may break: after a plain space, or a hyphen between letters. */
export function jetons(ligne: string): string[] {
  return ligne.split(/(?<= )|(?<=\p{L}-)(?=\p{L})/u);
}

/**
 * Breaks cleaned text into lines no wider than `largeur`. A word wider than that is cut between characters;
 * a character wider than that stands alone. A line that ends between two words keeps a space at its end,
 * outside the width: without it a screen reader would join them.
 */
export function couper(texte: string, mesurer: Mesure, largeur: number): string[] {
  if (texte === '') return [];
  const parCaractere = new Map<string, number>();
  const caractere = (c: string): number => {
    const connue = parCaractere.get(c) ?? mesurer(c);
    parCaractere.set(c, connue);
    return connue;
  };
  const lignes = texte.split('\n').flatMap((paragraphe) => remplir(paragraphe, mesurer, caractere, largeur));
  return lignes.map((ligne, i) => (i === lignes.length - 1 ? ligne.trimEnd() : ligne));
}

function remplir(paragraphe: string, mesurer: Mesure, caractere: Mesure, largeur: number): string[] {
  const lignes: string[] = [];
  let ligne = '';
  let occupe = 0;
  for (const jeton of jetons(paragraphe)) {
    const tient = jeton.length <= MOT_DEMESURE && mesurer(jeton.trimEnd()) <= largeur;
    const suite = tient ? mesurer(jeton.trimEnd()) : Infinity;
    if (ligne !== '' && occupe + suite > largeur) {
      lignes.push(ligne);
      [ligne, occupe] = ['', 0];
    }
    const morceaux = tient ? [jeton] : casser(jeton, caractere, largeur);
    const dernier = morceaux.pop() ?? '';
    for (const morceau of morceaux) lignes.push(morceau);
    ligne += dernier;
    occupe += dernier.length > MOT_DEMESURE ? largeur : mesurer(dernier);
  }
  return [...lignes, ligne === '' ? '' : `${ligne.trimEnd()} `];
}

function casser(mot: string, caractere: Mesure, largeur: number): string[] {
  const morceaux: string[] = [];
  let morceau = '';
  let occupe = 0;
  for (const c of mot) {
    const chasse = caractere(c);
    // A trailing space hangs in the margin.
    if (morceau !== '' && c !== ' ' && occupe + chasse > largeur) {
      morceaux.push(morceau);
      [morceau, occupe] = ['', 0];
    }
    morceau += c;
    occupe += chasse;
  }
  return morceau === '' ? morceaux : [...morceaux, morceau];
}
