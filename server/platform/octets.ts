import type { FileHandle } from 'node:fs/promises';

/** Bytes read a piece at a time, whatever holds them: inspections never load a whole file. */
export interface Octets {
  readonly taille: number;
  /** Up to `longueur` bytes from `position`; fewer at the end. */
  lire(position: number, longueur: number): Promise<Buffer>;
}

/** Bytes of an open file. */
export const octetsDeFichier = (poignee: FileHandle, taille: number): Octets => ({
  taille,
  async lire(position, longueur) {
    const voulus = Math.max(0, Math.min(longueur, taille - position));
    const tampon = Buffer.alloc(voulus);
    let lus = 0;
    while (lus < voulus) {
      const { bytesRead } = await poignee.read(tampon, lus, voulus - lus, position + lus);
      if (bytesRead === 0) break;
      lus += bytesRead;
    }
    return tampon.subarray(0, lus);
  },
});

/** Bytes already in memory. */
export const octetsDeBuffer = (tampon: Buffer): Octets => ({
  taille: tampon.length,
  lire: (position, longueur) => Promise.resolve(tampon.subarray(position, position + longueur)),
});

/** A window on the bytes, as latin1 text: one character a byte. */
export interface Fenetre { readonly texte: string; readonly position: number }

const PAS = 1 << 20;

/**
 * Walks through the bytes by windows of 1 MiB; each begins with the last `recouvrement` bytes of the one before, so that
 * a word is never cut in two.
 */
export async function* fenetres(source: Octets, recouvrement: number, debut = 0): AsyncGenerator<Fenetre> {
  for (let position = debut; position < source.taille; position += PAS) {
    const depuis = Math.max(debut, position - recouvrement);
    yield { texte: (await source.lire(depuis, position - depuis + PAS)).toString('latin1'), position: depuis };
  }
}

/** True when `motif` is found somewhere; it must match within 256 bytes. */
export async function contient(source: Octets, motif: RegExp): Promise<boolean> {
  for await (const { texte } of fenetres(source, 256)) if (motif.test(texte)) return true;
  return false;
}

/** A whole stream in memory: for files already inspected and bounded. */
export async function enMemoire(flux: AsyncIterable<unknown>): Promise<Buffer> {
  const morceaux: Buffer[] = [];
  for await (const morceau of flux) morceaux.push(morceau as Buffer);
  return Buffer.concat(morceaux);
}
