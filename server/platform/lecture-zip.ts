import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** Bounds of an archive that is read: number of entries, bytes of a text taken whole in memory. */
export interface BornesZip { readonly entrees: number; readonly texte: number }

/** An archive that is open: the names of its entries, and what each holds. */
export interface ZipLu {
  /** Entries in the order of the directory; a name may come back. */
  readonly noms: readonly string[];
  /** Size announced for the first entry of that name; null when there is none. */
  taille(nom: string): number | null;
  /** Size and SHA-256 of an entry, read piece by piece. @throws ZipIllisible */
  empreinte(nom: string): Promise<{ taille: number; sha256: string }>;
  /** A text taken whole. @throws ZipIllisible when it is not UTF-8, cannot be read or is beyond the bound */
  texte(nom: string): Promise<string>;
}

/** This is no ZIP archive, it is damaged, or it is beyond the bounds. */
export class ZipIllisible extends Error {}

/**
 * Opens an archive of the disk for as long as `lire` runs: nothing is extracted, names that leave their folder are refused,
 * no entry gives more bytes than it announces.
 * @throws ZipIllisible
 */
export async function lireArchiveZip<T>(chemin: string, bornes: BornesZip, lire: (zip: ZipLu) => Promise<T>): Promise<T> {
  const fichier = await openPromise(chemin, { autoClose: false, strictFileNames: true }).catch(refuser);
  try {
    if (fichier.entryCount > bornes.entrees) throw new ZipIllisible('too many entries');
    return await lire(enLecture(fichier, await lireEntrees(fichier), bornes));
  } finally {
    fichier.close();
  }
}

const refuser = (erreur: unknown): never => {
  throw new ZipIllisible(erreur instanceof Error ? erreur.message : String(erreur));
};

async function lireEntrees(fichier: ZipFile): Promise<Entry[]> {
  const entrees: Entry[] = [];
  try {
    for await (const entree of fichier.eachEntry()) entrees.push(entree);
  } catch (erreur) {
    refuser(erreur);
  }
  return entrees;
}

function enLecture(fichier: ZipFile, entrees: readonly Entry[], bornes: BornesZip): ZipLu {
  const parNom = new Map(entrees.toReversed().map((e) => [e.fileName, e]));
  const octets = (nom: string): AsyncGenerator<Buffer> => octetsDe(fichier, parNom.get(nom) ?? refuser(new Error(`no ${nom}`)));
  return {
    noms: entrees.map((e) => e.fileName),
    taille: (nom) => parNom.get(nom)?.uncompressedSize ?? null,
    async empreinte(nom) {
      const somme = createHash('sha256');
      let taille = 0;
      for await (const morceau of octets(nom)) {
        taille += morceau.length;
        somme.update(morceau);
      }
      return { taille, sha256: somme.digest('hex') };
    },
    async texte(nom) {
      if ((parNom.get(nom)?.uncompressedSize ?? 0) > bornes.texte) throw new ZipIllisible('text too long');
      const morceaux: Buffer[] = [];
      for await (const morceau of octets(nom)) morceaux.push(morceau);
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(morceaux));
      } catch (erreur) {
        return refuser(erreur);
      }
    },
  };
}

/** Plain bytes of an entry, piece by piece. @throws ZipIllisible when its two headers or its sum disagree */
async function* octetsDe(fichier: ZipFile, entree: Entry): AsyncGenerator<Buffer> {
  if (!entree.canDecodeFileData()) refuser(new Error('unknown compression'));
  const tete = await fichier.readLocalFileHeaderPromise(entree).catch(refuser);
  // The name and the sum are written twice: another reader may believe the other one.
  if (!tete.fileName.equals(entree.fileNameRaw)) refuser(new Error('two names'));
  const flux = await fichier.openReadStreamPromise(entree).catch(refuser);
  let somme = 0;
  try {
    for await (const morceau of flux as AsyncIterable<Buffer>) {
      somme = crc32(morceau, somme);
      yield morceau;
    }
  } catch (erreur) {
    refuser(erreur);
  }
  if (somme !== entree.crc32) refuser(new Error('wrong sum'));
}
