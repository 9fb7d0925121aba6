/** Contrast of text that must be readable (WCAG 2.1, 1.4.3 AA). */
export const CONTRASTE_MIN = 4.5;

const FORME = /^#[0-9a-f]{6}$/;

/** True for `#rrggbb` in lower case, the only form that reaches the style sheet. */
export const estCouleur = (texte: string): boolean => FORME.test(texte);

/** Contrast of a colour with white, from 1 to 21 (WCAG 2.1, relative luminance). */
export function contrasteAvecBlanc(couleur: string): number {
  const composante = (debut: number): number => {
    const c = Number.parseInt(couleur.slice(debut, debut + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * composante(1) + 0.7152 * composante(3) + 0.0722 * composante(5);
  return 1.05 / (luminance + 0.05);
}
