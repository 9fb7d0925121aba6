import { echeancierDeConvention } from '../../domain/conventions/termes.js';
import { cents, somme } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { programmer, reprogrammer } from '../../domain/versements/programme.js';
import { exigerRetenable } from '../../domain/versements/regles.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ajusterProgramme } from '../grand-livre/mouvement-service.js';
import { retenirCompteSigne } from './compte-service.js';
import { lireVersement, versementsDeLaConvention } from './versement-queries.js';
import { ecrireVersements, fixerMontant, reporterMontant, verrouillerConvention } from './versement-store.js';

/**
 * Writes the payments of a signed convention from its schedule; those triggered by the signature are due from today.
 * Nothing changes when they are already there.
 * @throws Refus as `echeancierDeConvention`; Introuvable
 * @see spec 2.4
 */
export async function programmerVersements(ctx: Contexte, conventionId: string): Promise<void> {
  const convention = await verrouillerConvention(ctx.db, conventionId);
  const versements = programmer(echeancierDeConvention(convention.montant, convention.termes)).map((v) => ({ ...v, id: ctx.nouvelId() }));
  const ajoutes = await ecrireVersements(ctx.db, convention, versements, jourAParis(ctx.maintenant));
  if (ajoutes === 0) return;
  await retenirCompteSigne(ctx, convention.organismeId);
  await ajusterProgramme(ctx, convention, somme(versements.map((v) => v.montant)));
  ctx.journaliser({
    action: 'versement.programmer', objet: 'convention', objetId: conventionId, dossierId: convention.dossierId,
    donnees: { versements: versements.map(({ rang, declencheur, montant }) => ({ rang, declencheur, montantCents: montant })) },
  });
}

/**
 * Schedules again what is still to pay once the amount or the terms of a convention in force have changed (avenant): what
 * is paid or on its way stays, the others catch up, and the whole sums to the new amount. When it rises, its credits are
 * committed first; when it falls, they are released afterwards.
 * @throws Refus `versement.montant_deja_verse`, `grand_livre.insuffisant`; Introuvable
 * @see spec 1, Convention; spec 2.4
 */
export async function reprogrammerVersements(ctx: Contexte, conventionId: string): Promise<void> {
  const convention = await verrouillerConvention(ctx.db, conventionId);
  const actuels = await versementsDeLaConvention(ctx.db, conventionId);
  const places = actuels.map((v) => ({ ...v, montant: cents(v.montantCents), ouvert: v.etat === 'a_liquider' || v.etat === 'rejete' }));
  const voulus = reprogrammer(convention.montant, echeancierDeConvention(convention.montant, convention.termes), places);
  const aujourdhui = jourAParis(ctx.maintenant);
  for (const { id, montant, exigible } of voulus) {
    const actuel = actuels.find((v) => v.id === id);
    if (actuel !== undefined && actuel.montantCents !== montant) await fixerMontant(ctx.db, convention, actuel.id, montant, montant === 0 ? null : actuel.exigibleLe ?? (exigible ? aujourdhui : null));
  }
  await ecrireVersements(ctx.db, convention, voulus.filter((v) => v.id === null).map((v) => ({ ...v, id: ctx.nouvelId() })), aujourdhui);
  await ajusterProgramme(ctx, convention, somme(voulus.map((v) => v.montant)), 'Échéancier révisé');
  ctx.journaliser({
    action: 'versement.reprogrammer', objet: 'convention', objetId: conventionId, dossierId: convention.dossierId,
    donnees: { versements: voulus.map(({ rang, montant }) => ({ rang, montantCents: montant })) },
  });
}

/**
 * Holds back part of a payment still to prepare; the next one to pay carries it, so that the schedule keeps its sum.
 * @throws Refus as `exigerRetenable`, `versement.motif_absent`
 */
export async function retenir(ctx: Contexte, dossierId: string, versementId: string, { montantCents, motif }: { montantCents: number; motif: string }): Promise<void> {
  if (motif.trim() === '') throw new Refus('versement.motif_absent', { champ: 'motif' });
  const { convention } = trouve(await lireVersement(ctx.db, dossierId, versementId));
  await verrouillerConvention(ctx.db, convention.id);
  const versements = await versementsDeLaConvention(ctx.db, convention.id);
  const v = trouve(versements.find(({ id }) => id === versementId));
  const suivant = versements.find((s) => s.rang > v.rang && s.etat === 'a_liquider');
  exigerRetenable({ etat: v.etat, montant: cents(v.montantCents), retenue: cents(montantCents), suivant: suivant !== undefined });
  await reporterMontant(ctx.db, v.id, trouve(suivant).id, montantCents);
  ctx.journaliser({ action: 'versement.retenir', objet: 'versement', objetId: v.id, dossierId, motif, donnees: { avantCents: v.montantCents, retenuCents: montantCents, reporteSur: trouve(suivant).rang } });
}
