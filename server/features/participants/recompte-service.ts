import { REGLE_DES_INDICATEURS } from '../../domain/participants/indicateurs.js';
import type { Coffre } from '../../platform/coffre.js';
import { verrouiller } from '../../platform/database.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Deps } from '../../platform/deps.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { coffreDesParticipants, ouvrirIdentite } from './participant-coffre.js';
import { lireParticipations } from './participant-queries.js';
import { recompterFiche } from './participant-store.js';

/**
 * Counts again some of the records that an older rule counted: their age is in the identity, so that the database cannot do it alone.
 * The rule of each is what is left to do. @returns how many; 0 when none is left, or without a key
 */
export async function recompterLot(ctx: Contexte, coffre: Coffre, taille: number): Promise<number> {
  if (!coffre.ouvert) return 0;
  const ids = await verrouiller(ctx.db('participants').where('regle', '<', REGLE_DES_INDICATEURS).whereNull('efface_le').orderBy('regle').orderBy('id').limit(taille), ctx.db).pluck<string[]>('id');
  for (const { participant: { id, fiche, scelle } } of (await lireParticipations(ctx.db, ids)).values()) await recompterFiche(ctx.db, id, { ...fiche, naissance: ouvrirIdentite(coffre, id, scelle).naissance });
  if (ids.length > 0) ctx.journaliser({ action: 'participant.recompter', objet: 'cle', objetId: `regle:${REGLE_DES_INDICATEURS}`, donnees: { fiches: ids.length } });
  return ids.length;
}

const NATURE = 'participants.recompter';
const PAR_ETAPE = 500;

/** Each day, records counted by an older rule are counted again: all of them the day a version of the product brings a new one. */
export const RECOMPTE_DES_PARTICIPANTS: Periodique = { nature: NATURE, titre: 'Indicateurs de participants recomptés', cadence: 'jour' };

export const recompterParticipants = (deps: Deps): Executant => executant<object>({
  nature: NATURE,
  etape: async (ctx) => ((await recompterLot(ctx, coffreDesParticipants(deps), PAR_ETAPE)) < PAR_ETAPE ? { reste: false } : { reste: true }),
});
