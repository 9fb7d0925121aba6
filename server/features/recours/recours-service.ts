import { DOSSIER, RECOURS } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerDansLeDelai, limiteContentieux, REOUVERTURE, TRANSITION_DE_REPONSE, type ActeContestable, type NatureActe, type SensReponse } from '../../domain/recours/recours.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import { estDoublon, verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { leverDecision } from '../decisions/decision-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { courrielRecoursAccepteCsf, courrielRecoursDepose, courrielReponse } from './recours-courriels.js';
import { lettreReponse } from './recours-documents.js';
import { lireActesContestables, listerRecours, type RecoursLu } from './recours-queries.js';
import { ecrireRecours } from './recours-store.js';

/**
 * Lodges a recours gracieux against a notified act, within its time limit; the responsables are told.
 * @returns the recours's id.
 * @throws Refus `recours.sans_objet`, `recours.hors_delai` { limite }, `recours.deja_depose`
 * @see spec 1, time limits
 */
export async function deposerRecours(ctx: Contexte, dossierId: string, { contre, texte }: { readonly contre: NatureActe; readonly texte: string }): Promise<string> {
  trouve(await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first<{ id: string } | undefined>('id'));
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const acte = await trouverActe(ctx, dossier, contre);
  const precedents = (await listerRecours(ctx.db, dossierId)).filter((r) => r.contre === contre);
  // An accepted recours withdrew its act: what is contested now is another one. Any other answer leaves the act as it was.
  if (contre === 'conclusions_csf' ? precedents.length > 0 : precedents.some((r) => r.etat !== 'accepte')) throw new Refus('recours.deja_depose');
  exigerDansLeDelai(acte);
  const id = ctx.nouvelId();
  await ecrireRecours(ctx.db, {
    id, dossierId, contre, rang: precedents.length + 1, texte, limite: acte.limite, deposePar: trouve(ctx.acteur.id), deposeLe: ctx.maintenant,
  }).catch((erreur: unknown) => { throw estDoublon(erreur) ? new Refus('recours.deja_depose') : erreur; });
  ctx.journaliser({ action: 'recours.deposer', objet: 'recours', objetId: id, dossierId, vers: RECOURS.initial, donnees: { contre, notifieLe: acte.notifieLe, limite: acte.limite } });
  await ecrireAuxAgents(ctx, await agentsHabilites(ctx.db, 'responsable'), dossierId, { cle: `recours:${id}`, ...courrielRecoursDepose(dossier, contre) });
  return id;
}

async function trouverActe(ctx: Contexte, dossier: DossierLu, contre: NatureActe): Promise<ActeContestable> {
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  const actes = await lireActesContestables(ctx.db, dossier, jourAParis(ctx.maintenant), { mois: regles.delais.recoursMois, estFerie });
  const acte = actes.find((a) => a.contre === contre);
  if (acte === undefined) throw new Refus('recours.sans_objet');
  return acte;
}

/**
 * Answers a recours gracieux: the letter is established, the porteur is told; accepted against a refusal or an
 * irrecevabilité, the decision is withdrawn and the dossier goes back to the stage it was stopped at.
 * @throws Refus `etat.incompatible` when it has been answered, or when the dossier has moved on
 * @see spec 1, Recours
 */
export async function repondreRecours(ctx: Contexte, dossierId: string, recoursId: string, { sens, reponse }: { readonly sens: SensReponse; readonly reponse: string }): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const recours = trouve((await listerRecours(ctx.db, dossierId)).find((r) => r.id === recoursId));
  await changerEtat(ctx, RECOURS, TRANSITION_DE_REPONSE[sens], { id: recoursId, dossierId, motif: reponse, champs: { reponse, repondu_le: ctx.maintenant }, donnees: { contre: recours.contre } });
  if (sens === 'accepte') await rouvrir(ctx, dossier, recours);
  const limite = await etablirReponse(ctx, dossier, recours, { sens, reponse });
  await ecrireAuPorteur(ctx, dossier, { cle: `recours.reponse:${recoursId}`, ...courrielReponse(dossier, sens, limite) });
}

async function rouvrir(ctx: Contexte, dossier: DossierLu, { contre, id }: RecoursLu): Promise<void> {
  const transition = REOUVERTURE[contre];
  if (transition === null) {
    const agents = [...await agentsHabilites(ctx.db, 'finances'), ...(await agentsHabilites(ctx.db, 'controleur')).filter((a) => a.id === dossier.controleurId)];
    return ecrireAuxAgents(ctx, agents, dossier.id, { cle: `recours.csf:${id}`, ...courrielRecoursAccepteCsf(dossier) });
  }
  await changerEtat(ctx, DOSSIER, transition, { id: dossier.id, motif: 'Recours gracieux accepté', ...(contre === 'refus' ? { champs: { notifie_le: null } } : {}) });
  if (contre === 'refus') await leverDecision(ctx, dossier.id);
}

/** Establishes the letter. @returns the last day of the recours contentieux, null when the recours is accepted. */
async function etablirReponse(ctx: Contexte, dossier: DossierLu, recours: RecoursLu, { sens, reponse }: { readonly sens: SensReponse; readonly reponse: string }): Promise<string | null> {
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  const version = trouve(await lireVersionDossier(ctx.db, dossier.id));
  const limite = sens === 'accepte' ? null : limiteContentieux(jourAParis(ctx.maintenant), { mois: regles.delais.recoursMois, estFerie });
  await etablirDocument(ctx, {
    type: 'reponse_recours', titre: 'Réponse à votre recours gracieux', dossierId: dossier.id, objetId: recours.id, visiblePorteur: true, reference: dossier.numero ?? '',
    blocs: lettreReponse({ dossier, recours, sens, reponse, jour: jourAParis(ctx.maintenant), limite, version, marque: await lireMarque(ctx.db), recoursMois: regles.delais.recoursMois }),
  });
  return limite;
}
