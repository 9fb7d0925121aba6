import type { Knex } from 'knex';

export async function insererDemande(db: Knex.Transaction, d: { id: string; conventionId: string; texte: string; par: string; le: string }): Promise<void> {
  await db('demandes_avenant').insert({ id: d.id, convention_id: d.conventionId, texte: d.texte, demandee_par: d.par, demandee_le: d.le });
}

/** Closes the request that waits, when there is one. */
export async function clore(db: Knex.Transaction, conventionId: string, { reponse, par, le }: { reponse: string; par: string; le: string }): Promise<void> {
  await db('demandes_avenant').where({ convention_id: conventionId }).whereNull('traitee_le').update({ reponse, traitee_par: par, traitee_le: le });
}
