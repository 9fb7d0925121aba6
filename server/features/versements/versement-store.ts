import type { Knex } from 'knex';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import type { EtatConvention } from '../../domain/etats/machines.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { DELAI_PAIEMENT_JOURS, limiteDePaiement } from '../../domain/versements/delai.js';
import { jour as unJour } from '../../domain/kernel/jour.js';
import type { VersementProgramme } from '../../domain/versements/programme.js';
import { verrouiller } from '../../platform/database.js';
import { trouve } from '../../web/errors.js';

/** A convention as its payments need it. */
export interface ConventionAPayer {
  readonly id: string;
  readonly dossierId: string;
  readonly organismeId: string;
  readonly numero: string;
  readonly financeur: string;
  readonly etat: EtatConvention;
  readonly montant: Cents;
  readonly termes: Pick<TermesConvention, 'echeances' | 'avance' | 'delaiPaiementJours'>;
}

interface LigneConvention { id: string; dossier_id: string; numero: string; financeur: string; etat: EtatConvention; montant_cents: number | string; termes: string }

/**
 * The convention, its row locked until the transaction ends: its payments and its balance change one at a time.
 * @throws Introuvable
 */
export async function verrouillerConvention(db: Knex.Transaction, id: string): Promise<ConventionAPayer> {
  const l = trouve(await verrouiller(db('conventions').where({ id }), db).first<LigneConvention | undefined>());
  const dossier = await db('dossiers').where({ id: l.dossier_id }).first<{ organisme_id: string }>('organisme_id');
  return {
    id: l.id, dossierId: l.dossier_id, organismeId: dossier.organisme_id, numero: l.numero, financeur: l.financeur, etat: l.etat, montant: cents(Number(l.montant_cents)),
    termes: JSON.parse(l.termes) as TermesConvention,
  };
}

/** Last day to pay what becomes due on a day. */
const limiteDe = (exigibleLe: string, { delaiPaiementJours }: ConventionAPayer['termes']): string | null => limiteDePaiement(unJour(exigibleLe), delaiPaiementJours ?? DELAI_PAIEMENT_JOURS, []);

/** Writes the payments of a schedule; those already there stay as they are. */
export async function ecrireVersements(db: Knex.Transaction, { id: conventionId, termes }: ConventionAPayer, versements: readonly (VersementProgramme & { readonly id: string })[], jour: string): Promise<number> {
  const lignes = versements.map((v) => ({
    id: v.id, convention_id: conventionId, rang: v.rang, declencheur: v.declencheur, montant_cents: v.montant, etat: 'a_liquider',
    exigible: v.exigible, exigible_le: v.exigible ? jour : null, limite_le: v.exigible ? limiteDe(jour, termes) : null, motif_rejet: '',
  }));
  const avant = await compter(db, conventionId);
  if (lignes.length > 0) await db('versements').insert(lignes).onConflict(['convention_id', 'rang']).ignore();
  return (await compter(db, conventionId)) - avant;
}

const compter = async (db: Knex.Transaction, conventionId: string): Promise<number> =>
  Number((await db('versements').where({ convention_id: conventionId }).count({ n: '*' }).first<{ n: number | string }>()).n);

/** Changes what a payment still to make amounts to; not due when it has nothing left to pay. */
export async function fixerMontant(db: Knex.Transaction, { termes }: ConventionAPayer, id: string, montantCents: number, exigibleLe: string | null): Promise<void> {
  const limite = exigibleLe === null ? null : limiteDe(exigibleLe, termes);
  await db('versements').where({ id }).whereNot({ etat: 'paye' }).update({ montant_cents: montantCents, exigible: exigibleLe !== null, exigible_le: exigibleLe, limite_le: limite });
}

/** Sets the last day to pay what is still to prepare on a convention. */
export async function fixerLimite(db: Knex.Transaction, conventionId: string, limite: string): Promise<void> {
  await db('versements').where({ convention_id: conventionId, etat: 'a_liquider', exigible: true }).where('montant_cents', '>', 0).update({ limite_le: limite });
}

/** Is every payment of the convention paid, and its final bilan concluded? */
export async function estAcquittee(db: Knex.Transaction, { id, dossierId }: Pick<ConventionAPayer, 'id' | 'dossierId'>): Promise<boolean> {
  const conclu = await db('bilans').where({ dossier_id: dossierId, nature: 'final', etat: 'conclu' }).first<{ id: string } | undefined>('id');
  if (conclu === undefined) return false;
  const reste = await db('versements').where({ convention_id: id }).whereNot({ etat: 'paye' }).where('montant_cents', '>', 0).first<{ id: string } | undefined>('id');
  return reste === undefined;
}

/** Moves an amount from a payment to another one, both still to prepare: the schedule keeps its sum. */
export async function reporterMontant(db: Knex.Transaction, de: string, vers: string, montantCents: number): Promise<void> {
  await db('versements').where({ id: de }).decrement('montant_cents', montantCents);
  await db('versements').where({ id: vers }).increment('montant_cents', montantCents);
}

/** Writes a title of recovery. */
export async function insererReversement(db: Knex.Transaction, r: { id: string; conventionId: string; numero: string; montantCents: number; motif: string; emisPar: string; emisLe: string }): Promise<void> {
  await db('reversements').insert({
    id: r.id, convention_id: r.conventionId, numero: r.numero, montant_cents: r.montantCents, etat: 'emis', motif: r.motif, emis_par: r.emisPar, emis_le: r.emisLe,
  });
}

/** Columns of a payment that starts again. */
export const REMISE_A_ZERO = { liquide_par: null, liquide_le: null, valide_par: null, valide_le: null, confirme_par: null, confirme_le: null, bordereau: null, mandate_le: null } as const;
