import { DOSSIER, RECOURS } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerDansLeDelai, limiteContentieux, rejetImplicite, REOUVERTURE, TRANSITION_DE_REPONSE, type ActeContestable, type NatureActe, type SensReponse } from '../../domain/recours/recours.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import { estDoublon, verrouiller } from '../../platform/database.js';
import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { leverDecision } from '../decisions/decision-service.js';
import { rouvrirControle } from '../controles/reouverture-service.js';
import { demandeAuxVerseurs } from '../decisions/decision-queries.js';
import { etablirDocument } from '../documents/document-service.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { etablirLettre } from '../lettres/lettre-service.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { courrielRecepisse, courrielRecoursAccepteCsf, courrielRecoursDepose, courrielReponse } from './recours-courriels.js';
import { recepisseDeRecours } from './recours-documents.js';
import { lireActesContestables, listerRecours, type RecoursLu } from './recours-queries.js';
import { ecrireRecours } from './recours-store.js';

/** Files joined to a recours, as they were received. */
export interface JointsAuRecours { readonly magasin: Magasin; readonly recus: readonly FichierRecu[] }
const FICHIERS_MAX = 10;

/**
 * Lodges a recours gracieux against a notified act, within its time limit: its receipt is established, the responsables
 * are told.
 * @returns the recours's id.
 * @throws Refus `recours.sans_objet`, `recours.hors_delai` { limite }, `recours.deja_depose`, `recours.trop_de_fichiers`
 * @see spec 1, time limits
 */
export async function deposerRecours(ctx: Contexte, dossierId: string, { contre, texte }: { readonly contre: NatureActe; readonly texte: string }, joints?: JointsAuRecours): Promise<string> {
  if ((joints?.recus.length ?? 0) > FICHIERS_MAX) throw new Refus('recours.trop_de_fichiers', { champ: 'fichiers', maximum: FICHIERS_MAX });
  trouve(await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first<{ id: string } | undefined>('id'));
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const acte = await trouverActe(ctx, dossier, contre);
  const precedents = (await listerRecours(ctx.db, dossierId)).filter((r) => r.contre === contre);
  // An accepted recours withdrew its act: what is contested now is another one. Any other answer leaves the act as it was.
  if (precedents.some((r) => r.etat !== 'accepte')) throw new Refus('recours.deja_depose');
  exigerDansLeDelai(acte);
  const id = ctx.nouvelId();
  await ecrireRecours(ctx.db, {
    id, dossierId, contre, rang: precedents.length + 1, texte, limite: acte.limite, deposePar: trouve(ctx.acteur.id), deposeLe: ctx.maintenant,
  }).catch((erreur: unknown) => { throw estDoublon(erreur) ? new Refus('recours.deja_depose') : erreur; });
  const fichiers = await joindre(ctx, id, joints);
  ctx.journaliser({ action: 'recours.deposer', objet: 'recours', objetId: id, dossierId, vers: RECOURS.initial, donnees: { contre, notifieLe: acte.notifieLe, limite: acte.limite, fichiers: fichiers.length } });
  await accuserReception(ctx, dossier, { id, contre, texte, acte, fichiers });
  await ecrireAuxAgents(ctx, await agentsHabilites(ctx.db, 'responsable'), dossierId, { cle: `recours:${id}`, ...courrielRecoursDepose(dossier, contre) });
  return id;
}

async function joindre(ctx: Contexte, recoursId: string, joints: JointsAuRecours | undefined): Promise<readonly FichierRecu[]> {
  for (const recu of joints?.recus ?? []) {
    if (joints !== undefined) await ctx.db('recours_fichiers').insert({ recours_id: recoursId, fichier_id: await rangerFichier(ctx, joints.magasin, recu) });
  }
  return joints?.recus ?? [];
}

