import type { Jour } from '../../domain/kernel/jour.js';
import type { Cents } from '../../domain/kernel/cents.js';
import type { EcheanceDeReversement } from '../../domain/versements/recouvrement.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** Writes a schedule in the place of the former one, which stays readable. */
export async function ecrireAccord({ db, nouvelId, acteur, maintenant }: Contexte, reversementId: string, { reste, motif, echeances }: { readonly reste: Cents; readonly motif: string; readonly echeances: readonly EcheanceDeReversement[] }): Promise<string> {
  const id = nouvelId();
  const { n } = await db('reversement_accords').where({ reversement_id: reversementId }).count({ n: '*' }).first<{ n: number | string }>();
  await db('reversement_accords').insert({ id, reversement_id: reversementId, rang: Number(n) + 1, reste_cents: reste, motif, convenu_par: acteur.id, convenu_le: maintenant });
  await db('reversement_echeances').insert(echeances.map((e, i) => ({ accord_id: id, rang: i + 1, limite: e.limite, montant_cents: e.montant })));
  return id;
}

export async function ecrireEncaissement({ db, nouvelId, acteur, maintenant }: Contexte, reversementId: string, e: { readonly montant: Cents; readonly recuLe: Jour; readonly reference: string }): Promise<void> {
  await db('reversement_encaissements').insert({ id: nouvelId(), reversement_id: reversementId, montant_cents: e.montant, recu_le: e.recuLe, reference: e.reference, enregistre_par: acteur.id, enregistre_le: maintenant });
}

/** What is waived, with the decision that says so. */
export interface RemiseAEcrire { readonly montant: Cents; readonly decision: string; readonly decideeLe: Jour; readonly motif: string; readonly fichierId: string }

export async function ecrireRemise({ db, nouvelId, acteur, maintenant }: Contexte, reversementId: string, r: RemiseAEcrire): Promise<void> {
  await db('reversement_remises').insert({
    id: nouvelId(), reversement_id: reversementId, montant_cents: r.montant, decision: r.decision, decidee_le: r.decideeLe, motif: r.motif, fichier_id: r.fichierId, enregistre_par: acteur.id, enregistre_le: maintenant,
  });
}

/** Keeps the day by which the next instalment is awaited; null once nothing is. */
export const ecrireProchaineLimite = ({ db }: Contexte, reversementId: string, limite: Jour | null): Promise<number> =>
  db('reversements').where({ id: reversementId }).update({ prochaine_limite: limite });
