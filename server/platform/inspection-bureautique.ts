import { refuser } from './fichier-refuse.js';
import { lireZip, parcourir, type Budget, type EntreeZip } from './inspection-zip.js';
import { octetsDeBuffer, type Octets } from './octets.js';

const PROFONDEUR_MAX = 2;
const INCORPORE_MAX = 20 << 20;
const TEXTE_MAX = 1 << 20;

const ARCHIVES = /\.(zip|rar|7z|gz|tgz|bz2|xz|tar|cab|iso|jar|apk)$/i;
const EXECUTABLES = /\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|jsx?|wsf|hta|lnk|py|sh|html?|svgz|docm|xlsm|pptm|xll)$/i;
/** Where OOXML and ODF keep what runs: VBA, Excel 4 macro sheets, ActiveX; Basic and scripts. */
const MACROS_OOXML = /(^|\/)(vbaProject\w*\.bin|vbaData\.xml|macrosheets\/.|activeX\/.)/i;
const MACROS_ODF = /^(Basic|Scripts|Dialogs)\/.*[^/]$/i;
/** What runs or fetches by itself, in the XML of a document. */
const XML_ACTIF = /<!ENTITY|<(?:\w+:)?ddeLink\b|\bDDEAUTO\b|vnd\.sun\.star\.script:|attachedTemplate"[^>]{0,200}Target="(?:https?|ftp):|Target="(?:https?|ftp):[^>]{0,200}attachedTemplate"/i;

const OOXML: readonly (readonly [signe: string, type: string])[] = [
  ['wordprocessingml.document.main+xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['spreadsheetml.sheet.main+xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['presentationml.presentation.main+xml', 'PPTX'], ['presentationml.slideshow.main+xml', 'PPSX'], ['template.main+xml', 'modèle Office'],
];

/**
 * Reads an office document (OOXML or ODF) through, nested ones included, and answers its type.
 * @throws FichierRefuse `archive` when the zip is no document, `macros`, `executable`, `mot_de_passe`, `fichier_incorpore`, and those of the zip
 */
export async function inspecterBureautique(s: Octets, budget: Budget, profondeur = 0): Promise<string> {
  if (profondeur > PROFONDEUR_MAX) refuser('bombe');
  const entrees = await lireZip(s, budget);
  const type = await typeDuDocument(s, entrees);
  for (const e of entrees) {
    if (ARCHIVES.test(e.nom)) refuser('archive', e.nom);
    if (EXECUTABLES.test(e.nom)) refuser('executable', e.nom);
    await inspecterEntree(s, e, budget, profondeur);
  }
  return type;
}

async function typeDuDocument(s: Octets, entrees: readonly EntreeZip[]): Promise<string> {
  const types = entrees.find((e) => e.nom === '[Content_Types].xml');
  if (types !== undefined) {
    if (entrees.some((e) => MACROS_OOXML.test(e.nom))) refuser('macros');
    return typeOoxml(await texte(s, types));
  }
  const [premiere] = entrees;
  if (premiere?.nom !== 'mimetype' || premiere.deflate || premiere.taille > 100) return refuser('archive');
  const mime = (await texte(s, premiere)).trim();
  if (!mime.startsWith('application/vnd.oasis.opendocument.')) refuser('archive');
  if (entrees.some((e) => MACROS_ODF.test(e.nom))) refuser('macros');
  const manifeste = entrees.find((e) => e.nom === 'META-INF/manifest.xml');
  if (manifeste === undefined) refuser('structure');
  if ((await texte(s, manifeste)).includes('encryption-data')) refuser('mot_de_passe');
  return mime;
}

function typeOoxml(xml: string): string {
  const types = [...xml.matchAll(/ContentType\s*=\s*["']([^"']*)["']/gi)].map((m) => m[1] ?? '');
  // A type written with entities, or in another encoding, would be read otherwise by an office suite than here.
  if (xml.includes('\0') || types.length === 0 || types.some((t) => t.includes('&'))) refuser('structure');
  if (types.some((t) => /macroEnabled|vbaProject|activeX/i.test(t))) refuser('macros');
  const trouves = OOXML.filter(([signe]) => types.some((t) => t.includes(signe)));
  const [seul] = trouves;
  if (seul === undefined) return refuser('archive');
  return trouves.length === 1 ? seul[1] : refuser('structure');
}

async function texte(s: Octets, e: EntreeZip): Promise<string> {
  if (e.taille > TEXTE_MAX) refuser('bombe');
  const morceaux: Buffer[] = [];
  await parcourir(s, e, (m) => void morceaux.push(m));
  return Buffer.concat(morceaux).toString('utf8');
}

async function inspecterEntree(s: Octets, e: EntreeZip, budget: Budget, profondeur: number): Promise<void> {
  if (e.taille === 0) return;
  const xml = /\.(xml|rels|vml|rdf)$/i.test(e.nom);
  const gardes: Buffer[] = [];
  let [tete, reste, garde] = [Buffer.alloc(0), '', false];
  await parcourir(s, e, (m) => {
    if (tete.length < 1024) tete = Buffer.concat([tete, m.subarray(0, 1024)]).subarray(0, 1024);
    if (gardes.length === 0) garde = estZip(tete) || estOle(tete);
    if (garde) gardes.push(m);
    if (garde && e.taille > INCORPORE_MAX) refuser('bombe');
    if (!xml) return;
    const vu = reste + m.toString('latin1').replaceAll('\0', '');
    if (XML_ACTIF.test(vu)) refuser('macros');
    reste = vu.slice(-512);
  });
  if (estExecutable(tete)) refuser('executable', e.nom);
  if (estZip(tete)) await inspecterBureautique(octetsDeBuffer(Buffer.concat(gardes)), budget, profondeur + 1);
  else if (estOle(tete)) inspecterOle(Buffer.concat(gardes));
}

const estZip = (tete: Buffer): boolean => tete.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';
/** True for the container of old Office documents, of encrypted ones and of embedded objects. */
export const estOle = (tete: Buffer): boolean => tete.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'));

/** True for programs of Windows, Linux and macOS; two letters alone do not make a program. */
export function estExecutable(tete: Buffer): boolean {
  const debut = tete.toString('latin1', 0, 4);
  if (debut === '\u007fELF' || ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'].includes(tete.toString('hex', 0, 4))) return true;
  if (!debut.startsWith('MZ') || tete.length < 64) return false;
  const pe = tete.readUInt32LE(60);
  return pe + 4 > tete.length || tete.toString('latin1', pe, pe + 2) === 'PE' || pe === 0;
}

const enUtf16 = (mot: string): Buffer => Buffer.from(mot, 'utf16le');

function inspecterOle(octets: Buffer): void {
  if (octets.includes(enUtf16('_VBA_PROJECT')) || octets.includes(enUtf16('Macros'))) refuser('macros');
  // The packager of Windows: any file at all, a program for one, behind an icon.
  if (octets.includes(enUtf16('Ole10Native'))) refuser('fichier_incorpore');
  if (octets.includes(enUtf16('EncryptedPackage'))) refuser('mot_de_passe');
}
