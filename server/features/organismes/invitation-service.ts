import type { Knex } from 'knex';
import type { RolePorteur } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { instant, jourAParis, type Instant } from '../../platform/clock.js';
import { jetonAleatoire, sha256 } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import * as invitations from './invitation-store.js';
import { courrielInvitation, courrielInvitationAcceptee } from './organisme-courriels.js';
import * as store from './organisme-store.js';

const DUREE_MS = 14 * 24 * 3_600_000;

/**
 * Invites somebody by mail with a link that works once, for 14 days; an earlier link to the same address stops working. The
 * mail is the same whether the address has an account or not.
 * @returns the token of the link, to be put in the mail and nowhere else: only its SHA-256 is stored
 * @throws Refus `invitation.deja_membre`
 */
export async function inviterMembre(ctx: Contexte, organismeId: string, { courriel, role, baseUrl }: { courriel: string; role: RolePorteur; baseUrl: string }): Promise<string> {
  const nom = await store.verrouillerOrganisme(ctx.db, organismeId);
  if ((await store.membresActifs(ctx.db, organismeId)).some((m) => m.courriel === courriel)) throw new Refus('invitation.deja_membre', { champ: 'courriel' });
  const remplacee = (await invitations.annulerPour(ctx.db, organismeId, courriel, ctx.maintenant)) > 0;
  const [id, jeton] = [ctx.nouvelId(), jetonAleatoire()];
  const expireLe = instant(new Date(Date.parse(ctx.maintenant) + DUREE_MS));
  await invitations.inserer(ctx.db, { id, organismeId, courriel, role, empreinte: sha256(jeton), invitePar: ctx.acteur.id ?? '', creeLe: ctx.maintenant, expireLe });
  ctx.envoyer({ cle: `invitation:${id}`, a: courriel, ...courrielInvitation(nom, role, ctx.acteur.nom, baseUrl + vers(paths.invitation, { jeton }), jourAParis(expireLe)) });
  ctx.journaliser({ action: remplacee ? 'membre.renvoyer_invitation' : 'membre.inviter', objet: 'organisme', objetId: organismeId, donnees: { courriel, role } });
  return jeton;
}

/** Sends an open invitation again, with a new link and another 14 days. Answers its address. */
export async function renvoyerInvitation(ctx: Contexte, organismeId: string, invitationId: string, baseUrl: string): Promise<string> {
  const { courriel, role } = trouve(await invitations.ouverteParId(ctx.db, organismeId, invitationId));
  await inviterMembre(ctx, organismeId, { courriel, role, baseUrl });
  return courriel;
}

/** Cancels an open invitation: its link no longer works. Answers its address. */
export async function annulerInvitation(ctx: Contexte, organismeId: string, invitationId: string): Promise<string> {
  const { courriel } = trouve(await invitations.ouverteParId(ctx.db, organismeId, invitationId));
  await invitations.annulerPour(ctx.db, organismeId, courriel, ctx.maintenant);
  ctx.journaliser({ action: 'membre.annuler_invitation', objet: 'organisme', objetId: organismeId, donnees: { courriel } });
  return courriel;
}

export type EtatInvitation = 'valable' | 'expiree' | 'utilisee' | 'annulee' | 'inconnue';
export interface InvitationExaminee { readonly etat: EtatInvitation; readonly invitation: invitations.Invitation | null }

/** What the token of a link is worth now; reading it uses nothing up, because mail scanners open links. */
export async function examinerInvitation(db: Knex, jeton: string, maintenant: Instant): Promise<InvitationExaminee> {
  const invitation = await invitations.parEmpreinte(db, sha256(jeton));
  if (invitation === null) return { etat: 'inconnue', invitation: null };
  const etat = invitation.accepteeLe !== null ? 'utilisee' : invitation.annuleeLe !== null ? 'annulee' : invitation.expireLe <= maintenant ? 'expiree' : 'valable';
  return { etat, invitation };
}

/**
 * The acting person joins the organisme that invited their address. Answers its id.
 * @throws Refus `invitation.perimee`, `invitation.autre_adresse`
 */
export async function accepterInvitation(ctx: Contexte, jeton: string): Promise<string> {
  const { etat, invitation } = await examinerInvitation(ctx.db, jeton, ctx.maintenant);
  if (etat !== 'valable' || invitation === null) throw new Refus('invitation.perimee');
  if (invitation.courriel !== ctx.acteur.courriel) throw new Refus('invitation.autre_adresse');
  await rejoindre(ctx, invitation);
  return invitation.organismeId;
}

async function rejoindre(ctx: Contexte, invitation: invitations.Invitation): Promise<void> {
  const { organismeId, role } = invitation;
  const personneId = ctx.acteur.id ?? '';
  await store.verrouillerOrganisme(ctx.db, organismeId);
  if (!(await invitations.marquerAcceptee(ctx.db, invitation.id, ctx.maintenant))) throw new Refus('invitation.perimee');
  const place = await store.membreDe(ctx.db, organismeId, personneId);
  // Nobody holds an organisme that an agent declared from a paper dossier: whom the agent invites to sign is its legal representative.
  const premier = role === 'signataire' && (await store.membresActifs(ctx.db, organismeId)).length === 0;
  const garde = place?.etat === 'accepte' && place.role === 'signataire' ? 'signataire' : role;
  await store.ecrireMembre(ctx.db, { id: ctx.nouvelId(), organismeId, personneId, role: garde, etat: 'accepte', representantLegal: premier }, ctx.maintenant);
  ctx.journaliser({ action: 'membre.accepter_invitation', objet: 'organisme', objetId: organismeId, de: place?.etat ?? 'inconnu', vers: 'accepte', donnees: { personneId, role: garde } });
  ctx.envoyer({ cle: `invitation-acceptee:${invitation.id}`, a: invitation.inviteParCourriel, ...courrielInvitationAcceptee(invitation.organismeNom, ctx.acteur.nom, invitation.courriel) });
}

/** Remembers that a person signs up from an invitation to their address, so that they join once it is confirmed; anything else is left out silently. */
export async function promettreInvitation(ctx: Contexte, jeton: string, personne: { readonly id: string; readonly courriel: string }): Promise<void> {
  const { etat, invitation } = await examinerInvitation(ctx.db, jeton, ctx.maintenant);
  if (etat === 'valable' && invitation?.courriel === personne.courriel) await invitations.promettre(ctx.db, invitation.id, personne.id);
}

/** The acting person, whose address has just been confirmed, joins the organismes they signed up from. */
export async function honorerInvitations(ctx: Contexte): Promise<void> {
  for (const invitation of await invitations.promisesA(ctx.db, ctx.acteur.id ?? '')) await rejoindre(ctx, invitation);
}
