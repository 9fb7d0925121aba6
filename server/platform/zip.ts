import { Readable, pipeline } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** One file of an archive; its content is read once, as it is written. */
export interface EntreeZip {
  readonly nom: string;
  readonly contenu: Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
}

interface Ecrite { readonly nom: Buffer; readonly crc: number; readonly comprime: number; readonly taille: number; readonly debut: number }

// Sizes are known after the data: bit 3 announces a data descriptor, bit 11 a name in UTF-8.
const DRAPEAUX = 0x0808;
const DEFLATE = 8;
const VERSION = 20;
/** 1 January 1980, the earliest date of the format: the same content gives the same bytes. */
const DATE = 0x21;
const QUATRE_GIO = 0xffff_ffff;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, without Zip64) as it is produced: nothing but the current block is held in memory.
 * @throws RangeError when the archive or a file of it would pass 4 GiB, or when there are more than 65 535 files
 */
export async function* zip(entrees: Iterable<EntreeZip> | AsyncIterable<EntreeZip>): AsyncGenerator<Buffer> {
  const ecrites: Ecrite[] = [];
  let position = 0;
  for await (const entree of entrees) {
    const nom = Buffer.from(entree.nom);
    const debut = position;
    const mesure = { crc: 0, taille: 0 };
    const tete = Buffer.concat([enTete(0x0403_4b50, [VERSION, DRAPEAUX, DEFLATE, 0, DATE], [0, 0, 0], [nom.length, 0]), nom]);
    position += tete.length;
    yield tete;
    let comprime = 0;
    for await (const bloc of comprimer(entree.contenu, mesure)) {
      comprime += bloc.length;
      yield bloc;
    }
    const descripteur = enTete(0x0807_4b50, [], [mesure.crc, comprime, mesure.taille], []);
    position += comprime + descripteur.length;
    if (position > QUATRE_GIO || mesure.taille > QUATRE_GIO) throw new RangeError('archive over 4 GiB');
    yield descripteur;
    ecrites.push({ nom, crc: mesure.crc, comprime, taille: mesure.taille, debut });
  }
  yield repertoire(ecrites, position);
}

async function* comprimer(contenu: EntreeZip['contenu'], mesure: { crc: number; taille: number }): AsyncGenerator<Buffer> {
  async function* mesurer(): AsyncGenerator<Buffer> {
    for await (const morceau of contenu) {
      const octets = typeof morceau === 'string' ? Buffer.from(morceau) : morceau;
      mesure.crc = crc32(octets, mesure.crc);
      mesure.taille += octets.length;
      yield octets;
    }
  }
  // The stream carries the error of its source to the loop below.
  const flux = pipeline(Readable.from(mesurer()), createDeflateRaw(), () => undefined);
  for await (const bloc of flux) yield bloc as Buffer;
}

function repertoire(ecrites: readonly Ecrite[], debut: number): Buffer {
  if (ecrites.length > 0xffff) throw new RangeError('more than 65 535 files in an archive');
  const entrees = ecrites.map((e) => Buffer.concat([
    enTete(0x0201_4b50, [VERSION, VERSION, DRAPEAUX, DEFLATE, 0, DATE], [e.crc, e.comprime, e.taille], [e.nom.length, 0, 0, 0, 0]), entiers([0, e.debut]), e.nom,
  ]));
  const taille = entrees.reduce((n, e) => n + e.length, 0);
  return Buffer.concat([...entrees, enTete(0x0605_4b50, [0, 0, ecrites.length, ecrites.length], [taille, debut], [0])]);
}

const entiers = (valeurs: readonly number[]): Buffer => {
  const b = Buffer.alloc(4 * valeurs.length);
  valeurs.forEach((v, i) => b.writeUInt32LE(v, 4 * i));
  return b;
};
const courts = (valeurs: readonly number[]): Buffer => {
  const b = Buffer.alloc(2 * valeurs.length);
  valeurs.forEach((v, i) => b.writeUInt16LE(v, 2 * i));
  return b;
};
const enTete = (signature: number, avant: readonly number[], longs: readonly number[], apres: readonly number[]): Buffer =>
  Buffer.concat([entiers([signature]), courts(avant), entiers(longs), courts(apres)]);
