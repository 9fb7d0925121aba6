import type { Knex } from 'knex';
import type { Echeance } from '../../domain/conventions/echeancier.js';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import type { EtatConvention } from '../../domain/etats/machines.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';

/** A convention; amounts in cents, days null until signed. */
export interface ConventionLue {
  readonly id: string;
  readonly dossierId: string;
  readonly financeur: string;
  readonly numero: string;
  readonly etat: EtatConvention;
  /** 1 until an avenant is signed. */
  readonly version: number;
  readonly montantCents: number;
  readonly depensesPrevuesCents: number;
  readonly termes: TermesConvention;
  readonly genereeLe: string;
  readonly signeePorteurLe: Jour | null;
  readonly signeeFinanceurLe: Jour | null;
  /** Day a termination takes effect. */
  readonly resilieeLe: Jour | null;
  readonly fichierSigne: { readonly id: string; readonly nom: string; readonly deposeLe: string } | null;
}

interface Ligne {
  id: string; dossier_id: string; financeur: string; numero: string; etat: EtatConvention; version: number; montant_cents: number | string; depenses_prevues_cents: number | string;
  termes: string; generee_le: string; signee_porteur_le: string | null; signee_financeur_le: string | null; resiliee_le: string | null; fichier_signe_id: string | null; fichier_nom: string | null; fichier_depose_le: string | null;
}

const jourOuRien = (valeur: string | null): Jour | null => (valeur === null ? null : jour(valeur));

const versConvention = (l: Ligne): ConventionLue => ({
  id: l.id, dossierId: l.dossier_id, financeur: l.financeur, numero: l.numero, etat: l.etat, version: Number(l.version), montantCents: Number(l.montant_cents), depensesPrevuesCents: Number(l.depenses_prevues_cents),
  termes: JSON.parse(l.termes) as TermesConvention, genereeLe: l.generee_le, signeePorteurLe: jourOuRien(l.signee_porteur_le), signeeFinanceurLe: jourOuRien(l.signee_financeur_le), resilieeLe: jourOuRien(l.resiliee_le),
  fichierSigne: l.fichier_signe_id === null ? null : { id: l.fichier_signe_id, nom: l.fichier_nom ?? '', deposeLe: l.fichier_depose_le ?? '' },
});

/** Conventions of a dossier, by funder. */
export async function listerConventions(db: Knex, dossierId: string): Promise<ConventionLue[]> {
  const lignes = await db('conventions as c').leftJoin('fichiers as f', 'f.id', 'c.fichier_signe_id').where('c.dossier_id', dossierId).orderBy('c.financeur')
    .select<Ligne[]>('c.*', 'f.nom as fichier_nom', 'f.depose_le as fichier_depose_le');
  return lignes.map(versConvention);
}

/** One convention of a dossier; null when it is unknown or belongs to another. */
export const lireConvention = async (db: Knex, dossierId: string, id: string): Promise<ConventionLue | null> =>
  (await listerConventions(db, dossierId)).find((c) => c.id === id) ?? null;

/** Day on which a convention binds both parties: the later signature; null until then. */
export function jourDeSignature({ signeePorteurLe: p, signeeFinanceurLe: f }: Pick<ConventionLue, 'signeePorteurLe' | 'signeeFinanceurLe'>): Jour | null {
  if (p === null || f === null) return null;
  return p > f ? p : f;
}

/** An instalment as scheduled, with its state. */
export interface VersementPrevu {
  readonly id: string;
  readonly rang: number;
  readonly declencheur: Echeance['declencheur'];
  readonly montantCents: number;
  readonly etat: string;
  readonly exigibleLe: string | null;
  readonly payeLe: string | null;
}

/** Instalments of a convention once signed, in order. */
export async function listerVersements(db: Knex, conventionId: string): Promise<VersementPrevu[]> {
  const lignes = await db('versements').where({ convention_id: conventionId }).orderBy('rang')
    .select<{ id: string; rang: number; declencheur: Echeance['declencheur']; montant_cents: number | string; etat: string; exigible_le: string | null; paye_le: string | null }[]>(
      'id', 'rang', 'declencheur', 'montant_cents', 'etat', 'exigible_le', 'paye_le');
  return lignes.map((l) => ({ id: l.id, rang: Number(l.rang), declencheur: l.declencheur, montantCents: Number(l.montant_cents), etat: l.etat, exigibleLe: l.exigible_le, payeLe: l.paye_le }));
}
