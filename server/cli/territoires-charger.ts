import { readFile } from 'node:fs/promises';
import { pluriel } from '../platform/format.js';
import { CsvInvalide, lireCsvTerritoires } from '../features/reglages/territoires-form.js';
import type { TerritoireLu } from '../features/appels/appel-queries.js';
import { chargerTerritoires } from '../features/reglages/territoires-service.js';
import { agirEnBase } from './base-cli.js';
import { UsageInvalide, type Commande } from './commande.js';

/** Adds the territories of a CSV file, or renames those already there; none is removed. */
export const charger: Commande = async (config, options, ecrire) => {
  const [fichier, ...autres] = options['fichier'] ?? [];
  if (fichier === undefined || autres.length > 0) throw new UsageInvalide('Donnez un fichier CSV, et un seul.');
  const territoires = await lire(fichier);
  const changes = await agirEnBase(config, (ctx) => chargerTerritoires(ctx, territoires));
  ecrire(`${pluriel(territoires.length, 'territoire lu', 'territoires lus')}, ${pluriel(changes, 'ajouté ou modifié', 'ajoutés ou modifiés')}.`);
  return 0;
};

async function lire(fichier: string): Promise<TerritoireLu[]> {
  const contenu = await readFile(fichier, 'utf8').catch(() => { throw new UsageInvalide(`Fichier illisible : ${fichier}`); });
  try {
    return lireCsvTerritoires(contenu);
  } catch (erreur) {
    throw erreur instanceof CsvInvalide ? new UsageInvalide(erreur.message) : erreur;
  }
}
