import { DOSSIER } from '../../domain/etats/machines.js';
import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { etablirDocument } from '../documents/document-service.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { courrielAttribution, courrielRefus } from './decision-courriels.js';
import { lettreAttribution, lettreRefus, type Lettre } from './decision-documents.js';
import { demandeAuxVerseurs, lireDecision, lireDossiersDecides } from './decision-queries.js';
import { marquerNotifiee } from './decision-store.js';

/**
 * Notifies the decision in force: the letter is established, the day of notification starts the time limits,
 * the porteur is written to.
 * @throws Refus `decision.absente`, `etat.incompatible`
 * @see spec 1, stage 9 and time limits
 */
export async function notifierDecision(ctx: Contexte, dossierId: string): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const decision = await lireDecision(ctx.db, dossierId);
  if (decision === null || decision.sens === 'ajourne') throw new Refus('decision.absente');
  const [regles, version, marque] = [await lireReglesDuDossier(ctx.db, dossier), trouve(await lireVersionDossier(ctx.db, dossierId, dossier.version)), await lireMarque(ctx.db)];
  const jour = jourAParis(ctx.maintenant);
  const limite = finDelaiFranc(jour, regles.regles.delais.recoursMois, estFerie);
  await changerEtat(ctx, DOSSIER, 'notifier', { id: dossierId, champs: { notifie_le: jour }, donnees: { sens: decision.sens, limiteRecours: limite } });
  const attribuee = decision.sens === 'attribue';
  const lettre: Lettre = { dossier, demandeCents: demandeAuxVerseurs(version, regles.regles), decision, version, marque, jour, limite, recoursMois: regles.regles.delais.recoursMois };
  await marquerNotifiee(ctx.db, decision.id, jour);
  await etablirDocument(ctx, {
    type: attribuee ? 'notification_attribution' : 'notification_refus', titre: attribuee ? 'Notification d’attribution de subvention' : 'Notification de refus de subvention',
    dossierId, objetId: decision.id, visiblePorteur: true, reference: dossier.numero ?? '', blocs: attribuee ? lettreAttribution(lettre) : lettreRefus(lettre),
  });
  const courriel = attribuee ? courrielAttribution(dossier, decision.totalCents, decision.totalCents < lettre.demandeCents) : courrielRefus(dossier, limite);
  await ecrireAuPorteur(ctx, dossier, { cle: `notification:${decision.id}`, ...courriel });
}

/**
 * Notifies every decision of a call that waits for it, but those on dossiers of an organisme the agent belongs to.
 * @returns how many were notified.
 */
export async function notifierDecisions(ctx: Contexte, appelId: string): Promise<number> {
  const aNotifier = (await lireDossiersDecides(ctx.db, appelId))
    .filter((d) => (d.etat === 'attribue' || d.etat === 'refuse') && roleDans(ctx.acteur, d.organismeId) === null);
  if (aNotifier.length === 0) throw new Refus('decision.rien_a_notifier');
  for (const { dossierId } of aNotifier) await notifierDecision(ctx, dossierId);
  return aNotifier.length;
}
