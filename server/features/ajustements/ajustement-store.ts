import type { Knex } from 'knex';
import type { EtapeAjustement, LigneAjustee } from '../../domain/instruction/ajustement.js';
import type { Instant } from '../../platform/clock.js';

export interface AjustementEcrit {
  readonly id: string;
  readonly dossierId: string;
  readonly rang: number;
  readonly etape: EtapeAjustement;
  readonly lignes: readonly LigneAjustee[];
  readonly redigePar: string;
  readonly le: Instant;
}

/** Adds a round as a draft; the unique key (dossier, rank) holds one per rank. */
export async function insererAjustement(db: Knex.Transaction, a: AjustementEcrit): Promise<void> {
  await db('ajustements').insert({
    id: a.id, dossier_id: a.dossierId, rang: a.rang, etape: a.etape, etat: 'brouillon', lignes: JSON.stringify(a.lignes), version: 1, redige_par: a.redigePar, cree_le: a.le, modifie_le: a.le,
  });
}

export interface BrouillonEcrit { readonly lignes: readonly LigneAjustee[]; readonly message: string; readonly redigePar: string; readonly le: Instant }

/** Writes the draft over the version its author read; false when somebody saved it meanwhile. */
export async function ecrireBrouillon(db: Knex.Transaction, id: string, version: number, b: BrouillonEcrit): Promise<boolean> {
  return (await db('ajustements').where({ id, version, etat: 'brouillon' }).update({
    lignes: JSON.stringify(b.lignes), message: b.message, redige_par: b.redigePar, modifie_le: b.le, version: version + 1,
  })) === 1;
}
