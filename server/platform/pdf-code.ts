import { encode } from 'uqr';
import { ecrireCode } from './code-de-page.js';
import { bandes, modulesDe } from './code-qr.js';
import { espacer, type Boite } from './pdf-boites.js';
import type { BlocDe, DocumentModele } from './pdf-modele.js';
import { boitesDeTexte, type Atelier } from './pdf-rangee.js';
import { COULEURS, LARGEUR, PAGE, STYLES } from './pdf-style.js';

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
    balises.artefact(() => tracer(pdf, data, { x: BORD, y: PAGE.hauteur - BORD - COTE, module: COTE / size }), 'Pagination');
  }
}

const GOUTTIERE = 18;

/** A code to photograph, its words on its right: one box, never cut by the end of a page. */
export function boitesDeCode(atelier: Atelier, { contenu, cote, titre, texte }: BlocDe<'code'>): Boite[] {
  const { pdf, balises } = atelier;
  const { lignes, cote: modules } = modulesDe(contenu);
  const figure = balises.creer('Figure', balises.racine, { alt: `Code à photographier, qui ouvre ${contenu}` });
  const place = { x: PAGE.gauche + cote + GOUTTIERE, largeur: LARGEUR - cote - GOUTTIERE, balise: () => balises.creer('P') };
  const textes = [...boitesDeTexte(atelier, { ...place, texte: titre, style: STYLES.gras, apres: 4 }), ...boitesDeTexte(atelier, { ...place, texte, style: STYLES.texte })];
  const hauteur = Math.max(cote, textes.reduce((total, b) => total + b.hauteur + (b.apres ?? 0), 0));
  const dessiner = (y: number): void => {
    balises.dans(figure, () => tracer(pdf, lignes, { x: PAGE.gauche, y, module: cote / modules }));
    let haut = y;
    for (const boite of textes) {
      boite.dessiner(haut);
      haut += boite.hauteur + (boite.apres ?? 0);
    }
  };
  return espacer([{ hauteur, dessiner, avant: 8 }], 14);
}

function tracer(pdf: PDFKit.PDFDocument, lignes: readonly (readonly boolean[])[], { x, y, module }: { readonly x: number; readonly y: number; readonly module: number }): void {
  for (const bande of bandes(lignes)) pdf.rect(x + bande.x * module, y + bande.y * module, bande.longueur * module, module);
  pdf.fill(COULEURS.texte);
}
