import { RequeteDejaTraitee, uneSeuleFois, type Contexte, type UniteDeTravail } from '../platform/unit-of-work.js';
import { cleDeRequete, type Demande } from './demande.js';

/**
 * Makes a secret that its own answer shows and nothing keeps, once for the key of its form.
 * @param suite where the browser goes when the form comes back
 * @returns the secret just made; null when the same form had already made one
 */
export async function secretUneFois(uniteDeTravail: UniteDeTravail, demande: Demande, suite: string, faire: (ctx: Contexte) => Promise<string>): Promise<string | null> {
  let secret: string | null = null;
  try {
    await uniteDeTravail(demande.acteur, (ctx) => uneSeuleFois(ctx, { cle: cleDeRequete(demande), chemin: demande.req.path }, async () => {
      secret = await faire(ctx);
      return suite;
    }));
    return secret;
  } catch (erreur) {
    if (erreur instanceof RequeteDejaTraitee) return null;
    throw erreur;
  }
}
