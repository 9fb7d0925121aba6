import { refuser } from './fichier-refuse.js';
import { contient, type Octets } from './octets.js';

/** A larger picture is no scan nor photo of a document: it would only exhaust who opens it. */
const PIXELS_MAX = 120_000_000;
/** Bounds on what is walked through: no camera nor scanner comes near. */
const MORCEAUX_MAX = 50_000;
const IMAGES_MAX = 30;
const INTRUS = /%PDF-[12]\.\d|<(?:script|html|iframe)[\s>]|<!doctype\s+html|<\?php\s/i;

function mesurer(largeur: number, hauteur: number): void {
  if (largeur === 0 || hauteur === 0) refuser('abime');
  if (largeur * hauteur > PIXELS_MAX) refuser('image_geante');
}

/** A picture that hides a web page, a PDF or an archive opens otherwise than it says. */
async function sansIntrus(s: Octets): Promise<void> {
  if (await contient(s, INTRUS)) refuser('polyglotte');
  const queue = await s.lire(Math.max(0, s.taille - 65_600), 65_600);
  if (queue.includes('PK\u0005\u0006') && (await contient(s, /PK\u0003\u0004/))) refuser('polyglotte');
}

/**
 * Walks through the chunks of a PNG, from IHDR to IEND, with nothing after.
 * @throws FichierRefuse `abime`, `polyglotte`, `image_geante`
 */
export async function inspecterPng(s: Octets): Promise<void> {
  let [p, premier, donnees] = [8, true, false];
  for (let n = 0; ; n += 1) {
    if (n > MORCEAUX_MAX) refuser('abime');
    const tete = await s.lire(p, 16);
    if (tete.length < 12) refuser('abime');
    const [longueur, type] = [tete.readUInt32BE(0), tete.toString('latin1', 4, 8)];
    if (premier !== (type === 'IHDR') || (premier && longueur !== 13) || !/^[A-Za-z]{4}$/.test(type)) refuser('abime');
    if (premier) {
      const dimensions = await s.lire(p + 8, 8);
      mesurer(dimensions.readUInt32BE(0), dimensions.readUInt32BE(4));
    }
    premier = false;
    donnees ||= type === 'IDAT';
    p += 12 + longueur;
    if (p > s.taille) refuser('abime');
    if (type === 'IEND') break;
  }
  if (!donnees) refuser('abime');
  if (p !== s.taille) refuser('polyglotte');
  await sansIntrus(s);
}

/**
 * Walks through the segments of a JPEG up to its end. A phone may add other pictures after the first one (several
 * exposures, depth): they must be JPEG too. Anything else after the end is refused.
 * @throws FichierRefuse `abime`, `polyglotte`, `image_geante`
 */
export async function inspecterJpeg(s: Octets): Promise<void> {
  let [p, images] = [await finDuJpeg(s, 0), 1];
  while (p < s.taille) {
    const suite = await s.lire(p, 65_536);
    const autre = suite.findIndex((o) => o !== 0);
    if (autre < 0) { p += suite.length; continue; }
    images += 1;
    if (images > IMAGES_MAX || suite.toString('hex', autre, autre + 3) !== 'ffd8ff') refuser('polyglotte');
    p = await finDuJpeg(s, p + autre);
  }
  await sansIntrus(s);
}

const SANS_LONGUEUR = new Set([0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7]);
const CADRES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

async function finDuJpeg(s: Octets, debut: number): Promise<number> {
  let [p, cadre] = [debut + 2, false];
  for (let n = 0; ; n += 1) {
    if (n > MORCEAUX_MAX) refuser('abime');
    const tete = await s.lire(p, 9);
    if (tete.length < 2 || tete[0] !== 0xff) refuser('abime');
    const marque = tete[1] ?? 0;
    if (marque === 0xff) { p += 1; continue; }
    if (marque === 0xd9) return cadre ? p + 2 : refuser('abime');
    if (SANS_LONGUEUR.has(marque)) { p += 2; continue; }
    if (tete.length < 4) refuser('abime');
    if (CADRES.has(marque) && tete.length === 9) {
      mesurer(tete.readUInt16BE(7), tete.readUInt16BE(5));
      cadre = true;
    }
    p += 2 + tete.readUInt16BE(2);
    if (marque === 0xda) p = await prochaineMarque(s, p);
  }
}

/** First marker after compressed data: FF followed by neither 00 nor a restart. */
async function prochaineMarque(s: Octets, debut: number): Promise<number> {
  for (let p = debut; p < s.taille; p += 65_535) {
    const m = await s.lire(p, 65_536);
    for (let i = m.indexOf(0xff); i >= 0 && i + 1 < m.length; i = m.indexOf(0xff, i + 1)) {
      const suivant = m[i + 1] ?? 0;
      if (suivant !== 0 && suivant !== 0xff && (suivant < 0xd0 || suivant > 0xd7)) return p + i;
    }
  }
  return refuser('abime');
}
