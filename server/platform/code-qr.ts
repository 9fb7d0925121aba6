import { encode } from 'uqr';

/** Modules of a QR code, row by row; readable with 15 % of it dirty or torn. */
export const modulesDe = (contenu: string): { readonly lignes: readonly (readonly boolean[])[]; readonly cote: number } => {
  const { data, size } = encode(contenu, { ecc: 'M', border: 0 });
  return { lignes: data, cote: size };
};

/** Runs of dark modules side by side, so that no seam shows between them. */
export function* bandes(lignes: readonly (readonly boolean[])[]): Generator<{ readonly x: number; readonly y: number; readonly longueur: number }> {
  for (const [y, ligne] of lignes.entries()) {
    for (let x = 0; x < ligne.length; x += 1) {
      if (ligne[x] !== true || ligne[x - 1] === true) continue;
      const fin = ligne.indexOf(false, x);
      yield { x, y, longueur: (fin === -1 ? ligne.length : fin) - x };
    }
  }
}

/** A QR code as the path of an SVG whose units are modules, with the quiet zone that readers want. */
export function codeSvg(contenu: string): { readonly cote: number; readonly trace: string } {
  const { lignes, cote } = modulesDe(contenu);
  const marge = 4;
  return { cote: cote + 2 * marge, trace: [...bandes(lignes)].map(({ x, y, longueur }) => `M${x + marge} ${y + marge}h${longueur}v1h-${longueur}z`).join('') };
}
