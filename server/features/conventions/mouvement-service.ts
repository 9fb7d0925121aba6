import { deplacerEntrePostes, type Postes } from '../../domain/conventions/mouvement.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { avenantEnCours } from './avenant-queries.js';
import { agentsEnCharge, clausesDe, tenirModifiable } from './avenant-service.js';
import { courrielMouvement } from './convention-courriels.js';
import { listerMouvements, postesSignes } from './mouvement-queries.js';

/**
 * The porteur moves amounts between posts below the threshold of the call: the posts in force change at once, the version and
 * the planned cost stay, the move is kept with its reason and the agents in charge are told.
 * @throws Refus `avenant.convention_non_signee`, `avenant.en_cours`, `mouvement.sans_seuil`, and as `deplacerEntrePostes`
 * @see issue 4, Convention
 */
export async function declarerMouvement(ctx: Contexte, dossierId: string, conventionId: string, { motif, postes }: { readonly motif: string; readonly postes: Postes }): Promise<void> {
  const { convention, dossier, avenants } = await tenirModifiable(ctx, dossierId, conventionId);
  // An avenant is made from the clauses in force: they do not move under it.
  if (avenantEnCours(avenants)) throw new Refus('avenant.en_cours');
  const { seuilMouvementBudget: seuil } = (await lireReglesDuDossier(ctx.db, dossier)).regles;
  if (seuil === undefined || convention.termes.postes === undefined) throw new Refus('mouvement.sans_seuil');
  const mouvements = await listerMouvements(ctx.db, conventionId);
  const { termes } = deplacerEntrePostes(clausesDe(convention), postesSignes(mouvements, convention), postes, seuil);
  const rang = mouvements.length + 1;
  await ctx.db('mouvements_budget').insert({
    convention_id: conventionId, rang, version: convention.version, avant: JSON.stringify(convention.termes.postes), apres: JSON.stringify(termes.postes), motif, declare_par: trouve(ctx.acteur.id), declare_le: ctx.maintenant,
  });
  await ctx.db('conventions').where({ id: conventionId }).update({ termes: JSON.stringify(termes) });
  ctx.journaliser({ action: 'convention.deplacer', objet: 'convention', objetId: conventionId, dossierId, motif, donnees: { rang, avant: convention.termes.postes, apres: termes.postes } });
  await ecrireAuxAgents(ctx, await agentsEnCharge(ctx, dossier), dossierId, { cle: `convention.deplacer:${conventionId}:${rang}`, ...courrielMouvement(dossier, convention.numero, motif) });
}
