import type { Knex } from 'knex';
import type { SensDecision } from '../../domain/decisions/decision.js';

export interface Deliberation { readonly id: string; readonly date: string }

/** Stores a délibération unless its number is already known for the call; answers the stored one. */
export async function ecrireDeliberation(db: Knex.Transaction, d: { id: string; appelId: string; numero: string; date: string; saisiePar: string; saisieLe: string }): Promise<Deliberation> {
  await db('deliberations').insert({ id: d.id, appel_id: d.appelId, numero: d.numero, date: d.date, saisie_par: d.saisiePar, saisie_le: d.saisieLe })
    .onConflict(['appel_id', 'numero']).ignore();
  return db('deliberations').where({ appel_id: d.appelId, numero: d.numero }).first<Deliberation>('id', 'date');
}

/** Dossiers that this délibération has already decided, among those named. */
export async function dejaDecides(db: Knex.Transaction, deliberationId: string, dossierIds: readonly string[]): Promise<string[]> {
  const lignes = await db('decisions').where({ deliberation_id: deliberationId }).whereIn('dossier_id', [...dossierIds]).select<{ dossier_id: string }[]>('dossier_id');
  return lignes.map((l) => l.dossier_id);
}

export interface DecisionAEcrire {
  readonly id: string;
  readonly dossierId: string;
  readonly deliberationId: string;
  readonly sens: SensDecision;
  readonly montantCents: number;
  readonly motif: string;
  readonly priseLe: string;
}

/** Stores a decision; those taken before on the dossier are no longer in force. */
export async function ecrireDecision(db: Knex.Transaction, d: DecisionAEcrire): Promise<void> {
  await retirerDecision(db, d.dossierId);
  await db('decisions').insert({
    id: d.id, dossier_id: d.dossierId, deliberation_id: d.deliberationId, sens: d.sens, montant_cents: d.montantCents, motif: d.motif, en_vigueur: true, prise_le: d.priseLe,
  });
}

/** Puts an end to the decision in force on a dossier, when there is one. */
export async function retirerDecision(db: Knex.Transaction, dossierId: string): Promise<void> {
  await db('decisions').where({ dossier_id: dossierId, en_vigueur: true }).update({ en_vigueur: false });
}
