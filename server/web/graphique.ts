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

/** One bar of a chart of bars: its width in percent with two decimals, and what it says. */
export interface BarreDeGraphique { readonly y: number; readonly largeur: string; readonly teinte: number; readonly texte: string }

/** Bars side by side to one scale, each group under its name; the table beside says the same. */
export interface GraphiqueBarres {
  readonly titre: string;
  readonly hauteur: number;
  readonly legende: readonly { readonly nom: string; readonly teinte: number }[];
  readonly groupes: readonly { readonly nom: string; readonly y: number; readonly barres: readonly BarreDeGraphique[] }[];
}

const HAUTEUR_NOM = 22;
const HAUTEUR_FINE = 13;
const ENTRE_GROUPES = 16;
const NOM_MAX = 60;

/**
 * Bars in groups, to one scale: the longest fills the width.
 * @param series names of the bars of each group, in order
 * @param groupes their values ≥ 0, and how each is written
 */
export function graphiqueBarres(titre: string, series: readonly string[], groupes: readonly { readonly nom: string; readonly valeurs: readonly { readonly valeur: number; readonly texte: string }[] }[]): GraphiqueBarres {
  const maximum = Math.max(1, ...groupes.flatMap((g) => g.valeurs.map((v) => v.valeur)));
  const pas = HAUTEUR_NOM + series.length * HAUTEUR_FINE + ENTRE_GROUPES;
  return {
    titre, hauteur: groupes.length * pas, legende: series.map((nom, teinte) => ({ nom, teinte })),
    groupes: groupes.map(({ nom, valeurs }, i) => ({
      nom: nom.length > NOM_MAX ? `${nom.slice(0, NOM_MAX - 1).trimEnd()}…` : nom, y: i * pas + 14,
      barres: valeurs.map((v, teinte) => ({ y: i * pas + HAUTEUR_NOM + teinte * HAUTEUR_FINE, largeur: ((100 * Math.max(0, v.valeur)) / maximum).toFixed(2), teinte, texte: `${series[teinte] ?? ''} : ${v.texte}` })),
    })),
  };
}
