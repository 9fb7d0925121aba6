import type { Acteur } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import { nouvelId } from '../../platform/ids.js';
import { RequeteDejaTraitee, uneSeuleFois, type Contexte } from '../../platform/unit-of-work.js';
import type { Demande } from '../../web/demande.js';

/**
 * Runs a use case in one transaction, once per idempotency key of the form, as `routeur.post` does, for forms
 * that first hash a password outside the transaction.
 * @returns the address to go to
 */
export async function uneFois(deps: Deps, acteur: Acteur, demande: Demande, cas: (ctx: Contexte) => Promise<string>): Promise<string> {
  const recue = demande.corps['_cle'];
  const cle = typeof recue === 'string' && /^[\w-]{8,64}$/.test(recue) ? recue : nouvelId();
  try {
    return await deps.uniteDeTravail(acteur, (ctx) => uneSeuleFois(ctx, { cle, chemin: demande.req.path }, () => cas(ctx)));
  } catch (erreur) {
    if (erreur instanceof RequeteDejaTraitee) return erreur.reponse;
    throw erreur;
  }
}
