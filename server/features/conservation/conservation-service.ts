import { exigerAideEtat, type AideEtat } from '../../domain/echeances/aide-etat.js';
import { verrouiller } from '../../platform/database.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier, lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { apurement, comptesApures, conservationDe, conventionsAConserver, dureesDe, lireAideEtat } from './conservation-queries.js';

/**
 * Fixes the last day until which the evidence of a dossier is kept, once none of its conventions is alive; called when
 * one of them has just ended, or when what decides the date has changed. Nothing happens before.
 * @see spec 1, stage 15
 */
export async function fixerConservation(ctx: Contexte, dossierId: string): Promise<void> {
  const conventions = await conventionsAConserver(ctx.db, dossierId);
  if (!comptesApures(conventions)) return;
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  // A convention that ends in this very transaction has no row in the journal yet.
  const apures = conventions.some((c) => c.soldeeLe === null) ? null : apurement(conventions);
  const faits = { conventions, apurement: apures ?? jourAParis(ctx.maintenant), aide: await lireAideEtat(ctx.db, dossierId) };
  const { jusquau, regle } = conservationDe(faits, dureesDe(await lireReglesDuDossier(ctx.db, dossier)));
  if (jusquau === dossier.conserveJusquAu) return;
  await ctx.db('dossiers').where({ id: dossierId }).update({ conserve_jusqu_au: jusquau });
  ctx.journaliser({ action: 'dossier.fixer_conservation', objet: 'dossier', objetId: dossierId, dossierId, donnees: { jusquau, regle } });
}

/**
 * Records under which State-aid regime the subsidy is given, or that it is none; the date of keeping follows.
 * @throws Refus `aide_etat.reference`, `aide_etat.octroi_futur`
 * @see spec 1, time limits (keeping of evidence)
 */
export async function enregistrerAideEtat(ctx: Contexte, dossierId: string, aide: AideEtat | null): Promise<void> {
  if (aide !== null) exigerAideEtat(aide, jourAParis(ctx.maintenant));
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  await ctx.db('dossiers').where({ id: dossierId }).update({ aide_etat_regime: aide?.regime ?? 'aucun', aide_etat_reference: aide?.reference ?? '', aide_etat_octroi: aide?.octroi ?? null });
  ctx.journaliser({ action: 'dossier.enregistrer_aide_etat', objet: 'dossier', objetId: dossierId, dossierId, donnees: { ...(aide ?? { regime: 'aucun' }) } });
  await fixerConservation(ctx, dossierId);
}
