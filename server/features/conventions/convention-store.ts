import type { Knex } from 'knex';
import type { TermesConvention } from '../../domain/conventions/termes.js';

export interface ConventionAEcrire {
  readonly id: string;
  readonly dossierId: string;
  readonly numero: string;
  readonly montantCents: number;
  readonly termes: TermesConvention;
  readonly genereeLe: string;
}

/** Stores a convention to sign; the unique key (dossier, funder) holds one when it is generated twice at once. */
export async function ecrireConvention(db: Knex.Transaction, c: ConventionAEcrire): Promise<void> {
  await db('conventions').insert({
    id: c.id, dossier_id: c.dossierId, financeur: c.termes.financeur, numero: c.numero, etat: 'a_signer', montant_cents: c.montantCents,
    depenses_prevues_cents: c.termes.depensesPrevuesCents, termes: JSON.stringify(c.termes), generee_le: c.genereeLe,
  });
}

/** Attaches the signed copy. */
export async function attacherExemplaire(db: Knex.Transaction, id: string, fichierId: string): Promise<void> {
  await db('conventions').where({ id }).update({ fichier_signe_id: fichierId });
}

/** Keeps that the organisme was reminded: it is once. */
export async function noterRappel(db: Knex.Transaction, id: string, le: string): Promise<void> {
  await db('conventions').where({ id }).update({ rappelee_le: le });
}
