import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { compile } from 'sass';
import { RACINE } from '../server/platform/racine.js';

/** Builds `public/assets`: files named after their content, and the manifest that leads from plain names to them. */

const SORTIE = path.join(RACINE, 'public/assets');
const modules = (chemin: string): string => path.join(RACINE, 'node_modules', chemin);

const manifeste: Record<string, string> = {};

async function publier(nom: string, contenu: string | Buffer): Promise<void> {
  const empreinte = createHash('sha256').update(contenu).digest('hex').slice(0, 10);
  const { name, ext } = path.parse(nom);
  const fichier = `${name}.${empreinte}${ext}`;
  await writeFile(path.join(SORTIE, fichier), contenu);
  manifeste[nom] = fichier;
  const poids = ['.woff2', '.ttf'].includes(ext) ? Buffer.byteLength(contenu) : gzipSync(contenu).length;
  process.stdout.write(`${fichier.padEnd(44)} ${String(Buffer.byteLength(contenu)).padStart(7)} o, ${String(poids).padStart(6)} o transmis\n`);
}

/** Plain names of what is already published, in a text, become the hashed ones. */
const relier = (texte: string): string =>
  Object.entries(manifeste).reduce((t, [nom, fichier]) => t.replaceAll(nom, fichier), texte);

async function principal(): Promise<void> {
  await mkdir(SORTIE, { recursive: true });
  for (const graisse of [400, 600, 700]) {
    const police = await readFile(modules(`@fontsource/source-sans-3/files/source-sans-3-latin-${graisse}-normal.woff2`));
    await publier(`source-sans-3-${graisse}.woff2`, police);
  }
  await publier('espaces.ttf', await readFile(path.join(RACINE, 'assets/espaces.ttf')));
  await publier('passerelle.svg', await readFile(path.join(RACINE, 'assets/passerelle.svg')));
  await publier('base.js', await readFile(path.join(RACINE, 'assets/base.js')));
  await publier('htmx.min.js', await readFile(modules('htmx.org/dist/htmx.min.js')));
  await publier('saisie.js', await readFile(path.join(RACINE, 'assets/saisie.js')));
  await publier('app.js', await reunirModules());
  await publier('envoi.js', await readFile(path.join(RACINE, 'assets/envoi.js')));
  const { css } = compile(path.join(RACINE, 'assets/styles.scss'), { style: 'compressed', quietDeps: true });
  await publier('styles.css', relier(css));
  await ecrireManifeste();
}

/** Our module with what it imports from govuk-frontend, in one file: one request less on every first view. */
async function reunirModules(): Promise<string> {
  const app = await readFile(path.join(RACINE, 'assets/app.js'), 'utf8');
  const govuk = await readFile(modules('govuk-frontend/dist/govuk/govuk-frontend.min.js'), 'utf8');
  const [corps, suite] = govuk.split(/export\s*\{/);
  const importe = /^import (\{[^}]+\}) from '\.\/govuk-frontend\.min\.js';$/m;
  if (corps === undefined || suite === undefined || !importe.test(app)) throw new Error('app.js or govuk-frontend.min.js no longer look as expected');
  return app.replace(importe, (_, noms: string) => `const ${noms} = (() => {${corps};return ${noms};})();`);
}

/** The manifest changes in one go; files it no longer names go last. */
async function ecrireManifeste(): Promise<void> {
  const provisoire = path.join(SORTIE, 'manifest.json.tmp');
  await writeFile(provisoire, `${JSON.stringify(manifeste, null, 2)}\n`);
  await rename(provisoire, path.join(SORTIE, 'manifest.json'));
  const gardes = new Set([...Object.values(manifeste), 'manifest.json']);
  for (const fichier of await readdir(SORTIE)) {
    if (!gardes.has(fichier)) await rm(path.join(SORTIE, fichier), { recursive: true, force: true });
  }
}

await principal();
