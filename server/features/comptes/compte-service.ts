import type { Acteur, Habilitation } from '../../domain/habilitations/acteur.js';
import { ANONYME } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { paths } from '../../web/paths.js';
import { courrielMotDePasseChange } from './comptes-courriels.js';
import * as store from './comptes-store.js';

export interface NouvellePersonne {
  /** Any case; kept in lower case. */
  readonly courriel: string;
  readonly prenom: string;
  readonly nom: string;
  readonly fonction?: string;
  /** From `hacherMotDePasse`, computed before the transaction. */
  readonly motDePasseHache: string;
  /** True when the address needs no confirmation: demonstration, imports, tests. */
  readonly confirme: boolean;
}

/**
 * Opens an account.
 * @returns its id
 * @throws Refus `compte.courriel_connu` when the address already has one
 */
export async function creerPersonne(ctx: Contexte, nouvelle: NouvellePersonne): Promise<string> {
  const id = ctx.nouvelId();
  const inseree = await store.insererPersonne(ctx.db, {
    id, courriel: nouvelle.courriel.trim().toLowerCase(), prenom: nouvelle.prenom, nom: nouvelle.nom, fonction: nouvelle.fonction ?? '',
    motDePasse: nouvelle.motDePasseHache, actif: true, confirmeLe: nouvelle.confirme ? ctx.maintenant : null,
  }, ctx.maintenant);
  if (!inseree) throw new Refus('compte.courriel_connu', { champ: 'courriel' });
  ctx.journaliser({ action: 'compte.creer', objet: 'personne', objetId: id, donnees: { courriel: nouvelle.courriel.trim().toLowerCase() } });
  return id;
}

/** Grants an agent habilitation; nothing happens when it is already held. */
export async function accorderHabilitation(ctx: Contexte, personneId: string, code: Habilitation): Promise<void> {
  if (!(await store.insererHabilitation(ctx.db, personneId, code, ctx.maintenant))) return;
  ctx.journaliser({ action: 'habilitation.accorder', objet: 'personne', objetId: personneId, vers: code });
}

/**
 * Withdraws an agent habilitation; nothing happens when it is not held.
 * @throws Refus `compte.propre_admin` when an administrator withdraws their own
 */
export async function retirerHabilitation(ctx: Contexte, personneId: string, code: Habilitation): Promise<void> {
  if (code === 'admin' && personneId === ctx.acteur.id) throw new Refus('compte.propre_admin', { champ: 'habilitations' });
  if (!(await store.supprimerHabilitation(ctx.db, personneId, code))) return;
  ctx.journaliser({ action: 'habilitation.retirer', objet: 'personne', objetId: personneId, de: code });
}

/** The actor that a person is when a one-use token, not a session, says who they are. */
export const enPersonne = (p: store.Personne): Acteur => ({ ...ANONYME, id: p.id, nom: `${p.prenom} ${p.nom}`, courriel: p.courriel });

/** Changes how the acting person is named. */
export async function modifierIdentite(ctx: Contexte, identite: { prenom: string; nom: string; fonction: string }): Promise<void> {
  const personneId = ctx.acteur.id ?? '';
  await store.modifierPersonne(ctx.db, personneId, identite);
  ctx.journaliser({ action: 'compte.modifier', objet: 'personne', objetId: personneId, donnees: identite });
}

/**
 * Replaces a password, closes the person's other sessions and links, and tells them by mail.
 * @param motif why, as the journal keeps it
 * @param garder hash of the identifier of the session that stays open, null for none
 */
export async function remplacerMotDePasse(
  ctx: Contexte, personne: store.Personne,
  { motDePasseHache, motif, garder, baseUrl }: { motDePasseHache: string; motif: 'changement' | 'oubli' | 'invitation'; garder: string | null; baseUrl: string },
): Promise<void> {
  await store.modifierPersonne(ctx.db, personne.id, { motDePasse: motDePasseHache });
  await store.annulerJetons(ctx.db, personne.id, ctx.maintenant);
  await store.fermerSessions(ctx.db, personne.id, garder);
  ctx.journaliser({ action: 'compte.changer_mot_de_passe', objet: 'personne', objetId: personne.id, motif });
  if (motif === 'invitation') return;
  const lettre = courrielMotDePasseChange(await lireMarque(ctx.db), personne, baseUrl + paths.oubli);
  ctx.envoyer({ cle: `mot-de-passe:${ctx.nouvelId()}`, a: personne.courriel, ...lettre });
}
