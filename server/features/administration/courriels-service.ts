import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/**
 * Puts a given-up mail back in the queue, its tries counted from zero again.
 * @throws Refus `courriel.non_abandonne` when it was sent or is waiting already
 */
export async function relancerCourriel(ctx: Contexte, courrielId: string): Promise<void> {
  const relance = await ctx.db('outbox').where({ id: courrielId, etat: 'abandonne' })
    .update({ etat: 'en_attente', tentatives: 0, prochaine_tentative: ctx.maintenant, reserve_jusqua: null });
  if (relance !== 1) throw new Refus('courriel.non_abandonne');
  ctx.journaliser({ action: 'courriel.relancer', objet: 'courriel', objetId: courrielId, de: 'abandonne', vers: 'en_attente' });
}
