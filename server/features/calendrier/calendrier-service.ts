import { jetonAleatoire, sha256 } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { ecrireCalendrier, supprimerCalendrier } from './calendrier-store.js';

/**
 * Makes the acting person's calendar link; the one they had no longer opens anything.
 * @returns the token, to be shown once and nowhere else: only its SHA-256 is stored
 */
export async function creerLienDeCalendrier(ctx: Contexte): Promise<string> {
  const personneId = ctx.acteur.id ?? '';
  const jeton = jetonAleatoire();
  await ecrireCalendrier(ctx.db, { personneId, empreinte: sha256(jeton), creeLe: ctx.maintenant });
  ctx.journaliser({ action: 'calendrier.creer', objet: 'personne', objetId: personneId });
  return jeton;
}

/** Closes the acting person's calendar link; nothing happens when there is none. */
export async function retirerLienDeCalendrier(ctx: Contexte): Promise<void> {
  const personneId = ctx.acteur.id ?? '';
  if (await supprimerCalendrier(ctx.db, personneId)) ctx.journaliser({ action: 'calendrier.retirer', objet: 'personne', objetId: personneId });
}
