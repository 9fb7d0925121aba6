import { createRequire } from 'node:module';
import path from 'node:path';
import { createCanvas, type Canvas } from '@napi-rs/canvas';
import paquet from 'jsqr';
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { DemandeDeLecture, PageLue, ReponseDeLecture, Rotation } from './lecture-pages.js';

/** The process that draws pages of a scan and reads their codes. One file is kept open at a time. */
const DEPOT = path.join(path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), '/');
// A CommonJS package whose types and exports name their function `default`.
const jsqr = paquet.default;

/** Dots per point: 144 then 216 dots an inch. A code of ours is 29 modules of half a millimetre. */
const ECHELLES = [2, 3] as const;
/** No page is drawn above this many dots, whatever its size on paper. */
const POINTS_MAX = 9_000_000;
const IMAGE_MAX = 60_000_000;
const LARGEUR_VIGNETTE = 420;
/** Below this share of dark dots a page is blank. */
const ENCRE_MIN = 0.000_05;

let ouvert: { readonly cle: string; readonly document: PDFDocumentProxy } | null = null;

async function document(cle: string, octets: Uint8Array | undefined): Promise<PDFDocumentProxy | null> {
  if (ouvert?.cle === cle) return ouvert.document;
  if (octets === undefined) return null;
  await ouvert?.document.destroy();
  ouvert = null;
  const lu = await getDocument({
    // pdf.js refuses a Buffer.
    data: new Uint8Array(octets), isEvalSupported: false, useSystemFonts: false, maxImageSize: IMAGE_MAX, verbosity: 0, stopAtErrors: false,
    standardFontDataUrl: path.join(DEPOT, 'standard_fonts/'), cMapUrl: path.join(DEPOT, 'cmaps/'), wasmUrl: path.join(DEPOT, 'wasm/'), iccUrl: path.join(DEPOT, 'iccs/'),
  }).promise;
  ouvert = { cle, document: lu };
  return lu;
}

interface Dessin { readonly points: Uint8ClampedArray; readonly largeur: number; readonly hauteur: number }

async function dessiner(page: PDFPageProxy, echelle: number): Promise<{ toile: Canvas; dessin: Dessin }> {
  const nature = page.getViewport({ scale: 1 });
  const tenable = Math.min(echelle, Math.sqrt(POINTS_MAX / Math.max(1, nature.width * nature.height)));
  const vue = page.getViewport({ scale: tenable });
  const [largeur, hauteur] = [Math.max(1, Math.round(vue.width)), Math.max(1, Math.round(vue.height))];
  const toile = createCanvas(largeur, hauteur);
  const contexte = toile.getContext('2d');
  contexte.fillStyle = '#ffffff';
  contexte.fillRect(0, 0, largeur, hauteur);
  await page.render({ canvas: null, canvasContext: contexte as never, viewport: vue }).promise;
  return { toile, dessin: { points: contexte.getImageData(0, 0, largeur, hauteur).data, largeur, hauteur } };
}

async function lire(page: PDFPageProxy): Promise<PageLue> {
  let encre = 0;
  for (const echelle of ECHELLES) {
    const { dessin } = await dessiner(page, echelle);
    if (echelle === ECHELLES[0]) encre = partEncree(dessin);
    // Nothing to find on a blank page: the rest is spared.
    if (encre < ENCRE_MIN) break;
    const code = dansUnCoin(dessin) ?? chercher(dessin, 0);
    if (code !== null) return { ...code, encre };
    if (echelle === ECHELLES.at(-1)) return { ...(tournee(dessin) ?? { code: null, rotation: 0 }), encre };
  }
  return { code: null, rotation: 0, encre };
}

type Trouve = Pick<PageLue, 'code' | 'rotation'>;

