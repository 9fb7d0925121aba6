import type { Knex } from 'knex';
import type { Reception } from '../dossiers/dossier-service.js';

/** Corrects when and how a paper dossier was received. */
export async function ecrireReception(db: Knex.Transaction, dossierId: string, { recuLe, mode }: Reception): Promise<void> {
  await db('dossiers').where({ id: dossierId }).update({ papier_recu_le: recuLe, papier_mode: mode });
}

/** Attaches a scanned original, beside the pieces the call asks for. */
export async function insererOriginal(db: Knex.Transaction, p: { readonly id: string; readonly dossierId: string; readonly fichierId: string; readonly code: string; readonly le: string }): Promise<void> {
  await db('pieces').insert({ id: p.id, dossier_id: p.dossierId, fichier_id: p.fichierId, code: p.code, precision: '', ajoutee_le: p.le });
}
