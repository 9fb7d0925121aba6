import type { Knex } from 'knex';
import type { ConclusionInstruction } from '../../domain/instruction/rapport.js';
import type { Instant } from '../../platform/clock.js';
import type { RapportStocke } from './instruction-queries.js';

export interface InstructionEcrite {
  readonly dossierId: string;
  readonly rapport: RapportStocke;
  readonly proposeCents: number | null;
  readonly conclusion: ConclusionInstruction | null;
  readonly version: number;
  readonly modifiePar: string;
  readonly modifieLe: Instant;
}

/** Writes the report over the one that was there, and its amount on the dossier. The dossier's row is already locked. */
export async function ecrireInstruction(db: Knex.Transaction, i: InstructionEcrite): Promise<void> {
  await db('instructions').insert({
    dossier_id: i.dossierId, rapport: JSON.stringify(i.rapport), propose_cents: i.proposeCents, conclusion: i.conclusion, version: i.version, modifie_par: i.modifiePar, modifie_le: i.modifieLe,
  }).onConflict('dossier_id').merge();
  await db('dossiers').where({ id: i.dossierId }).update({ propose_cents: i.proposeCents, modifie_le: i.modifieLe });
}

/** Writes the handing over or the sending back alone. */
export async function ecrirePassage(db: Knex.Transaction, dossierId: string, rapport: RapportStocke): Promise<void> {
  await db('instructions').where({ dossier_id: dossierId }).update({ rapport: JSON.stringify(rapport) });
}

/** Puts an instructeur in charge of a dossier whose state does not change. */
export async function ecrireInstructeur(db: Knex.Transaction, dossierId: string, instructeurId: string, le: Instant): Promise<void> {
  await db('dossiers').where({ id: dossierId }).update({ instructeur_id: instructeurId, modifie_le: le });
}
