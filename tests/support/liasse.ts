import { createCanvas } from '@napi-rs/canvas';
import { degrees, PDFDocument } from '@cantoo/pdf-lib';
import { ouvrirPdf } from './pdf-texte.js';

/** A sheet as a scanner sees it: a page of a PDF, or nothing; turned, its corner torn, stray dust everywhere. */
export interface FeuilleNumerisee {
  readonly source: Uint8Array | null;
  readonly page: number;
  readonly tour?: 90 | 180 | 270;
  /** The bottom left corner, where the code is, is gone. */
  readonly dechiree?: boolean;
}

const POINTS_PAR_POUCE = 150;
const ECHELLE = POINTS_PAR_POUCE / 72;

/** A small generator of its own: the same bundle each time. */
function hasard(graine: number): () => number {
  let etat = graine;
  return () => {
    etat = (etat * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return etat / 4_294_967_296;
  };
}

/** The sheets as one PDF of pictures, as a photocopier sends it: 150 dots an inch, JPEG, some dust. */
export async function numeriser(feuilles: readonly FeuilleNumerisee[]): Promise<Uint8Array> {
  const tirer = hasard(7);
  const liasse = await PDFDocument.create();
  const ouverts = new Map<Uint8Array, Awaited<ReturnType<typeof ouvrirPdf>>>();
  for (const f of feuilles) {
    const image = await liasse.embedJpg(await photographier(f, ouverts, tirer));
    const page = liasse.addPage([595.28, 841.89]);
    page.drawImage(image, { x: 0, y: 0, width: 595.28, height: 841.89 });
    if (f.tour !== undefined) page.setRotation(degrees(f.tour));
  }
  for (const document of ouverts.values()) await document.destroy();
  return liasse.save();
}

async function photographier(f: FeuilleNumerisee, ouverts: Map<Uint8Array, Awaited<ReturnType<typeof ouvrirPdf>>>, tirer: () => number): Promise<Buffer> {
  const [largeur, hauteur] = [Math.round(595.28 * ECHELLE), Math.round(841.89 * ECHELLE)];
  const toile = createCanvas(largeur, hauteur);
  const contexte = toile.getContext('2d');
  contexte.fillStyle = '#fdfdfb';
  contexte.fillRect(0, 0, largeur, hauteur);
  if (f.source !== null) {
    const document = ouverts.get(f.source) ?? await ouvrirPdf(f.source);
    ouverts.set(f.source, document);
    const page = await document.getPage(f.page);
    await page.render({ canvas: null, canvasContext: contexte as never, viewport: page.getViewport({ scale: ECHELLE }), background: '#fdfdfb' }).promise;
  }
  if (f.dechiree === true) {
    contexte.fillStyle = '#fdfdfb';
    contexte.fillRect(0, hauteur - 95, 75, 95);
  }
  contexte.fillStyle = '#3a3a3a';
  if (f.source !== null) for (let i = 0; i < 400; i += 1) contexte.fillRect(Math.floor(tirer() * largeur), Math.floor(tirer() * hauteur), 1, 1);
  return toile.encode('jpeg', 72);
}
