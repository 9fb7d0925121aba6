import type { Knex } from 'knex';
import type { Clauses } from '../../domain/conventions/avenant.js';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import type { EtatAvenant } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';
import type { ConventionLue } from './convention-queries.js';

/** An avenant, with the clauses it wants. */
export interface AvenantLu {
  readonly id: string;
  readonly conventionId: string;
  readonly rang: number;
  readonly numero: string;
  readonly etat: EtatAvenant;
  readonly versionBase: number;
  readonly clauses: Clauses;
  readonly motif: string;
  readonly deliberation: string;
  readonly prepareLe: string;
  readonly valideLe: string | null;
  readonly priseEffet: string | null;
  readonly signePorteurLe: string | null;
  readonly signeFinanceurLe: string | null;
  readonly fichierSigneId: string | null;
  /** Why it was given up; empty otherwise. */
  readonly motifAbandon: string;
}

interface LigneClauses { montant_cents: number | string; termes: string }
interface Ligne extends LigneClauses {
  id: string; convention_id: string; rang: number; numero: string; etat: EtatAvenant; version_base: number; motif: string; deliberation: string; prepare_le: string; valide_le: string | null;
  prise_effet: string | null; signe_porteur_le: string | null; signe_financeur_le: string | null; fichier_signe_id: string | null; motif_abandon: string;
}

const versClauses = (l: LigneClauses): Clauses => ({ montant: cents(Number(l.montant_cents)), termes: JSON.parse(l.termes) as TermesConvention });

/** Avenants of a convention, oldest first. */
export async function listerAvenants(db: Knex, conventionId: string): Promise<AvenantLu[]> {
  const lignes = await db('avenants').where({ convention_id: conventionId }).orderBy('rang').select<Ligne[]>();
  return lignes.map((l) => ({
    id: l.id, conventionId: l.convention_id, rang: Number(l.rang), numero: l.numero, etat: l.etat, versionBase: Number(l.version_base), clauses: versClauses(l), motif: l.motif, deliberation: l.deliberation,
    prepareLe: l.prepare_le, valideLe: l.valide_le, priseEffet: l.prise_effet, signePorteurLe: l.signe_porteur_le, signeFinanceurLe: l.signe_financeur_le, fichierSigneId: l.fichier_signe_id, motifAbandon: l.motif_abandon,
  }));
}

/** True while an avenant is prepared or waits for its signatures: one at a time, and nothing else moves the clauses meanwhile. */
export const avenantEnCours = (avenants: readonly Pick<AvenantLu, 'etat'>[]): boolean => avenants.some((a) => a.etat === 'brouillon' || a.etat === 'a_signer');

/** A convention as one of its versions says it. */
export interface VersionDeConvention { readonly version: number; readonly priseEffet: string; readonly avenantId: string | null; readonly clauses: Clauses }

/** Versions of a convention, oldest first; none before its first avenant is signed. */
export async function listerVersionsDeConvention(db: Knex, conventionId: string): Promise<VersionDeConvention[]> {
  const lignes = await db('convention_versions').where({ convention_id: conventionId }).orderBy('version')
    .select<(LigneClauses & { version: number; prise_effet: string; avenant_id: string | null })[]>('version', 'montant_cents', 'termes', 'prise_effet', 'avenant_id');
  return lignes.map((l) => ({ version: Number(l.version), priseEffet: l.prise_effet, avenantId: l.avenant_id, clauses: versClauses(l) }));
}

/** What a porteur asked for; `traiteeLe` is null while it waits. */
export interface DemandeDAvenant { readonly id: string; readonly texte: string; readonly auteur: string; readonly demandeeLe: string; readonly reponse: string; readonly traiteeLe: string | null }

/** Requests of a convention's porteur, oldest first. */
export async function listerDemandes(db: Knex, conventionId: string): Promise<DemandeDAvenant[]> {
  const lignes = await db('demandes_avenant as x').join('personnes as p', 'p.id', 'x.demandee_par').where('x.convention_id', conventionId).orderBy('x.demandee_le').orderBy('x.id')
    .select<{ id: string; texte: string; prenom: string; nom: string; demandee_le: string; reponse: string; traitee_le: string | null }[]>('x.id', 'x.texte', 'p.prenom', 'p.nom', 'x.demandee_le', 'x.reponse', 'x.traitee_le');
  return lignes.map((l) => ({ id: l.id, texte: l.texte, auteur: `${l.prenom} ${l.nom}`.trim(), demandeeLe: l.demandee_le, reponse: l.reponse, traiteeLe: l.traitee_le }));
}

/** May a convention still be changed: signed, not ended, its final bilan not deposited? */
export async function recoitAvenants(db: Knex, { etat, dossierId }: Pick<ConventionLue, 'etat' | 'dossierId'>): Promise<boolean> {
  if (etat !== 'signee' && etat !== 'en_execution') return false;
  return (await db('bilans').where({ dossier_id: dossierId, nature: 'final' }).whereNot({ etat: 'brouillon' }).first<{ id: string } | undefined>('id')) === undefined;
}
