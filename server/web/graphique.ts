/** One part of a stacked bar: its share of the bar, in percent with two decimals, and where it starts. */
export interface PartDeBarre { readonly nom: string; readonly valeur: number; readonly part: string; readonly x: string; readonly largeur: string; readonly teinte: number }

export interface BarreEmpilee { readonly nom: string; readonly total: number; readonly y: number; readonly parts: readonly PartDeBarre[] }

/** Stacked bars drawn to one scale, with the table that says the same; values in cents. */
export interface GraphiqueEmpile { readonly titre: string; readonly hauteur: number; readonly barres: readonly BarreEmpilee[] }

const HAUTEUR_BARRE = 46;
const TEINTES = 8;

/**
 * Stacked bars to one scale: the longest fills the width.
 * @param series bars and their parts, values ≥ 0 in cents; parts at zero are left out
 */
export function graphiqueEmpile(titre: string, series: readonly { readonly nom: string; readonly parts: readonly { readonly nom: string; readonly valeur: number }[] }[]): GraphiqueEmpile {
  const totaux = series.map((s) => s.parts.reduce((t, p) => t + p.valeur, 0));
  const maximum = Math.max(1, ...totaux);
  return {
    titre, hauteur: series.length * HAUTEUR_BARRE,
    barres: series.map((s, i) => ({ nom: s.nom, total: totaux[i] ?? 0, y: i * HAUTEUR_BARRE, parts: empiler(s.parts, totaux[i] ?? 0, maximum) })),
  };
}

function empiler(parts: readonly { readonly nom: string; readonly valeur: number }[], total: number, maximum: number): PartDeBarre[] {
  let cumul = 0;
  // A part keeps its colour from one bar to the next: it is numbered before the empty ones are left out.
  return parts.map((p, rang) => ({ ...p, rang })).filter((p) => p.valeur > 0).map(({ rang, ...p }) => {
    const x = (100 * cumul) / maximum;
    cumul += p.valeur;
    return { nom: p.nom, valeur: p.valeur, part: ((100 * p.valeur) / Math.max(1, total)).toFixed(1).replace('.', ','), x: x.toFixed(2), largeur: ((100 * p.valeur) / maximum).toFixed(2), teinte: rang % TEINTES };
  });
}
