import { DOSSIER } from '../../domain/etats/machines.js';
import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { courrielAjournement, courrielAttribution, courrielRefus } from './decision-courriels.js';
import type { FaitsLettre } from '../lettres/lettre-documents.js';
import { etablirLettre } from '../lettres/lettre-service.js';
import { demandeAuxVerseurs, lireDecision, type DecisionLue, type DossierDecide } from './decision-queries.js';
import { marquerNotifiee } from './decision-store.js';

/** How the letter of a decision goes, when it does not go through the product alone. */
export interface Envoi { readonly recommande?: string }

const NATURES = { notification_attribution: 'attribution', notification_attribution_partielle: 'attribution_partielle', notification_refus: 'refus' } as const;

/**
 * Notifies the decision in force: the letter is established, the day of notification starts the time limits,
 * the porteur is written to.
 * @returns the id of the letter
 * @throws Refus `decision.absente`, `etat.incompatible`
 * @see spec 1, stage 9 and time limits
 */
export async function notifierDecision(ctx: Contexte, dossierId: string, { recommande = '' }: Envoi = {}): Promise<string> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const decision = await lireDecision(ctx.db, dossierId);
  if (decision === null || decision.sens === 'ajourne') throw new Refus('decision.absente');
  const faits = await lireFaits(ctx, dossier, decision);
  const limite = finDelaiFranc(jourAParis(ctx.maintenant), faits.recoursMois, estFerie);
  await changerEtat(ctx, DOSSIER, 'notifier', { id: dossierId, champs: { notifie_le: faits.jour }, donnees: { sens: decision.sens, limiteRecours: limite, ...(recommande === '' ? {} : { recommande }) } });
  await marquerNotifiee(ctx.db, decision.id, { jour: faits.jour, recommande });
  const partielle = decision.sens === 'attribue' && decision.totalCents < faits.demandeCents;
  const type = decision.sens === 'refuse' ? 'notification_refus' : partielle ? 'notification_attribution_partielle' : 'notification_attribution';
  const lettre = await etablirLettre(ctx, { nature: NATURES[type], type, dossierId, objetId: decision.id, faits: { ...faits, limite } });
  const courriel = decision.sens === 'attribue' ? courrielAttribution(dossier, decision.totalCents, partielle) : courrielRefus(dossier, limite);
  await ecrireAuPorteur(ctx, dossier, { cle: `notification:${decision.id}`, ...courriel });
  return lettre;
}

async function lireFaits(ctx: Contexte, dossier: DossierLu, decision: DecisionLue): Promise<FaitsLettre> {
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  const version = trouve(await lireVersionDossier(ctx.db, dossier.id, dossier.version));
  return { dossier, version, decision, marque: await lireMarque(ctx.db), demandeCents: demandeAuxVerseurs(version, regles), jour: jourAParis(ctx.maintenant), recoursMois: regles.delais.recoursMois };
}

/** Tells the porteur of a postponement at once, by a letter and a mail: it starts no time limit. */
export async function notifierAjournement(ctx: Contexte, dossierId: string): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const decision = trouve(await lireDecision(ctx.db, dossierId));
  const faits = await lireFaits(ctx, dossier, decision);
  await marquerNotifiee(ctx.db, decision.id, { jour: faits.jour, recommande: '' });
  await etablirLettre(ctx, { nature: 'ajournement', type: 'notification_ajournement', dossierId, objetId: decision.id, faits });
  await ecrireAuPorteur(ctx, dossier, { cle: `ajournement:${decision.id}`, ...courrielAjournement(dossier, decision.motif) });
}

/**
 * Keeps the number of the registered letter that carried a notification.
 * @throws Refus `decision.absente` when the decision in force has no letter yet
 */
export async function noterRecommande(ctx: Contexte, dossierId: string, recommande: string): Promise<void> {
  const decision = await lireDecision(ctx.db, dossierId);
  if (decision?.notifieeLe == null) throw new Refus('decision.absente');
  await marquerNotifiee(ctx.db, decision.id, { jour: decision.notifieeLe, recommande });
  ctx.journaliser({ action: 'decision.noter_recommande', objet: 'dossier', objetId: dossierId, dossierId, donnees: { recommande } });
}

/** Dossiers of a call whose decision waits for its letter, but those of an organisme the agent belongs to. */
export const aNotifierPar = (acteur: Acteur, decides: readonly DossierDecide[]): DossierDecide[] =>
  decides.filter((d) => (d.etat === 'attribue' || d.etat === 'refuse') && roleDans(acteur, d.organismeId) === null);
