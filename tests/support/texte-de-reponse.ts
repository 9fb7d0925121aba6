import { inflateRawSync } from 'node:zlib';
import { extraireTextePdf } from './pdf-texte.js';
import type { Reponse } from './visiteur.js';

/** Everything an answer says, whatever its kind: text of a page with its attributes, of a PDF, of the parts of a spreadsheet. */
export async function texteComplet(r: Reponse): Promise<string> {
  const type = r.entetes.get('content-type') ?? '';
  if (type.includes('pdf')) return extraireTextePdf(r.octets);
  if (type.includes('spreadsheet') || type.includes('zip')) return partsDuZip(Buffer.from(r.octets)).join('\n');
  return r.corps;
}

const ENTETE_LOCALE = Buffer.from('PK\u0003\u0004', 'latin1');

/** Contents of the entries of an archive whose local headers carry their sizes, or run to the next header. */
function partsDuZip(zip: Buffer): string[] {
  const parts: string[] = [];
  for (let debut = zip.indexOf(ENTETE_LOCALE); debut >= 0; debut = zip.indexOf(ENTETE_LOCALE, debut + 4)) {
    const methode = zip.readUInt16LE(debut + 8);
    const donnees = zip.subarray(debut + 30 + zip.readUInt16LE(debut + 26) + zip.readUInt16LE(debut + 28));
    try {
      parts.push(methode === 8 ? inflateRawSync(donnees).toString('utf8') : donnees.subarray(0, zip.readUInt32LE(debut + 18)).toString('utf8'));
    } catch {
      parts.push(donnees.toString('latin1'));
    }
  }
  return parts;
}
