import type { Coffre } from '../../platform/coffre.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { exigerCoffre, ouvrirIdentite, scellerIdentite } from './participant-coffre.js';

/** Identities written again in one transaction. */
const PAR_LOT = 500;

interface Ligne { readonly participant_id: string; readonly cle_version: number; readonly chiffre: string }

/**
 * Encrypts one batch of identities again with the newest key, their fingerprints included; those an older key wrote are the rows
 * left to do, so that a run cut short goes on where it stopped and a second one does nothing. The journal keeps how many.
 * @returns how many were written; 0 when every identity is under the newest key
 * @throws Refus `participant.sans_cle`; CoffreFerme when the key that wrote a row is no longer configured: the batch is undone
 */
export async function renouvelerLot(ctx: Contexte, coffre: Coffre, taille = PAR_LOT): Promise<number> {
  exigerCoffre(coffre);
  const lignes: Ligne[] = await verrouiller(ctx.db('participant_identites').where('cle_version', '<', coffre.version).orderBy('cle_version').orderBy('participant_id').limit(taille), ctx.db)
    .select('participant_id', 'cle_version', 'chiffre');
  for (const { participant_id: id, cle_version: version, chiffre } of lignes) {
    const neuve = scellerIdentite(coffre, id, ouvrirIdentite(coffre, id, { version: Number(version), chiffre }));
    await ctx.db('participant_identites').where({ participant_id: id }).update({ cle_version: neuve.version, chiffre: neuve.chiffre, empreinte: neuve.empreinte });
  }
  if (lignes.length > 0) ctx.journaliser({ action: 'participant.renouveler_cle', objet: 'cle', objetId: `participants:${coffre.version}`, donnees: { version: coffre.version, identites: lignes.length } });
  return lignes.length;
}
