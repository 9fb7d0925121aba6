import type { Knex } from 'knex';
import type { IdentiteOrganisme } from './organisme-form.js';
import type { OrganismeFige } from '../../domain/dossiers/contenu.js';

export interface OrganismeLu extends IdentiteOrganisme { readonly id: string; readonly version: number }
export interface MembreLu {
  readonly id: string; readonly personneId: string; readonly nom: string; readonly courriel: string;
  readonly role: string; readonly etat: string; readonly representantLegal: boolean; readonly delegationJusquAu: string | null;
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

/** Members of an organisme, requests first. */
export async function lireMembres(db: Knex, organismeId: string): Promise<MembreLu[]> {
  const lignes = await db('membres as m').join('personnes as p', 'p.id', 'm.personne_id').where({ 'm.organisme_id': organismeId }).whereNot({ 'm.etat': 'refuse' })
    .orderBy('m.etat', 'desc').orderBy('p.nom')
    .select<{ id: string; personne_id: string; prenom: string; nom: string; courriel: string; role: string; etat: string; representant_legal: boolean | number; delegation_jusqu_au: string | null }[]>(
      'm.id', 'm.personne_id', 'p.prenom', 'p.nom', 'p.courriel', 'm.role', 'm.etat', 'm.representant_legal', 'm.delegation_jusqu_au');
  return lignes.map((l) => ({
    id: l.id, personneId: l.personne_id, nom: `${l.prenom} ${l.nom}`, courriel: l.courriel, role: l.role, etat: l.etat, representantLegal: Boolean(l.representant_legal), delegationJusquAu: l.delegation_jusqu_au,
  }));
}

/** Identity as a deposit freezes it. */
export const figerOrganisme = (o: OrganismeLu): OrganismeFige => ({
  id: o.id, siret: o.siret, nom: o.nom, nature: o.nature, formeJuridique: o.formeJuridique, rna: o.rna, adresse: o.adresse, codePostal: o.codePostal, commune: o.commune,
  representantNom: o.representantNom, representantQualite: o.representantQualite, iban: o.iban, bic: o.bic,
});
