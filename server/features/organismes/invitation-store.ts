import type { Knex } from 'knex';
import type { RolePorteur } from '../../domain/habilitations/acteur.js';
import type { Instant } from '../../platform/clock.js';

/** An invitation with the names its pages need; `empreinte` is the hash of the token of its link. */
export interface Invitation {
  readonly id: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly courriel: string;
  readonly role: RolePorteur;
  readonly inviteParId: string;
  readonly inviteParNom: string;
  readonly inviteParCourriel: string;
  readonly creeLe: string;
  readonly expireLe: string;
  readonly accepteeLe: string | null;
  readonly annuleeLe: string | null;
}

interface Ligne {
  id: string; organisme_id: string; organisme_nom: string; courriel: string; role: RolePorteur; invite_par: string; prenom: string; nom: string; invite_courriel: string;
  cree_le: string; expire_le: string; acceptee_le: string | null; annulee_le: string | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('invitations as i').join('organismes as o', 'o.id', 'i.organisme_id').join('personnes as p', 'p.id', 'i.invite_par')
  .select('i.id', 'i.organisme_id', 'o.nom as organisme_nom', 'i.courriel', 'i.role', 'i.invite_par', 'p.prenom', 'p.nom', 'p.courriel as invite_courriel', 'i.cree_le', 'i.expire_le', 'i.acceptee_le', 'i.annulee_le');

const versInvitation = (l: Ligne): Invitation => ({
  id: l.id, organismeId: l.organisme_id, organismeNom: l.organisme_nom, courriel: l.courriel, role: l.role, inviteParId: l.invite_par, inviteParNom: `${l.prenom} ${l.nom}`, inviteParCourriel: l.invite_courriel,
  creeLe: l.cree_le, expireLe: l.expire_le, accepteeLe: l.acceptee_le, annuleeLe: l.annulee_le,
});

const ouvertes = (q: Knex.QueryBuilder, prefixe = ''): Knex.QueryBuilder => q.whereNull(`${prefixe}acceptee_le`).whereNull(`${prefixe}annulee_le`);

/** The invitation behind a hash, whatever its state; null when there is none. */
export async function parEmpreinte(db: Knex, empreinte: string): Promise<Invitation | null> {
  const ligne = (await requete(db).where('i.empreinte', empreinte).first()) as Ligne | undefined;
  return ligne === undefined ? null : versInvitation(ligne);
}

/** An open invitation of this organisme, null when there is none (any more). */
export async function ouverteParId(db: Knex, organismeId: string, id: string): Promise<Invitation | null> {
  const ligne = (await ouvertes(requete(db).where({ 'i.id': id, 'i.organisme_id': organismeId }), 'i.').first()) as Ligne | undefined;
  return ligne === undefined ? null : versInvitation(ligne);
}

/** Open invitations of an organisme, newest first, the expired ones included. */
export async function listerOuvertes(db: Knex, organismeId: string): Promise<Invitation[]> {
  const lignes = (await ouvertes(requete(db).where('i.organisme_id', organismeId), 'i.').orderBy('i.id', 'desc').limit(200)) as Ligne[];
  return lignes.map(versInvitation);
}

/** Open invitations that a person signed up from. */
export async function promisesA(db: Knex, personneId: string): Promise<Invitation[]> {
  return ((await ouvertes(requete(db).where('i.promise_a', personneId), 'i.').orderBy('i.id')) as Ligne[]).map(versInvitation);
}

/** Stores an invitation by the hash of its token. */
export async function inserer(db: Knex, i: { id: string; organismeId: string; courriel: string; role: RolePorteur; empreinte: string; invitePar: string; creeLe: Instant; expireLe: Instant }): Promise<void> {
  await db('invitations').insert({ id: i.id, organisme_id: i.organismeId, courriel: i.courriel, role: i.role, empreinte: i.empreinte, invite_par: i.invitePar, cree_le: i.creeLe, expire_le: i.expireLe });
}

/** Uses an invitation up; false when another request was first. */
export const marquerAcceptee = async (db: Knex, id: string, le: Instant): Promise<boolean> => (await ouvertes(db('invitations').where({ id })).update({ acceptee_le: le })) === 1;

/** Remembers who signed up from an invitation. */
export const promettre = (db: Knex, id: string, personneId: string): Promise<number> => ouvertes(db('invitations').where({ id })).update({ promise_a: personneId });

/** Cancels the open invitation of an address; answers how many there were. */
export const annulerPour = (db: Knex, organismeId: string, courriel: string, le: Instant): Promise<number> =>
  ouvertes(db('invitations').where({ organisme_id: organismeId, courriel })).update({ annulee_le: le });

/** Cancels the open invitations sent by a person who leaves: they vouched for whom they invited. */
export const annulerInvitationsDe = (db: Knex, organismeId: string, personneId: string, le: Instant): Promise<number> =>
  ouvertes(db('invitations').where({ organisme_id: organismeId, invite_par: personneId })).update({ annulee_le: le });
