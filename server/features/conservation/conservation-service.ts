import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier, lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { comptesApures, conservationDe, conventionsAConserver, dureesDe } from './conservation-queries.js';

/**
 * Fixes the last day until which the evidence of a dossier is kept, once none of its conventions is alive; called when
 * one of them has just ended. Nothing happens before.
 * @see spec 1, stage 15
 */
export async function fixerConservation(ctx: Contexte, dossierId: string): Promise<void> {
  const conventions = await conventionsAConserver(ctx.db, dossierId);
  if (!comptesApures(conventions)) return;
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const { jusquau, regle } = conservationDe(conventions, jourAParis(ctx.maintenant), dureesDe(await lireReglesDuDossier(ctx.db, dossier)));
  await ctx.db('dossiers').where({ id: dossierId }).update({ conserve_jusqu_au: jusquau });
  ctx.journaliser({ action: 'dossier.fixer_conservation', objet: 'dossier', objetId: dossierId, dossierId, donnees: { jusquau, regle } });
}
