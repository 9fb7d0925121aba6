/** What is known of a column before its width is chosen; widths in points. */
export interface MesureColonne {
  /** Weight asked for, or null. */
  readonly poids: number | null;
  /** Width of its longest text on one line. */
  readonly naturelle: number;
  /** Width of its longest word. */
  readonly minimale: number;
  /** Takes the space that is left over (text does, figures do not). */
  readonly extensible: boolean;
}

/** One hostile word may not take more than this share of the table from its neighbours. */
const PART_MINIMALE = 0.4;

/**
 * Widths of columns that fill `total` exactly: by weight when one is given, by content otherwise,
 * and as far as possible no narrower than the longest word.
 */
export function largeursColonnes(colonnes: readonly MesureColonne[], total: number): number[] {
  const plafond = colonnes.length === 1 ? total : total * PART_MINIMALE;
  const minimales = colonnes.map((colonne) => Math.min(colonne.minimale, plafond));
  const exces = somme(minimales) / total;
  const base = colonnes.some((colonne) => colonne.poids !== null)
    ? parPoids(colonnes, total)
    : parContenu(colonnes, total);
  return releverMinimales(base, exces > 1 ? minimales.map((m) => m / exces) : minimales, total);
}

function parPoids(colonnes: readonly MesureColonne[], total: number): number[] {
  const poids = colonnes.map((colonne) => (colonne.poids !== null && colonne.poids > 0 ? colonne.poids : 1));
  return poids.map((p) => (p / somme(poids)) * total);
}

function parContenu(colonnes: readonly MesureColonne[], total: number): number[] {
  const naturelles = colonnes.map((colonne) => colonne.naturelle);
  const reste = total - somme(naturelles);
  if (reste < 0) return comprimer(naturelles, total);
  const receveuses = colonnes.some((colonne) => colonne.extensible)
    ? colonnes.map((colonne) => (colonne.extensible ? colonne.naturelle + 1 : 0))
    : naturelles.map((naturelle) => naturelle + 1);
  return naturelles.map((naturelle, i) => naturelle + (reste * (receveuses[i] ?? 0)) / somme(receveuses));
}

/** Columns narrower than an equal share keep their width; the others share what is left by content. */
function comprimer(naturelles: readonly number[], total: number): number[] {
  let gardees = new Set<number>();
  for (;;) {
    const libres = naturelles.filter((_, i) => !gardees.has(i));
    const place = total - somme(naturelles.filter((_, i) => gardees.has(i)));
    const part = place / libres.length;
    const suite = new Set(naturelles.flatMap((naturelle, i) => (gardees.has(i) || naturelle <= part ? [i] : [])));
    if (suite.size === gardees.size) {
      return naturelles.map((n, i) => (gardees.has(i) ? n : (n / somme(libres)) * place));
    }
    gardees = suite;
  }
}

function releverMinimales(base: readonly number[], minimales: readonly number[], total: number): number[] {
  const marges = base.map((largeur, i) => Math.max(0, largeur - (minimales[i] ?? 0)));
  const manque = base.reduce((cumul, largeur, i) => cumul + Math.max(0, (minimales[i] ?? 0) - largeur), 0);
  const part = manque === 0 ? 0 : manque / Math.max(somme(marges), manque);
  const relevees = base.map((largeur, i) => Math.max(largeur, minimales[i] ?? 0) - (marges[i] ?? 0) * part);
  // Float dust only: the sum is already the total.
  return relevees.map((largeur) => (largeur * total) / somme(relevees));
}

function somme(nombres: readonly number[]): number {
  return nombres.reduce((total, n) => total + n, 0);
}
