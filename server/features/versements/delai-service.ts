import { DELAI_PAIEMENT_JOURS, exigerInterruptible, limiteDePaiement, type Suspension } from '../../domain/versements/delai.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireSuspensions, lireVersement } from './versement-queries.js';
import { verrouillerConvention, type ConventionAPayer } from './versement-store.js';

/** Writes the last day to pay of a payment, or that nobody knows it while the limit is interrupted. */
async function fixerLimite(ctx: Contexte, { termes }: ConventionAPayer, versementId: string, exigibleLe: Jour, suspensions: readonly Suspension[]): Promise<void> {
  await ctx.db('versements').where({ id: versementId }).update({ limite_le: limiteDePaiement(exigibleLe, termes.delaiPaiementJours ?? DELAI_PAIEMENT_JOURS, suspensions) });
}

/**
 * Interrupts the limit of a payment from today on: something is missing to pay it.
 * @throws Refus `versement.motif_absent`, `versement.delai_sans_objet`, `versement.delai_deja_suspendu`
 */
export async function suspendreDelai(ctx: Contexte, dossierId: string, versementId: string, { motif }: { motif: string }): Promise<void> {
  if (motif.trim() === '') throw new Refus('versement.motif_absent', { champ: 'motif' });
  const { convention: { id } } = trouve(await lireVersement(ctx.db, dossierId, versementId));
  const convention = await verrouillerConvention(ctx.db, id);
  const v = trouve(await lireVersement(ctx.db, dossierId, versementId));
  const suspensions = await lireSuspensions(ctx.db, v.id);
  exigerInterruptible(v, suspensions);
  const debut = jourAParis(ctx.maintenant);
  await ctx.db('versement_suspensions').insert({ id: ctx.nouvelId(), versement_id: v.id, debut, fin: null, motif, suspendu_par: trouve(ctx.acteur.id) }).onConflict(['versement_id', 'debut']).merge(['fin', 'motif']);
  await fixerLimite(ctx, convention, v.id, jour(trouve(v.exigibleLe)), [...suspensions, { debut, fin: null }]);
  ctx.journaliser({ action: 'versement.suspendre_delai', objet: 'versement', objetId: v.id, dossierId, motif });
}

/** Lets the limit of a payment run again from today on; the days between are added to it. @throws Refus `versement.delai_non_suspendu` */
export async function reprendreDelai(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const { convention: { id } } = trouve(await lireVersement(ctx.db, dossierId, versementId));
  const convention = await verrouillerConvention(ctx.db, id);
  const v = trouve(await lireVersement(ctx.db, dossierId, versementId));
  const fin = jourAParis(ctx.maintenant);
  if ((await ctx.db('versement_suspensions').where({ versement_id: v.id }).whereNull('fin').update({ fin })) === 0) throw new Refus('versement.delai_non_suspendu');
  await fixerLimite(ctx, convention, v.id, jour(trouve(v.exigibleLe)), await lireSuspensions(ctx.db, v.id));
  ctx.journaliser({ action: 'versement.reprendre_delai', objet: 'versement', objetId: v.id, dossierId });
}
