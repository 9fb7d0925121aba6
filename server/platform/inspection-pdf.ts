import { createInflate, constants } from 'node:zlib';
import { refuser } from './fichier-refuse.js';
import { fenetres, type Octets } from './octets.js';

/*
 * A PDF is judged on its bytes, without drawing anything. What matters is written in plain text, or in object streams,
 * which are inflated within bounds. A letter of a name written as #xx is no use to an honest writer, and is refused where
 * it would hide a word looked for here.
 */

const RECOUVREMENT = 4096;
const FLUX_MAX = 16 << 20;
const FLUX_TOTAL_MAX = 64 << 20;
const DICTIONNAIRE_MAX = 65_536;
/** Each costs a reading: an honest PDF has a few hundred object streams at most. */
const FLUX_NOMBRE_MAX = 3000;
const DELIMITEUR = '[\\s\\0<>\\[\\](){}%/]';
/** What may stand before a name token: a delimiter, a number, a keyword or another name. */
const AVANT = `(?:^|[\\s\\0<>\\[\\](){}%]|(?:[\\s\\0<>\\[\\](){}%][-+.\\d]+|obj|endobj|true|false|null|\\dR| R)|/[^\\s\\0<>\\[\\](){}%/]*)`;
const nom = (mots: string): string => `${AVANT}/(?:${mots})(?=${DELIMITEUR}|$)`;

const ACTIF = new RegExp(nom('JavaScript|Launch|GoToE|RichMedia'));
const CHIFFRE = /\/Encrypt[\s\0]*(?:<<|\d+[\s\0]+\d+[\s\0]+R)/;
const INCORPORE = new RegExp(`/EF[\\s\\0]*(?:<<|\\d+[\\s\\0]+\\d+[\\s\\0]+R)|${nom('EmbeddedFile')}`);
const SENSIBLES: readonly string[] = ['JavaScript', 'JS', 'Launch', 'GoToE', 'RichMedia', 'Encrypt', 'EF', 'EmbeddedFile', 'EmbeddedFiles', 'ObjStm', 'First', 'Filter', 'FlateDecode'];
const ECHAPPE = new RegExp(`/((?:[!-~](?<!${DELIMITEUR}))*#[0-9A-Fa-f]{2}(?:[!-~](?<!${DELIMITEUR}))*)`, 'g');
const PAGE_WEB = /<(?:script|html|iframe)[\s>]|<!doctype\s+html/i;
const FLUX_OBJETS = /\/(?:ObjStm|First)(?=[\s\0<>[\](){}%/])/g;

/**
 * Reads a PDF through.
 * @throws FichierRefuse `abime`, `polyglotte`, `mot_de_passe`, `pdf_actif`, `fichier_incorpore`, `structure`, `bombe`
 */
export async function inspecterPdf(s: Octets): Promise<void> {
  if (!/^%PDF-[12]\.\d/.test((await s.lire(0, 16)).toString('latin1'))) refuser('abime');
  await inspecterFin(s);
  const lu = { racine: false, zip: false, total: 0, incorpores: false, vus: new Set<number>() };
  for await (const { texte, position } of fenetres(s, RECOUVREMENT)) {
    juger(texte);
    if (PAGE_WEB.test(texte)) refuser('polyglotte');
    lu.racine ||= /\/Root\b/.test(texte);
    lu.zip ||= texte.includes('PK\u0003\u0004');
    lu.incorpores ||= INCORPORE.test(texte);
    for (const { index } of texte.matchAll(FLUX_OBJETS)) {
      if (lu.vus.has(position + index)) continue;
      // An outline says /First too: its object ends before any stream begins.
      if (/^[^]{0,2000}?(endobj|stream\r?\n)/.exec(texte.slice(index, index + 2010))?.[1] === 'endobj') continue;
      lu.vus.add(position + index);
      if (lu.vus.size > FLUX_NOMBRE_MAX) refuser('structure');
      const objets = await fluxDObjets(s, position + index, FLUX_TOTAL_MAX - lu.total);
      lu.total += objets.length;
      juger(objets);
      lu.incorpores ||= INCORPORE.test(objets);
    }
  }
  if (!lu.racine) refuser('abime');
  if (lu.zip && (await s.lire(Math.max(0, s.taille - 65_600), 65_600)).includes('PK\u0005\u0006')) refuser('polyglotte');
  if (lu.incorpores && !(await estFactureElectronique(s))) refuser('fichier_incorpore');
}

async function inspecterFin(s: Octets): Promise<void> {
  const queue = (await s.lire(Math.max(0, s.taille - 2048), 2048)).toString('latin1');
  const fin = queue.lastIndexOf('%%EOF');
  if (fin < 0) return void await finAilleurs(s);
  if (/[^\s\0]/.test(queue.slice(fin + 5))) refuser('polyglotte');
}

/** No end in the last 2 KiB: something was added after the end, or the end is missing. */
async function finAilleurs(s: Octets): Promise<never> {
  for await (const { texte } of fenetres(s, 8)) if (texte.includes('%%EOF')) refuser('polyglotte');
  return refuser('abime');
}

function juger(texte: string): void {
  if (CHIFFRE.test(texte)) refuser('mot_de_passe');
  if (ACTIF.test(texte)) refuser('pdf_actif');
  for (const [, mot = ''] of texte.matchAll(ECHAPPE)) {
    if (SENSIBLES.includes(mot.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))) refuser('pdf_actif');
  }
}

