import type { Deps } from '../../platform/deps.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { Demande } from '../../web/demande.js';
import { rangerFichier } from '../documents/fichier-service.js';

/** Every file received in `champ`, stored. @returns their ids */
export async function fichiersJoints(ctx: Contexte, { magasin }: Deps, demande: Demande, champ: string): Promise<string[]> {
  const ids: string[] = [];
  for (const recu of demande.fichiers.filter((f) => f.champ === champ)) ids.push(await rangerFichier(ctx, magasin, recu));
  return ids;
}
