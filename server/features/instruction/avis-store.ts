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
  readonly auTitreDe: string | null;
}

/** Adds a consultation, or opens again one taken back; the unique key (dossier, person) holds one per partner. */
export async function insererDemandeAvis(db: Knex.Transaction, d: DemandeAvisEcrite): Promise<void> {
  await db('avis_demandes').insert({
    id: d.id, dossier_id: d.dossierId, personne_id: d.personneId, question: d.question, demande_par: d.demandePar, demande_le: d.demandeLe, limite: d.limite, sens: null, texte: null, rendu_le: null,
    au_titre_de: d.auTitreDe, rappel: null, relances: 0, relance_le: null, retire_le: null, motif_retrait: '',
  }).onConflict(['dossier_id', 'personne_id']).merge();
}

/** Writes an answer; false when there was one already. */
export async function repondreAvis(db: Knex.Transaction, id: string, { sens, texte, renduLe }: { sens: SensAvis; texte: string; renduLe: Instant }): Promise<boolean> {
  return (await db('avis_demandes').where({ id }).whereNull('rendu_le').update({ sens, texte, rendu_le: renduLe })) === 1;
}

/** Counts one more reminder; `rappel` names an automatic one. */
export async function noterRelance(db: Knex.Transaction, id: string, le: Instant, rappel?: string): Promise<void> {
  await db('avis_demandes').where({ id }).update({ relance_le: le, relances: db.raw('relances + 1'), ...(rappel === undefined ? {} : { rappel }) });
}

/** Marks an automatic reminder as done without sending it: the request itself was sent that day. */
export async function noterRappelInutile(db: Knex.Transaction, id: string, rappel: string): Promise<void> {
  await db('avis_demandes').where({ id }).update({ rappel });
}

/** Takes a consultation back; false when it already was. */
export async function retirerDemande(db: Knex.Transaction, id: string, le: Instant, motif: string): Promise<boolean> {
  return (await db('avis_demandes').where({ id }).whereNull('retire_le').update({ retire_le: le, motif_retrait: motif })) === 1;
}

/** Gives up a required avis; a later reason replaces the former. */
export async function ecrireDispense(db: Knex.Transaction, d: { readonly dossierId: string; readonly partenaire: string; readonly motif: string; readonly par: string; readonly le: Instant }): Promise<void> {
  await db('dispenses_avis').insert({ dossier_id: d.dossierId, partenaire: d.partenaire, motif: d.motif, accordee_par: d.par, accordee_le: d.le }).onConflict(['dossier_id', 'partenaire']).merge();
}
