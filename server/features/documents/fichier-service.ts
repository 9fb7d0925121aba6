import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';

/**
 * Accepts a received file: moved durably into the store, then its row in the transaction. A crash between the two
 * leaves a file nobody refers to, swept away later; never a row without its file.
 * @returns the file's id.
 */
export async function rangerFichier(ctx: Contexte, magasin: Magasin, recu: FichierRecu): Promise<string> {
  const cle = await magasin.ranger(recu.chemin);
  const id = ctx.nouvelId();
  await ctx.db('fichiers').insert({
    id, nom: recu.nom, type_mime: recu.typeMime, taille: recu.taille, sha256: recu.sha256, cle_stockage: cle, depose_par: ctx.acteur.id, depose_le: ctx.maintenant,
  });
  return id;
}

/** The file received in field `champ`, or null. */
export const fichierDuChamp = (fichiers: readonly FichierRecu[], champ: string): FichierRecu | null => fichiers.find((f) => f.champ === champ) ?? null;
