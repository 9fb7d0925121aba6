import type { Declencheur } from '../../domain/conventions/echeancier.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { verrouillerConvention } from './versement-store.js';

/**
 * Makes due today the instalments of a dossier that waited for this event, whole; those already due stay as they are.
 * @returns how many became due
 * @see spec 2.4
 */
export async function rendreExigibles(ctx: Contexte, dossierId: string, declencheur: Declencheur): Promise<number> {
  let rendus = 0;
  for (const id of await ctx.db('conventions').where({ dossier_id: dossierId }).whereIn('etat', ['signee', 'en_execution']).orderBy('id').pluck<string[]>('id')) {
    const convention = await verrouillerConvention(ctx.db, id);
    const attendus = await ctx.db('versements').where({ convention_id: id, declencheur, exigible: false, etat: 'a_liquider' }).where('montant_cents', '>', 0).orderBy('rang').pluck<string[]>('id');
    if (attendus.length === 0) continue;
    await ctx.db('versements').whereIn('id', attendus).update({ exigible: true, exigible_le: jourAParis(ctx.maintenant) });
    for (const versement of attendus) ctx.journaliser({ action: 'versement.exiger', objet: 'versement', objetId: versement, dossierId: convention.dossierId, donnees: { declencheur } });
    rendus += attendus.length;
  }
  return rendus;
}
