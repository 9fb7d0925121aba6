import type { Knex } from 'knex';
import type { ElementDemande } from '../../domain/recevabilite/complements.js';
import type { Instant } from '../../platform/clock.js';
import type { ControlesStockes } from './recevabilite-queries.js';

export interface RecevabiliteEcrite {
  readonly dossierId: string;
  readonly controles: ControlesStockes;
  readonly conclusion: 'recevable' | 'irrecevable' | null;
  readonly motifs: readonly string[];
  readonly concluPar: string | null;
  readonly concluLe: Instant | null;
  readonly modifieLe: Instant;
}

/** Writes the admissibility file of a dossier, over the one that was there. The dossier's row is already locked. */
export async function ecrireRecevabilite(db: Knex.Transaction, r: RecevabiliteEcrite): Promise<void> {
  await db('recevabilites').insert({
    dossier_id: r.dossierId, controles: JSON.stringify(r.controles), conclusion: r.conclusion, motifs: JSON.stringify(r.motifs),
    conclu_par: r.concluPar, conclu_le: r.concluLe, modifie_le: r.modifieLe,
  }).onConflict('dossier_id').merge();
}

export interface DemandeEcrite {
  readonly id: string;
  readonly dossierId: string;
  readonly elements: readonly ElementDemande[];
  readonly message: string;
  readonly limite: string;
  readonly demandePar: string;
  readonly demandeLe: Instant;
}

/** Adds a round of questions to the porteur. */
export async function insererDemande(db: Knex.Transaction, d: DemandeEcrite): Promise<void> {
  await db('demandes_complements').insert({
    id: d.id, dossier_id: d.dossierId, elements: JSON.stringify(d.elements), message: d.message, limite: d.limite, demande_par: d.demandePar, demande_le: d.demandeLe, repondu_le: null,
  });
}
