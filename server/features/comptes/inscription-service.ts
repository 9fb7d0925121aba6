import { Refus } from '../../domain/kernel/refus.js';
import { paths, vers } from '../../web/paths.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { honorerInvitations, promettreInvitation } from '../organismes/invitation-service.js';
import { lireMarque, type Marque } from '../reglages/marque-queries.js';
import { creerPersonne, remplacerMotDePasse } from './compte-service.js';
import {
  courrielCompteDesactive, courrielCompteExistant, courrielConfirmation, courrielInscriptionEnAttente, courrielOubli, type Lettre,
} from './comptes-courriels.js';
import * as store from './comptes-store.js';
import { consommerJeton, emettreJeton } from './jetons-service.js';

export interface Inscription {
  readonly prenom: string;
  readonly nom: string;
  /** In lower case. */
  readonly courriel: string;
  readonly motDePasseHache: string;
  readonly baseUrl: string;
  /** Token of the invitation the person comes from: they join its organisme once their address is confirmed. */
  readonly invitation?: string | null;
}

/**
 * Signs a person up, or tells the owner of a known address by mail: the visitor sees no difference.
 * The account opens when the link of the mail is followed.
 */
export async function sInscrire(ctx: Contexte, inscription: Inscription): Promise<void> {
  const marque = await lireMarque(ctx.db);
  const id = await ouvrirSiInconnue(ctx, inscription);
  if (id === null) {
    const connue = await store.personneParCourriel(ctx.db, inscription.courriel);
    if (connue !== null && connue.confirmeLe === null) await retenirInvitation(ctx, inscription, connue.id);
    if (connue !== null) ecrire(ctx, connue, await lettreACompteConnu(ctx, connue, marque, inscription.baseUrl));
    return;
  }
  await retenirInvitation(ctx, inscription, id);
  const jeton = await emettreJeton(ctx, id, 'confirmation');
  ecrire(ctx, inscription, courrielConfirmation(marque, inscription, inscription.baseUrl + vers(paths.confirmation, { jeton })));
}

async function retenirInvitation(ctx: Contexte, { invitation, courriel }: Inscription, personneId: string): Promise<void> {
  if (typeof invitation === 'string') await promettreInvitation(ctx, invitation, { id: personneId, courriel });
}

/** Id of the new account, null when the address already had one. */
async function ouvrirSiInconnue(ctx: Contexte, inscription: Inscription): Promise<string | null> {
  try {
    return await creerPersonne(ctx, { ...inscription, confirme: false });
  } catch (erreur) {
    if (erreur instanceof Refus) return null;
    throw erreur;
  }
}

const DEUX_JOURS_MS = 48 * 3_600_000;

async function lettreACompteConnu(ctx: Contexte, connue: store.Personne, marque: Marque, baseUrl: string): Promise<Lettre> {
  if (!connue.actif) return courrielCompteDesactive(marque, connue);
  if (connue.confirmeLe !== null) return courrielCompteExistant(marque, connue, { connexion: baseUrl + paths.connexion, oubli: baseUrl + paths.oubli });
  // The password of the first sign-up may be somebody else's: the reader of the mailbox chooses it again.
  const jeton = await emettreJeton(ctx, connue.id, 'invitation', DEUX_JOURS_MS);
  return courrielInscriptionEnAttente(marque, connue, baseUrl + vers(paths.nouveauMotDePasse, { jeton }));
}

function ecrire(ctx: Contexte, a: { readonly courriel: string }, lettre: Lettre): void {
  ctx.envoyer({ cle: `compte:${ctx.nouvelId()}`, a: a.courriel, ...lettre });
}

/**
 * Opens the account behind a confirmation link; the acting person is its owner, who joins the organismes that invited them.
 * @throws Refus `jeton.perime`
 */
export async function confirmerAdresse(ctx: Contexte, { jeton, personne }: { jeton: string; personne: store.Personne }): Promise<void> {
  await consommerJeton(ctx, jeton);
  await store.modifierPersonne(ctx.db, personne.id, { confirmeLe: ctx.maintenant });
  await store.annulerJetons(ctx.db, personne.id, ctx.maintenant);
  ctx.journaliser({ action: 'compte.confirmer', objet: 'personne', objetId: personne.id });
  await honorerInvitations(ctx);
}

/** Sends the link that changes a forgotten password, if the address has an active account; says nothing either way. */
export async function demanderNouveauMotDePasse(ctx: Contexte, { courriel, baseUrl }: { courriel: string; baseUrl: string }): Promise<void> {
  const marque = await lireMarque(ctx.db);
  const personne = await store.personneParCourriel(ctx.db, courriel);
  if (personne === null || !personne.actif) return;
  const jeton = await emettreJeton(ctx, personne.id, 'oubli');
  ecrire(ctx, personne, courrielOubli(marque, personne, baseUrl + vers(paths.nouveauMotDePasse, { jeton })));
}

export interface ChoixDeMotDePasse {
  readonly jeton: string;
  readonly personne: store.Personne;
  readonly usage: 'oubli' | 'invitation';
  readonly motDePasseHache: string;
  readonly baseUrl: string;
}

/**
 * Sets the password chosen through a link. The link came by mail, so the address is confirmed with it;
 * every session of the account is closed.
 * @throws Refus `jeton.perime`
 */
export async function choisirMotDePasse(ctx: Contexte, choix: ChoixDeMotDePasse): Promise<void> {
  const { personne } = choix;
  await consommerJeton(ctx, choix.jeton);
  if (personne.confirmeLe === null) {
    await store.modifierPersonne(ctx.db, personne.id, { confirmeLe: ctx.maintenant });
    ctx.journaliser({ action: 'compte.confirmer', objet: 'personne', objetId: personne.id });
    await honorerInvitations(ctx);
  }
  await remplacerMotDePasse(ctx, personne, { motDePasseHache: choix.motDePasseHache, motif: choix.usage, garder: null, baseUrl: choix.baseUrl });
}
