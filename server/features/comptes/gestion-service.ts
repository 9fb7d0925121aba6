import { HABILITATIONS, type Habilitation } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { accorderHabilitation, creerPersonne, retirerHabilitation } from './compte-service.js';
import { courrielInvitation } from './comptes-courriels.js';
import * as store from './comptes-store.js';
import { emettreJeton } from './jetons-service.js';
import { SANS_MOT_DE_PASSE } from './mot-de-passe.js';

export interface Invitation {
  readonly prenom: string;
  readonly nom: string;
  readonly fonction: string;
  readonly courriel: string;
  readonly habilitations: readonly Habilitation[];
}

/**
 * Opens an agent's account and sends the link by which they choose their password.
 * @returns the person's id
 * @throws Refus `compte.courriel_connu`
 */
export async function inviterAgent(ctx: Contexte, invitation: Invitation, baseUrl: string): Promise<string> {
  const { habilitations, ...identite } = invitation;
  const personneId = await creerPersonne(ctx, { ...identite, motDePasseHache: SANS_MOT_DE_PASSE, confirme: false });
  for (const code of habilitations) await accorderHabilitation(ctx, personneId, code);
  await envoyerInvitation(ctx, personneId, baseUrl);
  return personneId;
}

/**
 * Sends the link again to an account that was never opened; the earlier link stops working.
 * @throws Refus `compte.deja_ouvert` when it was opened or deactivated meanwhile
 */
export async function envoyerInvitation(ctx: Contexte, personneId: string, baseUrl: string): Promise<void> {
  const personne = trouve(await store.personneParId(ctx.db, personneId));
  if (personne.confirmeLe !== null || !personne.actif) throw new Refus('compte.deja_ouvert');
  const jeton = await emettreJeton(ctx, personneId, 'invitation');
  const lettre = courrielInvitation(await lireMarque(ctx.db), personne, baseUrl + vers(paths.nouveauMotDePasse, { jeton }));
  ctx.journaliser({ action: 'compte.inviter', objet: 'personne', objetId: personneId });
  ctx.envoyer({ cle: `compte:${ctx.nouvelId()}`, a: personne.courriel, ...lettre });
}

/**
 * Sets a person's habilitations to exactly `voulues`. They act from the person's next request on.
 * @throws Refus `compte.propre_admin` when an administrator leaves out their own
 * @throws Refus `compte.plus_admin` when the acting person stopped being an administrator meanwhile
 */
export async function fixerHabilitations(ctx: Contexte, personneId: string, voulues: readonly Habilitation[]): Promise<void> {
  await exigerAdministrateur(ctx);
  trouve(await store.personneParId(ctx.db, personneId));
  const tenues = new Set(await store.habilitationsDe(ctx.db, personneId));
  for (const code of HABILITATIONS) {
    if (voulues.includes(code) && !tenues.has(code)) await accorderHabilitation(ctx, personneId, code);
    if (!voulues.includes(code) && tenues.has(code)) await retirerHabilitation(ctx, personneId, code);
  }
}

/**
 * Closes an account: its sessions and its links stop at once, its past acts stay.
 * @throws Refus `compte.soi_meme` for one's own account
 */
export async function desactiver(ctx: Contexte, personneId: string): Promise<void> {
  if (personneId === ctx.acteur.id) throw new Refus('compte.soi_meme');
  await exigerAdministrateur(ctx);
  const personne = trouve(await store.personneParId(ctx.db, personneId));
  if (!personne.actif) return;
  await store.modifierPersonne(ctx.db, personneId, { actif: false });
  await store.annulerJetons(ctx.db, personneId, ctx.maintenant);
  await store.fermerSessions(ctx.db, personneId);
  ctx.journaliser({ action: 'compte.desactiver', objet: 'personne', objetId: personneId, de: 'actif', vers: 'desactive' });
}

/** Opens a closed account again, with the habilitations it had. */
export async function reactiver(ctx: Contexte, personneId: string): Promise<void> {
  const personne = trouve(await store.personneParId(ctx.db, personneId));
  if (personne.actif) return;
  await store.modifierPersonne(ctx.db, personneId, { actif: true });
  ctx.journaliser({ action: 'compte.reactiver', objet: 'personne', objetId: personneId, de: 'desactive', vers: 'actif' });
}

/** Two administrators removing each other queue here: the second is no longer one, so that one always remains. */
async function exigerAdministrateur(ctx: Contexte): Promise<void> {
  if (ctx.acteur.id === null) return;
  const administrateurs = await store.administrateursVerrouilles(ctx.db);
  if (!administrateurs.includes(ctx.acteur.id)) throw new Refus('compte.plus_admin');
}