/** Our codes stand in a corner of the page, whichever way it was scanned: a sixth of the dots to look at. */
function dansUnCoin({ points, largeur, hauteur }: Dessin): Trouve | null {
  const [l, h] = [Math.ceil(largeur * 0.2), Math.ceil(hauteur * 0.2)];
  for (const [x, y] of [[0, hauteur - h], [0, 0], [largeur - l, 0], [largeur - l, hauteur - h]] as const) {
    const coin = new Uint8ClampedArray(l * h * 4);
    for (let ligne = 0; ligne < h; ligne += 1) coin.set(points.subarray(((y + ligne) * largeur + x) * 4, ((y + ligne) * largeur + x + l) * 4), ligne * l * 4);
    const trouve = chercher({ points: coin, largeur: l, hauteur: h }, 0);
    if (trouve !== null) return trouve;
  }
  return null;
}

function chercher({ points, largeur, hauteur }: Dessin, deja: number): Trouve | null {
  const lu = jsqr(points, largeur, hauteur, { inversionAttempts: 'dontInvert' });
  if (lu === null || lu.data === '') return null;
  const { topLeftCorner: a, topRightCorner: b } = lu.location;
  const penche = Math.round(Math.atan2(b.y - a.y, b.x - a.x) / (Math.PI / 2)) * 90;
  return { code: lu.data.slice(0, 200), rotation: ((((deja - penche) % 360) + 360) % 360) as Rotation };
}

/** The page turned: thresholds fall elsewhere, and a code that could not be read may be. */
function tournee(dessin: Dessin): Trouve | null {
  let tourne = dessin;
  for (const deja of [90, 180, 270]) {
    tourne = quartDeTour(tourne);
    const trouve = chercher(tourne, deja);
    if (trouve !== null) return trouve;
  }
  return null;
}

/** The drawing turned by 90° clockwise. */
function quartDeTour({ points, largeur, hauteur }: Dessin): Dessin {
  const source = new Uint32Array(points.buffer, points.byteOffset, largeur * hauteur);
  const cible = new Uint32Array(largeur * hauteur);
  for (let y = 0; y < hauteur; y += 1) for (let x = 0; x < largeur; x += 1) cible[x * hauteur + (hauteur - 1 - y)] = source[y * largeur + x] ?? 0;
  return { points: new Uint8ClampedArray(cible.buffer), largeur: hauteur, hauteur: largeur };
}

/** Share of the dots that are dark; one in seven is looked at. */
function partEncree({ points, largeur, hauteur }: Dessin): number {
  let [sombres, vus] = [0, 0];
  for (let i = 0; i < largeur * hauteur; i += 7) {
    vus += 1;
    if ((points[i * 4] ?? 255) + (points[i * 4 + 1] ?? 255) + (points[i * 4 + 2] ?? 255) < 300) sombres += 1;
  }
  return sombres / Math.max(1, vus);
}

async function vignette(page: PDFPageProxy): Promise<Uint8Array> {
  const { toile } = await dessiner(page, LARGEUR_VIGNETTE / Math.max(1, page.getViewport({ scale: 1 }).width));
  return toile.encode('jpeg', 70);
}

async function repondre({ cle, octets, acte }: DemandeDeLecture): Promise<ReponseDeLecture> {
  const lu = await document(cle, octets);
  if (lu === null) return { etat: 'fichier_demande' };
  if (acte.nature === 'compter') return { etat: 'fait', valeur: lu.numPages };
  const page = await lu.getPage(acte.page);
  try {
    return { etat: 'fait', valeur: acte.nature === 'lire' ? await lire(page) : await vignette(page) };
  } finally {
    page.cleanup();
  }
}

process.on('message', (demande: DemandeDeLecture) => {
  void repondre(demande)
    .catch((erreur: unknown): ReponseDeLecture => ({ etat: 'illisible', raison: (erreur instanceof Error ? erreur.message : String(erreur)).slice(0, 200) }))
    .then((reponse) => process.send?.({ rang: demande.rang, ...reponse }));
});
// The server that asked is gone: nobody is left to answer.
process.on('disconnect', () => process.exit(0));
