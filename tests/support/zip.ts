import { crc32, inflateRawSync } from 'node:zlib';
import { expect } from 'chai';

/** Files of an archive, read by its central directory. */
export function lireZip(octets: Uint8Array): Map<string, Buffer> {
  const archive = Buffer.from(octets);
  const fin = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const fichiers = new Map<string, Buffer>();
  let p = archive.readUInt32LE(fin + 16);
  for (let i = 0; i < archive.readUInt16LE(fin + 10); i += 1) {
    const [crc, comprime, taille, longueur, debut] = [archive.readUInt32LE(p + 16), archive.readUInt32LE(p + 20), archive.readUInt32LE(p + 24), archive.readUInt16LE(p + 28), archive.readUInt32LE(p + 42)];
    const nom = archive.subarray(p + 46, p + 46 + longueur).toString();
    const donnees = debut + 30 + archive.readUInt16LE(debut + 26) + archive.readUInt16LE(debut + 28);
    const contenu = archive.readUInt16LE(p + 10) === 0 ? archive.subarray(donnees, donnees + comprime) : inflateRawSync(archive.subarray(donnees, donnees + comprime));
    expect([contenu.length, crc32(contenu)], nom).to.deep.equal([taille, crc]);
    fichiers.set(nom, contenu);
    p += 46 + longueur + archive.readUInt16LE(p + 30) + archive.readUInt16LE(p + 32);
  }
  return fichiers;
}
