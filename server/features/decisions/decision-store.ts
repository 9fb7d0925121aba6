import type { Knex } from 'knex';
import type { MotifRefus, SensDecision } from '../../domain/decisions/decision.js';

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
  /** Amounts of the funders other than the call's own, in cents; those of zero are not kept. */
  readonly autres: readonly { readonly financeur: string; readonly montant: number }[];
  readonly motif: string;
  readonly motifCode: MotifRefus | null;
  readonly priseLe: string;
}

/** Stores a decision; those taken before on the dossier are no longer in force. */
export async function ecrireDecision(db: Knex.Transaction, d: DecisionAEcrire): Promise<void> {
  await retirerDecision(db, d.dossierId);
  await db('decisions').insert({
    id: d.id, dossier_id: d.dossierId, deliberation_id: d.deliberationId, sens: d.sens, montant_cents: d.montantCents, motif: d.motif, motif_code: d.motifCode, en_vigueur: true, prise_le: d.priseLe,
  });
  const autres = d.autres.filter((a) => a.montant > 0);
  if (autres.length > 0) await db('decision_financeurs').insert(autres.map((a) => ({ decision_id: d.id, financeur: a.financeur, montant_cents: a.montant })));
}

/** Puts an end to the decision in force on a dossier, when there is one. */
export async function retirerDecision(db: Knex.Transaction, dossierId: string): Promise<void> {
  await db('decisions').where({ dossier_id: dossierId, en_vigueur: true }).update({ en_vigueur: false });
}

/** Keeps the day of the letter of a decision, and the number it was registered under. */
export async function marquerNotifiee(db: Knex.Transaction, id: string, { jour, recommande }: { readonly jour: string; readonly recommande: string }): Promise<void> {
  await db('decisions').where({ id }).update({ notifiee_le: jour, recommande });
}
