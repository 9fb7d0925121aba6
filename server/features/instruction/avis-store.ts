import type { Knex } from 'knex';
import type { SensAvis } from '../../domain/instruction/avis.js';
import type { Instant } from '../../platform/clock.js';

export interface DemandeAvisEcrite {
  readonly id: string;
  readonly dossierId: string;
  readonly personneId: string;
  readonly question: string;
  readonly limite: string;
  readonly demandePar: string;
  readonly demandeLe: Instant;
}

/** Adds a consultation; the unique key (dossier, person) holds one per partner. */
export async function insererDemandeAvis(db: Knex.Transaction, d: DemandeAvisEcrite): Promise<void> {
  await db('avis_demandes').insert({
    id: d.id, dossier_id: d.dossierId, personne_id: d.personneId, question: d.question, demande_par: d.demandePar, demande_le: d.demandeLe, limite: d.limite, sens: null, texte: null, rendu_le: null,
  });
}

/** Writes an answer; false when there was one already. */
export async function repondreAvis(db: Knex.Transaction, id: string, { sens, texte, renduLe }: { sens: SensAvis; texte: string; renduLe: Instant }): Promise<boolean> {
  return (await db('avis_demandes').where({ id }).whereNull('rendu_le').update({ sens, texte, rendu_le: renduLe })) === 1;
}
