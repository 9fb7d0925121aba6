import { encode } from 'uqr';
import { ecrireCode } from './code-de-page.js';
import type { DocumentModele } from './pdf-modele.js';
import type { Atelier } from './pdf-rangee.js';
import { COULEURS, PAGE } from './pdf-style.js';

/** Side of a code and its place, bottom left: in the margin, clear of what printers cut and of the text column. */
const COTE = 42;
const BORD = 15;

/**
 * The code of every page, drawn as vectors in the margin, by which a scanned copy finds its way back. It repeats what the
 * foot of the page says: an artifact, which assistive technology skips. Needs all pages still buffered.
 */
export function dessinerCodes({ pdf, balises }: Atelier, { codeDePage }: DocumentModele, pages: number): void {
  if (codeDePage === undefined) return;
  for (let page = 0; page < pages; page += 1) {
    const { data, size } = encode(ecrireCode({ numero: codeDePage.numero, page: page + 1, pages }), { ecc: 'Q', border: 0 });
    pdf.switchToPage(page);
    balises.artefact(() => tracer(pdf, data, COTE / size), 'Pagination');
  }
}

/** Dark modules side by side make one rectangle, so that no seam shows between them. */
function tracer(pdf: PDFKit.PDFDocument, lignes: readonly (readonly boolean[])[], module: number): void {
  const haut = PAGE.hauteur - BORD - COTE;
  for (const [y, ligne] of lignes.entries()) {
    for (let x = 0; x < ligne.length; x += 1) {
      if (ligne[x] !== true || ligne[x - 1] === true) continue;
      const fin = ligne.indexOf(false, x);
      pdf.rect(BORD + x * module, haut + y * module, ((fin === -1 ? ligne.length : fin) - x) * module, module);
    }
  }
  pdf.fill(COULEURS.texte);
}
