import type { Knex } from 'knex';
import type { Analyse, FichierLu } from '../documents/fichier-queries.js';
import type { RolePorteur } from '../../domain/habilitations/acteur.js';
import type { EtatMembre } from '../../domain/organismes/nature.js';
import type { IdentiteOrganisme } from './organisme-form.js';
import type { OrganismeFige } from '../../domain/dossiers/contenu.js';

export interface OrganismeLu extends IdentiteOrganisme { readonly id: string; readonly version: number }
/** A member, or somebody who asks to become one; days are `AAAA-MM-JJ`. */
export interface MembreLu {
  readonly id: string; readonly personneId: string; readonly nom: string; readonly courriel: string;
  readonly role: RolePorteur; readonly etat: EtatMembre; readonly representantLegal: boolean; readonly demandeLe: string;
  readonly delegationDu: string | null; readonly delegationJusquAu: string | null; readonly delegationJointe: boolean;
  readonly delegationNom: string | null; readonly delegationTaille: number | null;
}

interface Ligne {
  id: string; version: number; siret: string; nom: string; nature: IdentiteOrganisme['nature']; forme_juridique: string; rna: string | null; adresse: string; code_postal: string; commune: string;
  telephone: string; representant_nom: string; representant_qualite: string; iban: string; bic: string;
}

const versOrganisme = (l: Ligne): OrganismeLu => ({
  id: l.id, version: Number(l.version), siret: l.siret, nom: l.nom, nature: l.nature, formeJuridique: l.forme_juridique, rna: l.rna, adresse: l.adresse, codePostal: l.code_postal,
  commune: l.commune, telephone: l.telephone, representantNom: l.representant_nom, representantQualite: l.representant_qualite, iban: l.iban, bic: l.bic,
});

/** One organisme, or null. */
export async function lireOrganisme(db: Knex, id: string): Promise<OrganismeLu | null> {
  const ligne = await db('organismes').where({ id }).first<Ligne | undefined>();
  return ligne ? versOrganisme(ligne) : null;
}

/** Organismes of a person with the state of the membership. */
export async function organismesDe(db: Knex, personneId: string): Promise<{ id: string; nom: string; siret: string; role: string; etat: string; ibanManque: boolean; demandes: number }[]> {
  const lignes: { id: string; nom: string; siret: string; role: string; etat: string; iban: string; demandes: number | string }[] = await db('membres as m').join('organismes as o', 'o.id', 'm.organisme_id').where({ 'm.personne_id': personneId }).whereNot({ 'm.etat': 'refuse' }).orderBy('o.nom')
    .select('o.id', 'o.nom', 'o.siret', 'm.role', 'm.etat', 'o.iban')
    .select(db('membres as x').count('*').whereRaw('x.organisme_id = o.id').where({ 'x.etat': 'demande' }).as('demandes'));
  return lignes.map((l) => ({ id: l.id, nom: l.nom, siret: l.siret, role: l.role, etat: l.etat, ibanManque: l.iban === '', demandes: Number(l.demandes) }));
}

interface LigneMembre {
  id: string; personne_id: string; prenom: string; nom: string; courriel: string; role: RolePorteur; etat: EtatMembre; representant_legal: boolean | number; cree_le: string;
  delegation_du: string | null; delegation_jusqu_au: string | null; fichier_nom: string | null; fichier_analyse: Analyse | null; fichier_taille: number | string | null;
}

const versMembre = (l: LigneMembre): MembreLu => ({
  id: l.id, personneId: l.personne_id, nom: `${l.prenom} ${l.nom}`, courriel: l.courriel, role: l.role, etat: l.etat, representantLegal: Boolean(l.representant_legal), demandeLe: l.cree_le,
  delegationDu: l.delegation_du, delegationJusquAu: l.delegation_jusqu_au, delegationJointe: l.fichier_analyse !== null && l.fichier_analyse !== 'infectee',
  delegationNom: l.fichier_nom, delegationTaille: l.fichier_taille === null ? null : Number(l.fichier_taille),
});

/** Members of an organisme and requests to join, requests first, with their delegations (a file in quarantine counts for nothing); one query. */
export async function lireMembres(db: Knex, organismeId: string): Promise<MembreLu[]> {
  const lignes = await db('membres as m').join('personnes as p', 'p.id', 'm.personne_id').leftJoin('fichiers as f', 'f.id', 'm.delegation_fichier_id')
    .where({ 'm.organisme_id': organismeId }).whereNot({ 'm.etat': 'refuse' }).orderBy('m.etat', 'desc').orderBy('p.nom').orderBy('p.prenom')
    .select<LigneMembre[]>('m.id', 'm.personne_id', 'p.prenom', 'p.nom', 'p.courriel', 'm.role', 'm.etat', 'm.representant_legal', 'm.cree_le',
      'm.delegation_du', 'm.delegation_jusqu_au', 'f.analyse as fichier_analyse', 'f.nom as fichier_nom', 'f.taille as fichier_taille');
  return lignes.map(versMembre);
}

export interface FichierDeDelegation extends FichierLu { readonly personneId: string }

/** File of the delegation of a member of this organisme; null when there is none. */
export async function lireFichierDeDelegation(db: Knex, organismeId: string, membreId: string): Promise<FichierDeDelegation | null> {
  const l = await db('membres as m').join('fichiers as f', 'f.id', 'm.delegation_fichier_id').where({ 'm.id': membreId, 'm.organisme_id': organismeId })
    .first<{ personne_id: string; nom: string; type_mime: string; taille: number | string; cle_stockage: string; analyse: Analyse } | undefined>('m.personne_id', 'f.nom', 'f.type_mime', 'f.taille', 'f.cle_stockage', 'f.analyse');
  return l ? { personneId: l.personne_id, nom: l.nom, typeMime: l.type_mime, taille: Number(l.taille), cleStockage: l.cle_stockage, analyse: l.analyse } : null;
}

export interface FaitOrganisme { readonly le: string; readonly acteur: string; readonly action: string; readonly donnees: Readonly<Record<string, unknown>> }

/** What the journal says of an organisme, newest first. */
export async function lireHistoriqueOrganisme(db: Knex, organismeId: string, limite = 50): Promise<FaitOrganisme[]> {
  const lignes = await db('journal').where({ objet: 'organisme', objet_id: organismeId }).orderBy('rang', 'desc').limit(limite)
    .select<{ le: string; acteur_nom: string; action: string; donnees: string }[]>('le', 'acteur_nom', 'action', 'donnees');
  return lignes.map((l) => ({ le: l.le, acteur: l.acteur_nom, action: l.action, donnees: JSON.parse(l.donnees) as Readonly<Record<string, unknown>> }));
}

/** Names of people by id. */
export async function lireNoms(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const lignes = await db('personnes').whereIn('id', [...new Set(ids)]).select<{ id: string; prenom: string; nom: string }[]>('id', 'prenom', 'nom');
  return new Map(lignes.map((l) => [l.id, `${l.prenom} ${l.nom}`]));
}

/** Identity as a deposit freezes it. */
export const figerOrganisme = (o: OrganismeLu): OrganismeFige => ({
  id: o.id, siret: o.siret, nom: o.nom, nature: o.nature, formeJuridique: o.formeJuridique, rna: o.rna, adresse: o.adresse, codePostal: o.codePostal, commune: o.commune,
  representantNom: o.representantNom, representantQualite: o.representantQualite, iban: o.iban, bic: o.bic,
});
