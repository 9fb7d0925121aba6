import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { refuser, type MotifFichier } from './fichier-refuse.js';
import { estExecutable, estOle, inspecterBureautique } from './inspection-bureautique.js';
import { inspecterJpeg, inspecterPng } from './inspection-image.js';
import { inspecterPdf } from './inspection-pdf.js';
import { TOTAL_MAX } from './inspection-zip.js';
import { contient, octetsDeFichier, type Octets } from './octets.js';

/** Kinds accepted as evidence, read from the content; the extension given back when a file is served. */
export const TYPES_ACCEPTES: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
};

const NOM_MAX = 200;
const NOM_REFUSE = 255;

/**
 * The label of a file: the name its sender gave, cleaned, 200 characters at most with its extension kept.
 * @throws FichierRefuse `nom_trompeur` when it reverses the order of its letters, `nom_chemin`, `nom_controle`, `nom_long`
 */
export function nomPropre(nom: string): string {
  if (/[\u202a-\u202e\u2066-\u2069]/.test(nom)) refuser('nom_trompeur');
  if (/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(nom)) refuser('nom_controle');
  if (/[\\/]/.test(nom)) refuser('nom_chemin');
  if (nom.length > NOM_REFUSE) refuser('nom_long');
  const propre = nom.replace(/\p{Cf}/gu, '').replace(/\s+/g, ' ').trim().replace(/[. ]+$/, '');
  if (propre.length <= NOM_MAX) return propre === '' ? 'fichier' : propre;
  const extension = path.extname(propre).slice(0, 10);
  return propre.slice(0, NOM_MAX - extension.length) + extension;
}

const PAR_EXTENSION: readonly (readonly [RegExp, MotifFichier])[] = [
  [/^(exe|dll|com|scr|msi|msp|bat|cmd|ps1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|lnk|pif|cpl|reg|py|sh|jar|apk|app|deb|rpm|dmg|php|appimage)$/, 'executable'],
  [/^(docm|dotm|xlsm|xltm|xlam|xlsb|pptm|ppsm|potm)$/, 'macros'],
  [/^(zip|rar|7z|gz|tgz|bz2|xz|tar|cab|iso|img|lzh|zst)$/, 'archive'],
  [/^(html?|xhtml|svgz?|xml|mht|mhtml|swf)$/, 'page_web'],
  [/^(doc|dot|xls|xlt|ppt|pps)$/, 'ancien_format'],
];

/** Lower-case extension of a cleaned name, `jpg` for every spelling of JPEG; empty when there is none. */
const extensionDe = (nom: string): string => path.extname(nom).slice(1).toLowerCase().replace(/^(jpeg|jpe|jfif)$/, 'jpg');

/**
 * Reads a received file through and holds that it is one of the kinds accepted, whole, alone, inert and readable by
 * all, and that its name does not say otherwise. Memory stays bounded whatever the file.
 * @returns its type and its extension. @throws FichierRefuse
 */
export async function inspecterFichier(chemin: string, taille: number, nom: string): Promise<{ typeMime: string; extension: string }> {
  if (taille === 0) refuser('vide');
  const donnee = extensionDe(nom);
  const parNom = PAR_EXTENSION.find(([motif]) => motif.test(donnee));
  const poignee = await open(chemin, 'r');
  try {
    const octets = octetsDeFichier(poignee, taille);
    // An old Office document may be an encrypted one: what it is tells more than its name.
    if (parNom !== undefined && parNom[1] !== 'ancien_format') refuser(parNom[1], donnee);
    const typeMime = await inspecterContenu(octets);
    const extension = TYPES_ACCEPTES[typeMime] ?? refuser('type_inconnu', typeMime.split(/[./]/).at(-1));
    if (donnee !== '' && donnee !== extension) refuser('extension', `${extension}|${donnee.slice(0, 10)}`);
    return { typeMime, extension };
  } finally {
    await poignee.close();
  }
}

