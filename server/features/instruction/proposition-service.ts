import { maximumProposable } from '../../domain/instruction/proposition.js';
import { CHAPITRES_VIERGES } from '../../domain/instruction/rapport.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireBornes, lireInstruction } from './instruction-queries.js';
import { ecrireInstruction } from './instruction-store.js';

/**
 * Proposes in the report what the call's funder gives in the budget both sides kept, within the bounds of a proposal. A
 * report already handed over is taken back: its amount is no longer the one that was read.
 * @param montantCents ≥ 0; the dossier's row is already locked
 */
export async function proposerMontantRetenu(ctx: Contexte, dossier: DossierLu, montantCents: number): Promise<void> {
  const version = trouve(await lireVersionDossier(ctx.db, dossier.id, dossier.version));
  const bornes = await lireBornes(ctx.db, dossier, version, await lireReglesDuDossier(ctx.db, dossier));
  const instruction = await lireInstruction(ctx.db, dossier.id);
  const proposeCents = instruction?.conclusion === 'defavorable' ? 0 : Math.min(montantCents, maximumProposable(bornes).cents);
  if (instruction?.proposeCents === proposeCents) return;
  const suivante = (instruction?.version ?? 0) + 1;
  await ecrireInstruction(ctx.db, {
    dossierId: dossier.id, rapport: { chapitres: instruction?.chapitres ?? CHAPITRES_VIERGES, transmission: null, renvoi: instruction?.renvoi ?? null }, proposeCents, conclusion: instruction?.conclusion ?? null,
    version: suivante, modifiePar: dossier.instructeurId ?? ctx.acteur.id ?? '', modifieLe: ctx.maintenant,
  });
  ctx.journaliser({ action: 'instruction.enregistrer', objet: 'instruction', objetId: dossier.id, dossierId: dossier.id, donnees: { version: suivante, proposeCents, conclusion: instruction?.conclusion ?? null, ajustement: true } });
}