/** Plain content of the object stream whose dictionary holds the word at `position`; empty when it is no stream. */
async function fluxDObjets(s: Octets, position: number, reste: number): Promise<string> {
  const suite = (await s.lire(position, DICTIONNAIRE_MAX)).toString('latin1');
  const fin = /endobj|stream\r?\n/.exec(suite);
  if (fin === null) return suite.startsWith('/ObjStm') ? refuser('structure') : '';
  if (fin[0] === 'endobj') return '';
  const avant = (await s.lire(Math.max(0, position - 4096), Math.min(position, 4096))).toString('latin1');
  const dictionnaire = avant.slice(avant.lastIndexOf('obj')) + suite.slice(0, fin.index);
  return (await deplier(s, dictionnaire, position + fin.index + fin[0].length, Math.min(FLUX_MAX, reste))).toString('latin1');
}

/** Bytes of a stream, plain or deflated; any other filter could not be judged. */
async function deplier(s: Octets, dictionnaire: string, position: number, maximum: number): Promise<Buffer> {
  const filtre = /\/Filter[\s\0]*(\/\w+|\[[^\]]*\]|\d)/.exec(dictionnaire)?.[1];
  const simple = filtre === undefined || /^(?:\/FlateDecode|\/Fl|\[[\s\0]*(?:\/FlateDecode|\/Fl)?[\s\0]*\])$/.test(filtre);
  if (!simple || /\/Predictor[\s\0]+(?!1\b)\d/.test(dictionnaire)) return refuser('structure');
  return filtre !== undefined && /Fl/.test(filtre) ? degonfler(s, position, maximum) : brut(s, position, maximum);
}

async function brut(s: Octets, position: number, maximum: number): Promise<Buffer> {
  const octets = await s.lire(position, maximum);
  const fin = octets.indexOf('endstream');
  return fin < 0 ? refuser('structure') : octets.subarray(0, fin);
}

function degonfler(s: Octets, position: number, maximum: number): Promise<Buffer> {
  const flux = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  return new Promise((resolve, reject) => {
    const sortis: Buffer[] = [];
    let total = 0;
    const finir = (action: () => void): void => { flux.destroy(); action(); };
    flux.on('data', (m: Buffer) => {
      total += m.length;
      if (total > maximum) finir(() => reject(erreurDe('bombe')));
      else sortis.push(m);
    });
    flux.on('end', () => resolve(Buffer.concat(sortis)));
    flux.on('error', () => finir(() => reject(erreurDe('structure'))));
    const alimenter = async (): Promise<void> => {
      for (let p = position; p < s.taille && !flux.destroyed && !flux.readableEnded; p += 65_536) {
        const suite = flux.write(await s.lire(p, 65_536));
        if (!suite) await new Promise<void>((r) => { flux.once('drain', r); flux.once('end', r); flux.once('close', r); });
      }
      if (!flux.destroyed) flux.end();
    };
    alimenter().catch((erreur: unknown) => finir(() => reject(erreur instanceof Error ? erreur : erreurDe('structure'))));
  });
}

function erreurDe(motif: 'bombe' | 'structure'): Error {
  try { return refuser(motif); } catch (erreur) { return erreur as Error; }
}

/**
 * True when every embedded file is the XML of an electronic invoice (Factur-X, EN 16931), the only one an honest piece
 * of evidence carries. Each one must be found and read; one that cannot be judged is not accepted.
 */
async function estFactureElectronique(s: Octets): Promise<boolean> {
  const references = new Set<string>();
  let declares = 0;
  for await (const { texte } of fenetres(s, RECOUVREMENT)) {
    for (const [, dico = ''] of texte.matchAll(/\/EF[\s\0]{0,20}<<([^>]{0,500})>>/g)) for (const [, n = ''] of dico.matchAll(/(\d+)[\s\0]+\d+[\s\0]+R/g)) references.add(n);
    declares += [...texte.matchAll(/\/EF[\s\0]+\d/g)].length;
  }
  if (references.size === 0 || references.size > 5 || declares > 0) return false;
  for (const reference of references) if (!(await estXmlDeFacture(s, reference))) return false;
  return true;
}

async function estXmlDeFacture(s: Octets, reference: string): Promise<boolean> {
  let trouve = false;
  for await (const { texte, position } of fenetres(s, RECOUVREMENT)) {
    for (const { index, 0: tete } of texte.matchAll(new RegExp(`(?<!\\d)${reference}[\\s\\0]+\\d+[\\s\\0]+obj`, 'g'))) {
      const suite = (await s.lire(position + index + tete.length, 4096)).toString('latin1');
      const flux = /^([^]*?)(endobj|stream\r?\n)/.exec(suite);
      if (flux?.[2]?.startsWith('stream') !== true) return false;
      const xml = (await deplier(s, flux[1] ?? '', position + index + tete.length + flux[0].length, FLUX_MAX)).toString('utf8');
      if (!/^\uFEFF?\s*<(?:\?xml|[\w]+:)/.test(xml) || !/<(?:\w+:)?CrossIndustry(?:Invoice|Document)[\s>]/.test(xml) || /<(?:script|html|hta)|\0|<!DOCTYPE/i.test(xml)) return false;
      trouve = true;
    }
  }
  return trouve;
}
