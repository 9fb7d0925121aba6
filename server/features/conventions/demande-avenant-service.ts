import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { listerDemandes } from './avenant-queries.js';
import { agentsEnCharge, tenirModifiable } from './avenant-service.js';
import { clore, insererDemande } from './demande-avenant-store.js';
import { courrielDemandeDAvenant, courrielDemandeRefusee } from './convention-courriels.js';

/** The porteur asks for an avenant; one request at a time. @throws Refus `avenant.demande_en_attente`, `avenant.convention_non_signee` */
export async function demanderAvenant(ctx: Contexte, dossierId: string, conventionId: string, texte: string): Promise<void> {
  const { convention, dossier } = await tenirModifiable(ctx, dossierId, conventionId);
  if ((await listerDemandes(ctx.db, conventionId)).some((d) => d.traiteeLe === null)) throw new Refus('avenant.demande_en_attente');
  const id = ctx.nouvelId();
  await insererDemande(ctx.db, { id, conventionId, texte, par: trouve(ctx.acteur.id), le: ctx.maintenant });
  ctx.journaliser({ action: 'avenant.demander', objet: 'convention', objetId: conventionId, dossierId, donnees: { demandeId: id } });
  await ecrireAuxAgents(ctx, await agentsEnCharge(ctx, dossier), dossierId, { cle: `avenant.demander:${id}`, ...courrielDemandeDAvenant(dossier, convention.numero) });
}

/** Declines what the porteur asked for, with the reason. @throws Refus `avenant.demande_traitee` */
export async function refuserDemande(ctx: Contexte, dossierId: string, conventionId: string, demandeId: string, reponse: string): Promise<void> {
  const { convention, dossier } = await tenirModifiable(ctx, dossierId, conventionId);
  const demande = trouve((await listerDemandes(ctx.db, conventionId)).find((d) => d.id === demandeId));
  if (demande.traiteeLe !== null) throw new Refus('avenant.demande_traitee');
  await clore(ctx.db, conventionId, { reponse, par: trouve(ctx.acteur.id), le: ctx.maintenant });
  ctx.journaliser({ action: 'avenant.refuser_demande', objet: 'convention', objetId: conventionId, dossierId, motif: reponse, donnees: { demandeId } });
  await ecrireAuPorteur(ctx, dossier, { cle: `avenant.reponse:${demandeId}`, ...courrielDemandeRefusee(dossier, convention.numero, reponse) });
}
