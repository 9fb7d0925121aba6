import { Refus } from '../../domain/kernel/refus.js';
import { reponsePossible } from '../../domain/service-fait/contradictoire.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { lignesContestables } from './controle-faits.js';
import type { ControleLu } from './controle-queries.js';
import { ecrireReponse, ecrireReponseLigne, fermerDemande } from './controle-store.js';
import { tenirLeControle, type ControleTenu } from './controle-tenu.js';

/** The porteur's answer to one line: words, and new evidence when there is some. */
export interface ReponseLigne { readonly depenseId: string; readonly reponse: string; readonly fichierId: string | null }

/** The whole answer to the provisional conclusions, or their acceptance. */
export interface ReponseContradictoire {
  readonly lignes?: readonly ReponseLigne[];
  readonly reponse: string;
  readonly accepte: boolean;
}

/**
 * Keeps the answer to one line without closing the period: what stands when the limit passes is examined.
 * @throws Refus `contradictoire.ferme`, `contradictoire.ligne_acceptee`, `contradictoire.reponse_vide`
 */
export async function repondreLigne(ctx: Contexte, dossierId: string, ligne: ReponseLigne): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  exigerOuvert(ctx, tenu);
  await ecrireLigne(ctx, tenu, ligne);
}

/**
 * Sends the answer, or accepts the conclusions: the contradictory period ends at once and the controller is told.
 * @throws Refus `contradictoire.ferme`, `contradictoire.reponse_vide`, and those of `repondreLigne`
 * @see spec 1 stage 14
 */
export async function repondreContradictoire(ctx: Contexte, dossierId: string, { lignes = [], reponse, accepte }: ReponseContradictoire): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const controle = exigerOuvert(ctx, tenu);
  for (const ligne of lignes) await ecrireLigne(ctx, tenu, ligne);
  const dejaRepondu = tenu.bilan.depenses.some((l) => l.reponse !== '' || l.reponsePiece !== null);
  if (!accepte && reponse === '' && lignes.length === 0 && !dejaRepondu) throw new Refus('contradictoire.reponse_vide', { champ: 'reponse' });
  await ecrireReponse(ctx, tenu.bilan.id, reponse, { ...controle.constats, acceptees: accepte });
  ctx.journaliser({
    action: accepte ? 'contradictoire.accepter' : 'contradictoire.repondre', objet: 'bilan', objetId: tenu.bilan.id, dossierId, ...(reponse === '' ? {} : { motif: reponse }),
  });
  await fermerDemande(ctx, tenu.bilan.id);
  await prevenirLeControleur(ctx, tenu, accepte);
}

async function ecrireLigne(ctx: Contexte, { d, bilan }: ControleTenu, { depenseId, reponse, fichierId }: ReponseLigne): Promise<void> {
  const ligne = trouve(bilan.depenses.find((l) => l.id === depenseId));
  if (!lignesContestables(d, bilan).includes(ligne)) throw new Refus('contradictoire.ligne_acceptee');
  if (reponse === '' && fichierId === null) throw new Refus('contradictoire.reponse_vide', { champ: 'texte' });
  await ecrireReponseLigne(ctx, depenseId, reponse, fichierId);
  ctx.journaliser({
    action: 'contradictoire.repondre_ligne', objet: 'bilan', objetId: bilan.id, dossierId: bilan.dossierId, ...(reponse === '' ? {} : { motif: reponse }),
    donnees: { ligne: depenseId, rang: ligne.rang, fichierId },
  });
}

/** The control, when the porteur may still answer. @throws Refus `contradictoire.ferme` */
export function exigerOuvert(ctx: Contexte, { bilan, controle }: ControleTenu): ControleLu {
  if (controle === null || bilan.etat !== 'contradictoire' || controle.reponseAvantLe === null) {
    throw new Refus('etat.incompatible', { objet: 'bilan', etat: bilan.etat, transition: 'repondre' });
  }
  const periode = { limite: controle.reponseAvantLe, repondu: controle.reponduLe !== null };
  if (!reponsePossible(periode, jourAParis(ctx.maintenant))) throw new Refus('contradictoire.ferme', { limite: periode.limite, repondu: periode.repondu });
  return controle;
}

async function prevenirLeControleur(ctx: Contexte, { d: { dossier }, bilan, controle }: ControleTenu, accepte: boolean): Promise<void> {
  await ecrireAuxAgents(ctx, (await agentsHabilites(ctx.db, 'controleur')).filter((c) => c.id === dossier.controleurId), dossier.id, {
    cle: `contradictoire.repondre:${bilan.id}:${controle?.version ?? 1}`, sujet: `Réponse au contrôle : ${dossier.numero ?? ''} ${dossier.organismeNom}`,
    texte: `Bonjour,\n\n${dossier.organismeNom} ${accepte ? 'accepte les conclusions provisoires' : 'a répondu aux conclusions provisoires'} du contrôle de service fait du dossier ${dossier.numero ?? ''}. Vous pouvez conclure.`,
  });
}
