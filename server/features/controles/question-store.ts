import type { Jour } from '../../domain/kernel/jour.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** Keeps a question and parks its line: what had been decided on it is to be decided again, its finding kept as a draft. */
export async function ecrireQuestion({ db, nouvelId, acteur, maintenant }: Contexte, q: { readonly bilanId: string; readonly depenseId: string; readonly question: string; readonly limite: Jour }): Promise<string> {
  const id = nouvelId();
  await db('depense_questions').insert({ id, bilan_id: q.bilanId, depense_id: q.depenseId, question: q.question, limite: q.limite, posee_par: acteur.id, posee_le: maintenant });
  await db('bilan_depenses').where({ id: q.depenseId }).update({ retenu_cents: null, motif: null, fse_retenu_cents: null, fse_motif: null });
  return id;
}

export async function ecrireReponseQuestion({ db, acteur, maintenant }: Contexte, id: string, reponse: string, fichierId: string | null): Promise<void> {
  await db('depense_questions').where({ id }).update({ reponse, fichier_id: fichierId, repondue_par: acteur.id, repondue_le: maintenant });
}

export async function ecrireRetraitQuestion({ db, maintenant }: Contexte, id: string): Promise<void> {
  await db('depense_questions').where({ id }).update({ retiree_le: maintenant });
}
