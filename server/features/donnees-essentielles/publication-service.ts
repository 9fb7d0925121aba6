import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';

export interface PublicationFaite {
  readonly conventionIds: readonly string[];
  /** `AAAA-MM-JJ`. */
  readonly publieeLe: string;
}

/**
 * Records that the essential data of conventions were published, at the amount in force: an amendment that changes it asks
 * for another publication.
 * @throws Refus `publication.vide`, `publication.date_future`, `publication.convention_non_signee`
 * @see spec 1, time limits (publication of essential data)
 */
export async function noterPublication(ctx: Contexte, { conventionIds, publieeLe }: PublicationFaite): Promise<number> {
  if (conventionIds.length === 0) throw new Refus('publication.vide', { champ: 'conventions' });
  if (publieeLe > jourAParis(ctx.maintenant)) throw new Refus('publication.date_future', { champ: 'publieeLe' });
  const conventions = await ctx.db('conventions').whereIn('id', [...conventionIds]).whereNotNull('signee_financeur_le').whereNotNull('signee_porteur_le').orderBy('id')
    .select<{ id: string; dossier_id: string; numero: string; montant_cents: number | string }[]>('id', 'dossier_id', 'numero', 'montant_cents');
  if (conventions.length !== conventionIds.length) throw new Refus('publication.convention_non_signee');
  for (const c of conventions) {
    const montantCents = Number(c.montant_cents);
    await ctx.db('publications').insert({ convention_id: c.id, montant_cents: montantCents, publiee_le: publieeLe, saisie_par: trouve(ctx.acteur.id) })
      .onConflict('convention_id').merge();
    ctx.journaliser({ action: 'publication.noter', objet: 'convention', objetId: c.id, dossierId: c.dossier_id, donnees: { numero: c.numero, montantCents, publieeLe } });
  }
  return conventions.length;
}
