import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** Bytes of latin1 text: one character a byte. */
export const octets = (texte: string): Buffer => Buffer.from(texte, 'latin1');

/** One file of a zip built by hand; what is announced may be a lie. */
export interface EntreeDeZip {
  readonly nom: string;
  readonly contenu: Buffer | string;
  readonly stocke?: boolean;
  /** Announced size, checksum and flags, when they must not be the true ones. */
  readonly taille?: number;
  readonly crc?: number;
  readonly drapeaux?: number;
  /** Offset of the local header to write in the directory, when it must not be the true one. */
  readonly entete?: number;
}

/** Writes a zip; `avant` and `commentaire` are what a polyglot adds around it. */
export function zip(entrees: readonly EntreeDeZip[], { avant = Buffer.alloc(0), commentaire = '' }: { avant?: Buffer; commentaire?: string } = {}): Buffer {
  const locaux: Buffer[] = [avant];
  const repertoire: Buffer[] = [];
  let position = avant.length;
  for (const e of entrees) {
    const clair = Buffer.isBuffer(e.contenu) ? e.contenu : Buffer.from(e.contenu);
    const donnees = e.stocke === true ? clair : deflateRawSync(clair);
    const nom = Buffer.from(e.nom);
    const commun = Buffer.alloc(26);
    commun.writeUInt16LE(20, 0);
    commun.writeUInt16LE(e.drapeaux ?? 0x800, 2);
    commun.writeUInt16LE(e.stocke === true ? 0 : 8, 4);
    commun.writeUInt32LE(e.crc ?? crc32(clair), 10);
    commun.writeUInt32LE(donnees.length, 14);
    commun.writeUInt32LE(e.taille ?? clair.length, 18);
    commun.writeUInt16LE(nom.length, 22);
    locaux.push(octets('PK\u0003\u0004'), commun, nom, donnees);
    const suite = Buffer.alloc(14);
    suite.writeUInt32LE(e.entete ?? position, 10);
    repertoire.push(octets('PK\u0001\u0002\u0014\u0000'), commun, suite, nom);
    position += 30 + nom.length + donnees.length;
  }
  const index = Buffer.concat(repertoire);
  const fin = Buffer.alloc(18);
  fin.writeUInt16LE(entrees.length, 4);
  fin.writeUInt16LE(entrees.length, 6);
  fin.writeUInt32LE(index.length, 8);
  fin.writeUInt32LE(position, 12);
  fin.writeUInt16LE(commentaire.length, 16);
  return Buffer.concat([...locaux, index, octets('PK\u0005\u0006'), fin, octets(commentaire)]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const types = (principal: string, type: string, autres = ''): string =>
  `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="${principal}" ContentType="application/vnd.openxmlformats-officedocument.${type}"/>${autres}</Types>`;
const relations = (cible: string): string =>
  `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${cible}"/></Relationships>`;

export const TYPE_DOCX = 'wordprocessingml.document.main+xml';

/** A small Word document, with more parts or other types when asked. */
export const docx = (plus: readonly EntreeDeZip[] = [], { type = TYPE_DOCX, autres = '', corps = 'Bonjour' } = {}): Buffer => zip([
  { nom: '[Content_Types].xml', contenu: types('/word/document.xml', type, autres) }, { nom: '_rels/.rels', contenu: relations('word/document.xml') },
  { nom: 'word/document.xml', contenu: `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${corps}</w:t></w:r></w:p></w:body></w:document>` }, ...plus,
]);

/** A small Excel workbook. */
export const xlsx = (plus: readonly EntreeDeZip[] = []): Buffer => zip([
  { nom: '[Content_Types].xml', contenu: types('/xl/workbook.xml', 'spreadsheetml.sheet.main+xml') }, { nom: '_rels/.rels', contenu: relations('xl/workbook.xml') },
  { nom: 'xl/workbook.xml', contenu: `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>` }, ...plus,
]);

/** A small OpenDocument file of a kind, `text` or `spreadsheet`. */
export const odf = (sorte: string, plus: readonly EntreeDeZip[] = [], manifeste = ''): Buffer => zip([
  { nom: 'mimetype', contenu: `application/vnd.oasis.opendocument.${sorte}`, stocke: true },
  { nom: 'content.xml', contenu: `${XML}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:body/></office:document-content>` },
  { nom: 'META-INF/manifest.xml', contenu: `${XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.${sorte}"/>${manifeste}</manifest:manifest>` },
  ...plus,
]);

/** A small PDF; `objets` are more objects, `racine` more of the catalogue, `fin` more of the trailer. */
export const pdf = ({ objets = '', racine = '', fin = '', tete = '' } = {}): Buffer => octets(
  `%PDF-1.7\n${tete}1 0 obj<</Type/Catalog/Pages 2 0 R${racine}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n${objets}\ntrailer<</Root 1 0 R${fin}>>\n%%EOF\n`);

/** A stream object of a PDF, deflated. */
export const flux = (numero: number, dictionnaire: string, contenu: Buffer | string): string => {
  const donnees = deflateSync(Buffer.isBuffer(contenu) ? contenu : Buffer.from(contenu));
  return `${numero} 0 obj<<${dictionnaire}/Filter/FlateDecode/Length ${donnees.length}>>stream\n${donnees.toString('latin1')}\nendstream endobj\n`;
};

function morceauPng(type: string, donnees: Buffer): Buffer {
  const corps = Buffer.concat([octets(type), donnees]);
  const [longueur, somme] = [Buffer.alloc(4), Buffer.alloc(4)];
  longueur.writeUInt32BE(donnees.length);
  somme.writeUInt32BE(crc32(corps));
  return Buffer.concat([longueur, corps, somme]);
}

/** A one-colour PNG; its announced size may be a lie. */
export function png({ largeur = 2, hauteur = 2, texte = '' } = {}): Buffer {
  const entete = Buffer.alloc(13);
  entete.writeUInt32BE(largeur, 0);
  entete.writeUInt32BE(hauteur, 4);
  entete.set([8, 0, 0, 0, 0], 8);
  const lignes = Buffer.alloc(Math.min(hauteur, 100) * (Math.min(largeur, 100) + 1));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), morceauPng('IHDR', entete), ...(texte === '' ? [] : [morceauPng('tEXt', octets(`Comment\0${texte}`))]), morceauPng('IDAT', deflateSync(lignes)), morceauPng('IEND', Buffer.alloc(0))]);
}

