import type { NoteSaisie } from '../../domain/notation/feuille.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** A sheet to write; `soumiseLe` null leaves it a draft. */
export interface FeuilleAEcrire {
  readonly dossierId: string;
  readonly personneId: string;
  readonly notes: readonly NoteSaisie[];
  readonly appreciation: string;
  readonly soumiseLe: string | null;
}

/** Writes the sheet of one person on one dossier, whether or not there was one. */
export async function ecrireFeuille(ctx: Contexte, f: FeuilleAEcrire): Promise<void> {
  const valeurs = { notes: JSON.stringify(f.notes), appreciation: f.appreciation, modifie_le: ctx.maintenant, soumise_le: f.soumiseLe };
  await ctx.db('notations').insert({ dossier_id: f.dossierId, personne_id: f.personneId, ...valeurs }).onConflict(['dossier_id', 'personne_id']).merge(valeurs);
}

/** Writes a withdrawal; the caller has checked that there is none. */
export async function ecrireDeport(ctx: Contexte, dossierId: string, personneId: string, motif: string): Promise<void> {
  await ctx.db('deports').insert({ dossier_id: dossierId, personne_id: personneId, motif, declare_le: ctx.maintenant });
}
