import type { AvisComite } from '../../domain/comites/avis.js';
import { SEANCE } from '../../domain/etats/machines.js';
import type { Instant } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** A session to open. */
export interface SeanceAEcrire {
  readonly appelId: string;
  readonly titre: string;
  readonly le: Instant;
  readonly lieu: string;
  readonly quorum: number;
  readonly dureeMinutes: number;
  readonly presidentId: string | null;
}

/** Writes a session and its members; answers its id. */
export async function ecrireSeance(ctx: Contexte, s: SeanceAEcrire, membres: readonly string[]): Promise<string> {
  const id = ctx.nouvelId();
  await ctx.db('seances').insert({ id, appel_id: s.appelId, titre: s.titre, le: s.le, lieu: s.lieu, quorum: s.quorum, etat: SEANCE.initial, compte_rendu: '', cree_le: ctx.maintenant, duree_minutes: s.dureeMinutes, president_id: s.presidentId });
  await ctx.db('seance_membres').insert(membres.map((personne_id) => ({ seance_id: id, personne_id, present: false })));
  return id;
}

/** Adds dossiers at the end of an agenda; those already on it are left as they are. */
export async function ecrireInscriptions(ctx: Contexte, seanceId: string, dossierIds: readonly string[]): Promise<void> {
  const dernier = await ctx.db('seance_dossiers').where({ seance_id: seanceId }).max({ ordre: 'ordre' }).first<{ ordre: number | null } | undefined>();
  const debut = Number(dernier?.ordre ?? 0);
  const lignes = dossierIds.map((dossier_id, i) => ({ seance_id: seanceId, dossier_id, ordre: debut + i + 1, reserves: '' }));
  for (let rang = 0; rang < lignes.length; rang += 100) {
    await ctx.db('seance_dossiers').insert(lignes.slice(rang, rang + 100)).onConflict(['seance_id', 'dossier_id']).ignore();
  }
}

/** Takes a dossier off an agenda; answers how many rows went. */
export const effacerInscription = (ctx: Contexte, seanceId: string, dossierId: string): Promise<number> =>
  ctx.db('seance_dossiers').where({ seance_id: seanceId, dossier_id: dossierId }).delete();

/** Writes who is present; everybody else is absent. */
export async function ecrirePresences(ctx: Contexte, seanceId: string, presents: readonly string[]): Promise<void> {
  await ctx.db('seance_membres').where({ seance_id: seanceId }).update({ present: false });
  if (presents.length > 0) await ctx.db('seance_membres').where({ seance_id: seanceId }).whereIn('personne_id', [...presents]).update({ present: true });
}

/** Writes the avis on a dossier, amount in cents; null takes it back. */
export async function ecrireAvis(ctx: Contexte, seanceId: string, dossierId: string, avis: { readonly avis: AvisComite; readonly montantCents: number; readonly reserves: string } | null): Promise<void> {
  await ctx.db('seance_dossiers').where({ seance_id: seanceId, dossier_id: dossierId })
    .update(avis === null ? { avis: null, montant_cents: null, reserves: '' } : { avis: avis.avis, montant_cents: avis.montantCents, reserves: avis.reserves });
}

/** Rewrites what was prepared of a session; the caller holds its lock. */
export async function modifierSeanceEnBase(ctx: Contexte, seanceId: string, s: Omit<SeanceAEcrire, 'appelId'> & { readonly sequence: number }): Promise<void> {
  await ctx.db('seances').where({ id: seanceId }).update({ titre: s.titre, le: s.le, lieu: s.lieu, quorum: s.quorum, duree_minutes: s.dureeMinutes, president_id: s.presidentId, sequence: s.sequence });
}

/** Adds and takes off members of a session. */
export async function ajusterMembres(ctx: Contexte, seanceId: string, ajoutes: readonly string[], retires: readonly string[]): Promise<void> {
  if (retires.length > 0) await ctx.db('seance_membres').where({ seance_id: seanceId }).whereIn('personne_id', [...retires]).delete();
  if (ajoutes.length > 0) await ctx.db('seance_membres').insert(ajoutes.map((personne_id) => ({ seance_id: seanceId, personne_id, present: false })));
}

/** Writes the agenda in this order, in one statement a hundred rows. */
export async function ecrireOrdre(ctx: Contexte, seanceId: string, dossierIds: readonly string[]): Promise<void> {
  for (let rang = 0; rang < dossierIds.length; rang += 100) {
    const lot = dossierIds.slice(rang, rang + 100);
    const cas = lot.map(() => 'WHEN ? THEN ?').join(' ');
    const ordre = ctx.db.raw(`CAST(CASE dossier_id ${cas} END AS integer)`, lot.flatMap((id, i) => [id, rang + i + 1]));
    await ctx.db('seance_dossiers').where({ seance_id: seanceId }).whereIn('dossier_id', lot).update({ ordre });
  }
}