/** The smallest baseline JPEG that decoders accept, grey, 8 by 8; `commentaire` goes into a segment of its own. */
export function jpeg({ commentaire = '' } = {}): Buffer {
  const segment = (marque: string, donnees: Buffer): Buffer => {
    const longueur = Buffer.alloc(2);
    longueur.writeUInt16BE(donnees.length + 2);
    return Buffer.concat([Buffer.from(marque, 'hex'), longueur, donnees]);
  };
  const huffman = (classe: number, symbole: number): Buffer => Buffer.from([classe, 1, ...Array<number>(15).fill(0), symbole]);
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'), segment('ffe0', octets('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0')), ...(commentaire === '' ? [] : [segment('fffe', octets(commentaire))]),
    segment('ffdb', Buffer.from([0, ...Array<number>(64).fill(1)])), segment('ffc0', Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    segment('ffc4', huffman(0x00, 0)), segment('ffc4', huffman(0x10, 0)), segment('ffda', Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x3f, 0xff, 0xd9]),
  ]);
}

/** The container of old Office documents and of encrypted new ones, with the names of its streams. */
export const ole = (...flux_: readonly string[]): Buffer => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), ...flux_.map((n) => Buffer.from(n, 'utf16le')), Buffer.alloc(512)]);

/** A Windows program, as much of it as matters. */
export const programme = (): Buffer => {
  const tete = Buffer.alloc(256);
  tete.write('MZ', 'latin1');
  tete.writeUInt32LE(128, 60);
  tete.write('PE\0\0', 128, 'latin1');
  return tete;
};
