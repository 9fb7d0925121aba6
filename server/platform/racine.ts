import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the product, the same from source and from the build. */
export const RACINE = remonter(path.dirname(fileURLToPath(import.meta.url)));

function remonter(dossier: string): string {
  return existsSync(path.join(dossier, 'package.json')) ? dossier : remonter(path.dirname(dossier));
}
