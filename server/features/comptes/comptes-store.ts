import type { Knex } from 'knex';
import type { Habilitation } from '../../domain/habilitations/acteur.js';
import { verrouiller } from '../../platform/database.js';
import type { Instant } from '../../platform/clock.js';

/** An account as its owner's use cases need it. */
export interface Personne {
  readonly id: string;
  readonly courriel: string;
  readonly prenom: string;
  readonly nom: string;
  readonly fonction: string;
  /** argon2id hash, or `!` while none was chosen. */
  readonly motDePasse: string;
  readonly actif: boolean;
  readonly confirmeLe: string | null;
}

interface LignePersonne {
  id: string; courriel: string; prenom: string; nom: string; fonction: string; mot_de_passe: string; actif: boolean | number; confirme_le: string | null;
}

const COLONNES = ['id', 'courriel', 'prenom', 'nom', 'fonction', 'mot_de_passe', 'actif', 'confirme_le'] as const;

const depuisLigne = (l: LignePersonne): Personne => ({
  id: l.id, courriel: l.courriel, prenom: l.prenom, nom: l.nom, fonction: l.fonction, motDePasse: l.mot_de_passe, actif: Boolean(l.actif), confirmeLe: l.confirme_le,
});

/** The account behind an address already in lower case, null when there is none. */
export async function personneParCourriel(db: Knex, courriel: string): Promise<Personne | null> {
  const ligne = await db('personnes').where({ courriel }).first<LignePersonne | undefined>(...COLONNES);
  return ligne ? depuisLigne(ligne) : null;
}

/** The account `id`, null when there is none. */
export async function personneParId(db: Knex, id: string): Promise<Personne | null> {
  const ligne = await db('personnes').where({ id }).first<LignePersonne | undefined>(...COLONNES);
  return ligne ? depuisLigne(ligne) : null;
}

/** Adds an account; false when the address is already taken, even by a sign-up of the same instant. */
export async function insererPersonne(db: Knex, p: Personne, creeLe: Instant): Promise<boolean> {
  await db('personnes').insert({
    id: p.id, courriel: p.courriel, prenom: p.prenom, nom: p.nom, fonction: p.fonction, mot_de_passe: p.motDePasse, actif: p.actif, confirme_le: p.confirmeLe, cree_le: creeLe,
  }).onConflict('courriel').ignore();
  return (await personneParCourriel(db, p.courriel))?.id === p.id;
}

/** Changes some columns of an account. */
export async function modifierPersonne(db: Knex, id: string, champs: Partial<Pick<Personne, 'prenom' | 'nom' | 'fonction' | 'motDePasse' | 'actif' | 'confirmeLe'>>): Promise<void> {
  const { motDePasse, confirmeLe, ...reste } = champs;
  await db('personnes').where({ id }).update({
    ...reste,
    ...(motDePasse === undefined ? {} : { mot_de_passe: motDePasse }),
    ...(confirmeLe === undefined ? {} : { confirme_le: confirmeLe }),
  });
}

/** `confirmation` of an address, `oubli` of a password, `invitation` to choose the first one. */
export const USAGES_DE_JETON = ['confirmation', 'oubli', 'invitation'] as const;
export type UsageDeJeton = (typeof USAGES_DE_JETON)[number];

export interface Jeton {
  readonly empreinte: string;
  readonly personneId: string;
  readonly usage: UsageDeJeton;
  readonly expireLe: string;
  readonly utiliseLe: string | null;
}

/** Stores a one-use token by its hash; the token itself is only in the mail. */
export async function insererJeton(db: Knex, jeton: Jeton): Promise<void> {
  await db('jetons').insert({ empreinte: jeton.empreinte, personne_id: jeton.personneId, usage: jeton.usage, expire_le: jeton.expireLe, utilise_le: jeton.utiliseLe });
}

/** The token of this hash for one of these uses, used or expired or not; null when unknown. */
export async function lireJeton(db: Knex, empreinte: string, usages: readonly UsageDeJeton[]): Promise<Jeton | null> {
  const l = await db('jetons').where({ empreinte }).whereIn('usage', [...usages])
    .first<{ personne_id: string; usage: UsageDeJeton; expire_le: string; utilise_le: string | null } | undefined>('personne_id', 'usage', 'expire_le', 'utilise_le');
  return l ? { empreinte, personneId: l.personne_id, usage: l.usage, expireLe: l.expire_le, utiliseLe: l.utilise_le } : null;
}

/** Uses a token up; false when another request was first, or its time is over. */
export async function utiliserJeton(db: Knex, empreinte: string, le: Instant): Promise<boolean> {
  return (await db('jetons').where({ empreinte }).whereNull('utilise_le').where('expire_le', '>', le).update({ utilise_le: le })) === 1;
}

/** Uses up every token still open of a person, of one use or of all. */
export async function annulerJetons(db: Knex, personneId: string, le: Instant, usage?: UsageDeJeton): Promise<void> {
  await db('jetons').where({ personne_id: personneId, ...(usage === undefined ? {} : { usage }) }).whereNull('utilise_le').update({ utilise_le: le });
}

/** Closes a person's sessions on every server, except the one whose hash is `sauf`. */
export async function fermerSessions(db: Knex, personneId: string, sauf: string | null = null): Promise<number> {
  return db('sessions').where('contenu', 'like', `%"personneId":"${personneId}"%`).whereNot('empreinte', sauf ?? '').del();
}

/** Habilitations held by a person. */
export async function habilitationsDe(db: Knex, personneId: string): Promise<Habilitation[]> {
  const lignes = await db('habilitations').where({ personne_id: personneId }).orderBy('code').select<{ code: Habilitation }[]>('code');
  return lignes.map((l) => l.code);
}

/** Grants a habilitation; false when it was already held. */
export async function insererHabilitation(db: Knex, personneId: string, code: Habilitation, le: Instant): Promise<boolean> {
  const deja = await db('habilitations').where({ personne_id: personneId, code }).first<{ code: string } | undefined>('code');
  if (deja !== undefined) return false;
  await db('habilitations').insert({ personne_id: personneId, code, accordee_le: le }).onConflict(['personne_id', 'code']).ignore();
  return true;
}

/** Withdraws a habilitation; false when it was not held. */
export async function supprimerHabilitation(db: Knex, personneId: string, code: Habilitation): Promise<boolean> {
  return (await db('habilitations').where({ personne_id: personneId, code }).del()) === 1;
}

/** Active administrators, their rows locked until the transaction ends: two of them cannot remove each other at once. */
export async function administrateursVerrouilles(db: Knex): Promise<string[]> {
  const lignes = (await verrouiller(db('habilitations').where({ code: 'admin' }).orderBy('personne_id').select('personne_id'), db)) as { personne_id: string }[];
  const actifs = await db('personnes').whereIn('id', lignes.map((l) => l.personne_id)).where({ actif: true }).select<{ id: string }[]>('id');
  return actifs.map((l) => l.id);
}
