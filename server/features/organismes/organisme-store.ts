import type { Knex } from 'knex';
import type { RolePorteur } from '../../domain/habilitations/acteur.js';
import type { EtatMembre } from '../../domain/organismes/nature.js';
import { verrouiller } from '../../platform/database.js';
import type { Instant } from '../../platform/clock.js';
import { trouve } from '../../web/errors.js';
import type { IdentiteOrganisme } from './organisme-form.js';

/** Identity as the columns of `organismes`; only the fields given. */
export function colonnes(o: Partial<IdentiteOrganisme>): Record<string, string | null> {
  const lignes: Readonly<Record<string, string | null | undefined>> = {
    siret: o.siret, nom: o.nom, nature: o.nature, forme_juridique: o.formeJuridique, rna: o.rna, adresse: o.adresse, code_postal: o.codePostal, commune: o.commune, telephone: o.telephone,
    representant_nom: o.representantNom, representant_qualite: o.representantQualite, iban: o.iban, bic: o.bic,
  };
  return Object.fromEntries(Object.entries(lignes).filter((e): e is [string, string | null] => e[1] !== undefined));
}

/** Locks an organisme until the transaction ends: who its members are and who represents it changes one act at a time. Answers its name. */
export async function verrouillerOrganisme(db: Knex, id: string): Promise<string> {
  return trouve(await verrouiller(db('organismes').where({ id }), db).first<{ nom: string } | undefined>('nom')).nom;
}

/** A membership as its use cases need it. */
export interface Membre {
  readonly id: string;
  readonly personneId: string;
  readonly nom: string;
  readonly courriel: string;
  readonly role: RolePorteur;
  readonly etat: EtatMembre;
  readonly representantLegal: boolean;
}

interface LigneMembre { id: string; personne_id: string; prenom: string; nom: string; courriel: string; role: RolePorteur; etat: EtatMembre; representant_legal: boolean | number }

const membres = (db: Knex, organismeId: string): Knex.QueryBuilder => db('membres as m').join('personnes as p', 'p.id', 'm.personne_id').where('m.organisme_id', organismeId)
  .select('m.id', 'm.personne_id', 'p.prenom', 'p.nom', 'p.courriel', 'm.role', 'm.etat', 'm.representant_legal');

const versMembre = (l: LigneMembre): Membre =>
  ({ id: l.id, personneId: l.personne_id, nom: `${l.prenom} ${l.nom}`, courriel: l.courriel, role: l.role, etat: l.etat, representantLegal: Boolean(l.representant_legal) });

/** A membership of this organisme by its id, or 404. */
export async function chargerMembre(db: Knex, organismeId: string, membreId: string): Promise<Membre> {
  return versMembre(trouve((await membres(db, organismeId).where('m.id', membreId).first()) as LigneMembre | undefined));
}

/** The membership of a person, whatever its state; null when there never was one. */
export async function membreDe(db: Knex, organismeId: string, personneId: string): Promise<Membre | null> {
  const ligne = (await membres(db, organismeId).where('m.personne_id', personneId).first()) as LigneMembre | undefined;
  return ligne === undefined ? null : versMembre(ligne);
}

/** Accepted members whose account is open, by address. */
export async function membresActifs(db: Knex, organismeId: string): Promise<Membre[]> {
  const lignes = (await membres(db, organismeId).where({ 'm.etat': 'accepte', 'p.actif': true }).orderBy('p.courriel')) as LigneMembre[];
  return lignes.map(versMembre);
}

/** Writes the membership of a person: a new row, or the one they had; no power comes back with it. */
export async function ecrireMembre(db: Knex, m: { id: string; organismeId: string; personneId: string; role: RolePorteur; etat: EtatMembre; representantLegal: boolean }, le: Instant): Promise<void> {
  await db('membres').insert({ id: m.id, organisme_id: m.organismeId, personne_id: m.personneId, role: m.role, etat: m.etat, representant_legal: m.representantLegal, cree_le: le })
    .onConflict(['organisme_id', 'personne_id']).merge({ etat: m.etat, role: m.role });
}

interface ChampsMembre {
  readonly role?: RolePorteur; readonly etat?: EtatMembre; readonly representantLegal?: boolean;
  readonly delegation?: { readonly du: string; readonly jusquAu: string; readonly fichierId: string } | null;
}

/** Changes some columns of a membership; `delegation: null` forgets it. */
export async function modifierMembre(db: Knex, id: string, { role, etat, representantLegal, delegation }: ChampsMembre): Promise<void> {
  await db('membres').where({ id }).update({
    ...(role === undefined ? {} : { role }), ...(etat === undefined ? {} : { etat }), ...(representantLegal === undefined ? {} : { representant_legal: representantLegal }),
    ...(delegation === undefined ? {} : { delegation_du: delegation?.du ?? null, delegation_jusqu_au: delegation?.jusquAu ?? null, delegation_fichier_id: delegation?.fichierId ?? null }),
  });
}

/** Ends on `veille` the delegations of an organisme that would run longer; answers how many. */
export const finirDelegations = (db: Knex, organismeId: string, veille: string): Promise<number> =>
  db('membres').where({ organisme_id: organismeId }).where('delegation_jusqu_au', '>', veille).update({ delegation_jusqu_au: veille });
