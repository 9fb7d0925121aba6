import { Readable, pipeline } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** One file of an archive; its content is read once, as it is written. */
export interface EntreeZip {
  readonly nom: string;
  readonly contenu: Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
}

/** A file already written, as the directory of its archive needs it; `debut` is where its header starts. */
export interface EcriteZip { readonly nom: string; readonly crc: number; readonly comprime: number; readonly taille: number; readonly debut: number }

// Sizes are known after the data: bit 3 announces a data descriptor, bit 11 a name in UTF-8.
const DRAPEAUX = 0x0808;
const DEFLATE = 8;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** 1 January 1980, the earliest date of the format: the same content gives the same bytes. */
const DATE = 0x21;
const QUATRE_GIO = 0xffff_ffff;
const NOMBRE_MAX = 0xffff;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3) as it is produced: nothing but the current block is held in memory. Zip64 comes in
 * above 4 GiB or 65 535 files, and only there.
 * @throws RangeError when a file would pass 4 GiB
 */
export async function* zip(entrees: Iterable<EntreeZip> | AsyncIterable<EntreeZip>): AsyncGenerator<Buffer> {
  const ecrites: EcriteZip[] = [];
  const mesure = { octets: 0 };
  for await (const bloc of segmentZip(entrees, ecrites)) {
    mesure.octets += bloc.length;
    yield bloc;
  }
  yield finZip(ecrites, mesure.octets);
}

/**
 * Part of an archive: files one after the other, without the directory that `finZip` writes at the end of the last part.
 * Each file written is added to `ecrites`, its place counted from the start of this part.
 * @throws RangeError when a file would pass 4 GiB
 */
export async function* segmentZip(entrees: Iterable<EntreeZip> | AsyncIterable<EntreeZip>, ecrites: EcriteZip[]): AsyncGenerator<Buffer> {
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
    if (mesure.taille >= QUATRE_GIO || comprime >= QUATRE_GIO) throw new RangeError('file over 4 GiB in an archive');
    const descripteur = enTete(0x0807_4b50, [], [mesure.crc, comprime, mesure.taille], []);
    position += comprime + descripteur.length;
    yield descripteur;
    ecrites.push({ nom: entree.nom, crc: mesure.crc, comprime, taille: mesure.taille, debut });
  }
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

/** Directory that ends an archive: every file written, and where the directory itself starts. */
export function finZip(ecrites: readonly EcriteZip[], debut: number): Buffer {
  const lignes = ecrites.map(ligneDuRepertoire);
  const taille = lignes.reduce((n, l) => n + l.length, 0);
  const large = debut >= QUATRE_GIO || taille >= QUATRE_GIO || ecrites.length >= NOMBRE_MAX;
  const nombre = Math.min(ecrites.length, NOMBRE_MAX);
  const fin = enTete(0x0605_4b50, [0, 0, nombre, nombre], [Math.min(taille, QUATRE_GIO), Math.min(debut, QUATRE_GIO)], [0]);
  return Buffer.concat([...lignes, ...(large ? [finZip64(ecrites.length, taille, debut)] : []), fin]);
}

function ligneDuRepertoire({ nom, crc, comprime, taille, debut }: EcriteZip): Buffer {
  const octets = Buffer.from(nom);
  const loin = debut >= QUATRE_GIO;
  const extra = loin ? Buffer.concat([courts([1, 8]), longs([debut])]) : Buffer.alloc(0);
  const version = loin ? VERSION_ZIP64 : VERSION;
  return Buffer.concat([
    enTete(0x0201_4b50, [version, version, DRAPEAUX, DEFLATE, 0, DATE], [crc, comprime, taille], [octets.length, extra.length, 0, 0, 0]), entiers([0, Math.min(debut, QUATRE_GIO)]), octets, extra,
  ]);
}

/** Zip64 record of the end of the directory, and what points at it. */
function finZip64(nombre: number, taille: number, debut: number): Buffer {
  const enregistrement = Buffer.concat([entiers([0x0606_4b50]), longs([44]), courts([VERSION_ZIP64, VERSION_ZIP64]), entiers([0, 0]), longs([nombre, nombre, taille, debut])]);
  return Buffer.concat([enregistrement, entiers([0x0706_4b50, 0]), longs([debut + taille]), entiers([1])]);
}

const longs = (valeurs: readonly number[]): Buffer => {
  const b = Buffer.alloc(8 * valeurs.length);
  valeurs.forEach((v, i) => b.writeBigUInt64LE(BigInt(v), 8 * i));
  return b;
};
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
const enTete = (signature: number, avant: readonly number[], milieu: readonly number[], apres: readonly number[]): Buffer =>
  Buffer.concat([entiers([signature]), courts(avant), entiers(milieu), courts(apres)]);