/** What a form takes: evidence, or a table to be read. */
export type FichiersAttendus = 'preuves' | 'feuille';

const FEUILLES: readonly string[] = ['xlsx', 'ods'];
const EXTENSIONS_CSV: readonly string[] = ['csv', 'txt', 'tsv', ''];

/**
 * The same for a table to be read: a workbook inspected as evidence is, or a CSV text, which has no mark of its own.
 * @returns its type (`text/csv` for a text) and its extension. @throws FichierRefuse, `feuille_attendue` when it is evidence of another kind
 */
export async function inspecterFeuille(chemin: string, taille: number, nom: string): Promise<{ typeMime: string; extension: string }> {
  if (taille > 0 && EXTENSIONS_CSV.includes(extensionDe(nom)) && await estTexte(chemin, taille)) return { typeMime: 'text/csv', extension: 'csv' };
  const lu = await inspecterFichier(chemin, taille, nom);
  return FEUILLES.includes(lu.extension) ? lu : refuser('feuille_attendue');
}

/** True for what begins as no known kind and holds no NUL byte, save in the two orders of UTF-16. */
async function estTexte(chemin: string, taille: number): Promise<boolean> {
  const poignee = await open(chemin, 'r');
  try {
    const tete = await octetsDeFichier(poignee, taille).lire(0, 4100);
    const debut = tete.toString('latin1');
    const utf16 = debut.startsWith('\u00ff\u00fe') || debut.startsWith('\u00fe\u00ff');
    return (utf16 || !tete.includes(0)) && !estExecutable(tete) && !/^%PDF-|^\u00ff\u00d8\u00ff/.test(debut) && !SIGNATURES.some(([signe]) => signe.test(debut));
  } finally {
    await poignee.close();
  }
}

async function inspecterContenu(s: Octets): Promise<string> {
  const tete = await s.lire(0, 4100);
  const debut = tete.toString('latin1');
  if (debut.startsWith('%PDF-')) return inspecterPdf(s).then(() => 'application/pdf');
  if (tete.toString('hex', 0, 3) === 'ffd8ff') return inspecterJpeg(s).then(() => 'image/jpeg');
  if (tete.toString('hex', 0, 8) === '89504e470d0a1a0a') return inspecterPng(s).then(() => 'image/png');
  if (debut.startsWith('PK\u0003\u0004')) return inspecterBureautique(s, { reste: TOTAL_MAX });
  if (estOle(tete)) return refuser((await contient(s, /E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0/)) ? 'mot_de_passe' : 'ancien_format');
  return refuserInconnu(tete, debut);
}

const SIGNATURES: readonly (readonly [RegExp, MotifFichier])[] = [
  [/^#!|^L\0\0\0\u0001\u0014\u0002\0|^@echo off|^\s*<\?php/i, 'executable'],
  [/^Rar!\u001a\u0007|^7z\u00bc\u00af|^\u001f\u008b|^BZh\d|^\u00fd7zXZ|^(?:\u0028\u00b5\u002f\u00fd)|^MSCF|^PK\u0005\u0006|^PK\u0007\u0008|^!<arch>|^[^]{257}ustar/, 'archive'],
  [/^[^]{4}ftyp(?:heic|heix|hevc|mif1|msf1|avif)/, 'photo_heic'],
  [/%PDF-[12]\.\d/, 'polyglotte'],
  [/^(?:\u00ef\u00bb\u00bf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:!doctype|html|head|body|script|svg|iframe|math|\w+:svg)|<(?:script|html|svg)[\s>]/i, 'page_web'],
];

async function refuserInconnu(tete: Buffer, debut: string): Promise<never> {
  if (estExecutable(tete)) refuser('executable');
  const connu = SIGNATURES.find(([signe]) => signe.test(debut));
  if (connu !== undefined) refuser(connu[1]);
  return refuser('type_inconnu', (await fileTypeFromBuffer(tete).catch(() => undefined))?.ext ?? '');
}
