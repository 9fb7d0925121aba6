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
  readonly limiteMotif: string;
  /** Deposited version the request is about. */
  readonly version: number;
  readonly demandePar: string;
  readonly demandeLe: Instant;
}

/** Adds a round of questions to the porteur. */
export async function insererDemande(db: Knex.Transaction, d: DemandeEcrite): Promise<void> {
  await db('demandes_complements').insert({
    id: d.id, dossier_id: d.dossierId, elements: JSON.stringify(d.elements), message: d.message, limite: d.limite, limite_initiale: d.limite, limite_motif: d.limiteMotif,
    version_demandee: d.version, demande_par: d.demandePar, demande_le: d.demandeLe, repondu_le: null,
  });
}

/** Moves the last day of a request; its reminders start again. */
export async function ecrireLimite(db: Knex.Transaction, demandeId: string, limite: string): Promise<void> {
  await db('demandes_complements').where({ id: demandeId }).update({ limite, rappel: null });
}

/** Keeps what the porteur says with the answer. */
export async function ecrireReponse(db: Knex.Transaction, demandeId: string, reponse: string): Promise<void> {
  await db('demandes_complements').where({ id: demandeId }).update({ reponse });
}

/** Closes a request nobody answered: `repondu_le` is when it ceased to wait, `cloture_par` says that no answer came. */
export async function cloreSansReponse(db: Knex.Transaction, demandeId: string, { par, le, motif }: { readonly par: string; readonly le: Instant; readonly motif: string }): Promise<void> {
  await db('demandes_complements').where({ id: demandeId }).update({ repondu_le: le, cloture_par: par, cloture_motif: motif });
}

/** Adds a request for more time, or the row of the time an agent gives unasked. */
export async function insererProlongation(db: Knex.Transaction, p: {
  readonly id: string; readonly demandeId: string; readonly souhaite: string | null; readonly motif: string; readonly demandeePar: string | null; readonly demandeeLe: Instant | null;
}): Promise<void> {
  await db('prolongations').insert({ id: p.id, demande_id: p.demandeId, souhaite: p.souhaite, motif: p.motif, demandee_par: p.demandeePar, demandee_le: p.demandeeLe });
}

/** Writes the answer to a request for more time. */
export async function repondreProlongation(db: Knex.Transaction, id: string, r: {
  readonly reponse: 'accordee' | 'refusee'; readonly avant: string; readonly apres: string | null; readonly motif: string; readonly par: string | null; readonly le: Instant;
}): Promise<void> {
  await db('prolongations').where({ id }).update({ reponse: r.reponse, avant: r.avant, apres: r.apres, reponse_motif: r.motif, repondue_par: r.par, repondue_le: r.le });
}

/** Remembers the last reminder a request has had. */
export async function ecrireRappel(db: Knex.Transaction, demandeId: string, rappel: string): Promise<void> {
  await db('demandes_complements').where({ id: demandeId }).update({ rappel });
}