async function accuserReception(ctx: Contexte, dossier: DossierLu, r: { readonly id: string; readonly contre: NatureActe; readonly texte: string; readonly acte: ActeContestable; readonly fichiers: readonly FichierRecu[] }): Promise<void> {
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  const rejet = rejetImplicite(jourAParis(ctx.maintenant));
  const contentieux = limiteContentieux(rejet, { mois: regles.delais.recoursMois, estFerie });
  await etablirDocument(ctx, {
    type: 'recepisse_recours', titre: 'Récépissé de recours gracieux', dossierId: dossier.id, objetId: r.id, visiblePorteur: true, reference: dossier.numero ?? '',
    blocs: recepisseDeRecours({ ...r, dossier, par: ctx.acteur.nom, le: ctx.maintenant, rejet, contentieux, juridiction: (await lireMarque(ctx.db)).juridiction }),
  });
  await ecrireAuPorteur(ctx, dossier, { cle: `recours.recepisse:${r.id}`, ...courrielRecepisse(dossier, rejet) });
}

async function trouverActe(ctx: Contexte, dossier: DossierLu, contre: NatureActe): Promise<ActeContestable> {
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  const actes = await lireActesContestables(ctx.db, dossier, jourAParis(ctx.maintenant), { mois: regles.delais.recoursMois, estFerie });
  const acte = actes.find((a) => a.contre === contre);
  if (acte === undefined) throw new Refus('recours.sans_objet');
  return acte;
}

/**
 * Answers a recours gracieux: the letter is established, the porteur is told; accepted, the act is withdrawn: the
 * dossier goes back to the stage it was stopped at, or the control is reopened.
 * @throws Refus `etat.incompatible` when it has been answered, or when the dossier has moved on; those of `rouvrirControle`
 * @see spec 1, Recours
 */
export async function repondreRecours(ctx: Contexte, dossierId: string, recoursId: string, { sens, reponse }: { readonly sens: SensReponse; readonly reponse: string }): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const recours = trouve((await listerRecours(ctx.db, dossierId)).find((r) => r.id === recoursId));
  await changerEtat(ctx, RECOURS, TRANSITION_DE_REPONSE[sens], { id: recoursId, dossierId, motif: reponse, champs: { reponse, repondu_le: ctx.maintenant }, donnees: { contre: recours.contre } });
  if (sens === 'accepte') await rouvrir(ctx, dossier, recours, reponse);
  const limite = await etablirReponse(ctx, dossier, recours, { sens, reponse });
  await ecrireAuPorteur(ctx, dossier, { cle: `recours.reponse:${recoursId}`, ...courrielReponse(dossier, sens, limite) });
}

async function rouvrir(ctx: Contexte, dossier: DossierLu, { contre, id }: RecoursLu, reponse: string): Promise<void> {
  const transition = REOUVERTURE[contre];
  if (transition === null) {
    await rouvrirControle(ctx, dossier.id, `recours accepté, ${reponse}`);
    return ecrireAuxAgents(ctx, await agentsHabilites(ctx.db, 'finances'), dossier.id, { cle: `recours.csf:${id}`, ...courrielRecoursAccepteCsf(dossier) });
  }
  await changerEtat(ctx, DOSSIER, transition, { id: dossier.id, motif: 'Recours gracieux accepté', ...(contre === 'refus' ? { champs: { notifie_le: null } } : {}) });
  if (contre === 'refus') await leverDecision(ctx, dossier.id);
}

const NATURE_DE_REPONSE = { accepte: 'recours_accepte', rejete: 'recours_rejete', sans_suite: 'recours_classe' } as const satisfies Record<SensReponse, string>;

/** Establishes the letter. @returns the last day of the recours contentieux, null when the recours is accepted. */
async function etablirReponse(ctx: Contexte, dossier: DossierLu, recours: RecoursLu, { sens, reponse }: { readonly sens: SensReponse; readonly reponse: string }): Promise<string | null> {
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  const version = trouve(await lireVersionDossier(ctx.db, dossier.id));
  const limite = sens === 'accepte' ? null : limiteContentieux(jourAParis(ctx.maintenant), { mois: regles.delais.recoursMois, estFerie });
  const nature = NATURE_DE_REPONSE[sens];
  await etablirLettre(ctx, {
    nature, type: 'reponse_recours', dossierId: dossier.id, objetId: recours.id,
    faits: {
      dossier, version, marque: await lireMarque(ctx.db), demandeCents: demandeAuxVerseurs(version, regles), jour: jourAParis(ctx.maintenant), recoursMois: regles.delais.recoursMois, limite,
      recours: { contre: recours.contre, deposeLe: recours.deposeLe, reponse },
    },
  });
  return limite;
}
