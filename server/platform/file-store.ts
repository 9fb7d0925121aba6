import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { jetonAleatoire } from './ids.js';

/** Where files live; one interface for a local disk and for an S3-compatible store. */
export interface Magasin {
  /** Folder where uploads wait before they are accepted. */
  readonly transit: string;
  /** An antivirus is configured: what is stored waits for its verdict before it is served. */
  readonly analyse: boolean;
  /** Moves an accepted file into the store, durably. @returns its random storage key. */
  ranger(cheminEnTransit: string): Promise<string>;
  ouvrir(cle: string): Readable;
  /** Removes files older than `avant` whose key is not in `connues`; answers how many. */
  balayer(avant: Date, connues: (cles: string[]) => Promise<ReadonlySet<string>>): Promise<number>;
  /** Rejects when the store cannot be written. */
  verifier(): Promise<void>;
}

/** Files on a local disk, under `dossier`, spread over 256 folders. */
export async function magasinSurDisque(dossier: string, analyse = false): Promise<Magasin> {
  const transit = path.join(dossier, 'transit');
  await mkdir(transit, { recursive: true });
  const emplacement = (cle: string): string => path.join(dossier, cle.slice(0, 2), cle);
  return {
    transit, analyse,
    async ranger(cheminEnTransit) {
      const cle = jetonAleatoire().replace(/[^a-zA-Z0-9]/g, '').slice(0, 40).toLowerCase();
      await mkdir(path.dirname(emplacement(cle)), { recursive: true });
      await synchroniser(cheminEnTransit);
      await rename(cheminEnTransit, emplacement(cle));
      await synchroniser(path.dirname(emplacement(cle)));
      return cle;
    },
    ouvrir: (cle) => createReadStream(emplacement(cle)),
    async balayer(avant, connues) {
      let supprimes = await purger(transit, avant, () => Promise.resolve(new Set()));
      for (const entree of await readdir(dossier, { withFileTypes: true })) {
        if (entree.isDirectory() && entree.name.length === 2) supprimes += await purger(path.join(dossier, entree.name), avant, connues);
      }
      return supprimes;
    },
    verifier: () => access(transit, constants.W_OK),
  };
}

async function purger(repertoire: string, avant: Date, connues: (cles: string[]) => Promise<ReadonlySet<string>>): Promise<number> {
  const noms = await readdir(repertoire);
  const gardes = await connues(noms);
  let supprimes = 0;
  for (const nom of noms) {
    const chemin = path.join(repertoire, nom);
    if (gardes.has(nom) || (await stat(chemin)).mtime >= avant) continue;
    await rm(chemin, { force: true });
    supprimes += 1;
  }
  return supprimes;
}

async function synchroniser(chemin: string): Promise<void> {
  const poignee = await open(chemin, 'r');
  try {
    await poignee.sync();
  } finally {
    await poignee.close();
  }
}
