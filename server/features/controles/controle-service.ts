import { BILAN } from '../../domain/etats/machines.js';
import { cents, somme } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { postesRemplaces } from '../../domain/financements/forfaits.js';
import { deciderLigne, type DecisionLigne, type MotifRejet } from '../../domain/service-fait/lignes.js';
import { verrouiller } from '../../platform/database.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import { faitsDesLignes } from '../bilans/bilan-saisie-queries.js';
import { lireDrapeaux } from '../bilans/depense-liste-queries.js';
import { evaluerLeRisque } from '../bilans/risque-service.js';
import { agentsHabilites, lireDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { differeDuDeclare, fseAPart, horsEchantillon, lignesAExaminer } from './controle-faits.js';
import { exigerControleOuvert, tenirLeControle } from './controle-tenu.js';
import { aInstruit, estMembre, type RealisationRetenue } from './controle-queries.js';
import { creerControle, ecrireAcceptations, ecrireConstats, ecrireControleur, ecrireDecision } from './controle-store.js';
import { questionDeLaLigne } from './question-queries.js';

export { conclureControle, emettreProvisoire } from './conclusions-service.js';
export { repondreContradictoire, repondreLigne } from './contradictoire-service.js';

/**
 * Names the controller of a dossier: an active controleur, outside the organisme, who never took part in its instruction.
 * @throws Refus `controle.personne_non_habilitee`, `controle.a_instruit`, `controle.membre_de_l_organisme`, `controle.deja_conclu`
 * @see spec 1, separations
 */
export async function designerControleur(ctx: Contexte, dossierId: string, personneId: string): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const bilan = await ctx.db('bilans').where({ dossier_id: dossierId, nature: 'final' }).first<{ etat: string } | undefined>('etat');
  if (bilan?.etat === 'conclu') throw new Refus('controle.deja_conclu');
  const agent = (await agentsHabilites(ctx.db, 'controleur')).find((a) => a.id === personneId);
  if (agent === undefined) throw new Refus('controle.personne_non_habilitee', { champ: 'personneId' });
  if (await aInstruit(ctx.db, dossierId, personneId)) throw new Refus('controle.a_instruit', { champ: 'personneId' });
  if (await estMembre(ctx.db, dossier.organismeId, personneId)) throw new Refus('controle.membre_de_l_organisme', { champ: 'personneId' });
  await ecrireControleur(ctx, dossierId, personneId);
  ctx.journaliser({ action: 'controle.designer', objet: 'dossier', objetId: dossierId, dossierId, donnees: { controleurId: personneId, precedent: dossier.controleurId } });
  await ecrireAuxAgents(ctx, [agent], dossierId, {
    cle: `controle.designer:${dossierId}:${ctx.maintenant}`, sujet: `Contrôle de service fait : ${dossier.numero ?? ''} ${dossier.organismeNom}`,
    texte: `Bonjour,\n\nVous êtes chargé du contrôle de service fait du dossier ${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} »). Il est dans votre liste « Contrôles ».`,
  });
}

/** Opens the control of a deposited bilan. @throws Refus `controle.sans_controleur`, `etat.incompatible` */
export async function ouvrirControle(ctx: Contexte, dossierId: string): Promise<void> {
  const { d, bilan } = await tenirLeControle(ctx, dossierId);
  if (d.dossier.controleurId === null) throw new Refus('controle.sans_controleur');
  await changerEtat(ctx, BILAN, 'ouvrir_controle', { id: bilan.id, dossierId });
  await creerControle(ctx, bilan.id, d.dossier.controleurId);
  await evaluerLeRisque(ctx, d, bilan);
}

/** What the controller decides on an expense line: how much of it is retained, in cents or the whole. */
export interface DecisionDepense { readonly retenuCents: number | 'tout'; readonly motif: MotifRejet | null; readonly constat: string }

/** The same, with what the FSE+ convention decides otherwise, when it does. */
export interface DecisionDesConventions extends DecisionDepense { readonly fse?: DecisionDepense | null }

/**
 * Decides on an expense line: accepted, partly retained or rejected with a motive and a finding. Possible while the
 * control is open, then again once the porteur has answered or let the limit pass. A line outside the sample says why it is
 * looked at: what is decided on it speaks for it alone.
 * @throws Refus `controle.ligne_au_forfait`, `controle.ligne_en_attente`, `controle.hors_echantillon`, `controle.fse_absent`, `controle.contradictoire_en_cours`, `etat.incompatible`, and those of `deciderLigne`
 * @see spec 1 stage 14
 */
export async function statuerDepense(ctx: Contexte, dossierId: string, depenseId: string, { fse = null, ...commune }: DecisionDesConventions): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const controle = exigerControleOuvert(tenu, ctx);
  const ligne: LigneDeDepense = trouve(tenu.bilan.depenses.find((l) => l.id === depenseId));
  if (postesRemplaces(tenu.d.forfaits).has(ligne.poste)) throw new Refus('controle.ligne_au_forfait');
  if (questionDeLaLigne(controle.questions, depenseId) !== null) throw new Refus('controle.ligne_en_attente');
  if (horsEchantillon(tenu.bilan)(ligne) && commune.constat === '') throw new Refus('controle.hors_echantillon', { champ: 'constat' });
  if (fse !== null && !fseAPart(tenu.d)) throw new Refus('controle.fse_absent');
  const decision = deciderLigne(ligne.montant, decisionDe(ligne, commune));
  const decisionFse = fse === null ? null : deciderLigne(ligne.montant, decisionDe(ligne, fse), 'fse.');
  await ecrireDecision(ctx, depenseId, decision, decisionFse);
  ctx.journaliser({
    action: 'controle.statuer', objet: 'bilan', objetId: tenu.bilan.id, dossierId, ...(decision.constat === '' ? {} : { motif: decision.constat }),
    donnees: { ligne: depenseId, rang: ligne.rang, montantCents: ligne.montant, avantCents: ligne.retenu, retenuCents: decision.retenu, motif: decision.motif, ...(decisionFse === null ? {} : { fse: { retenuCents: decisionFse.retenu, motif: decisionFse.motif, constat: decisionFse.constat } }) },
  });
}

const decisionDe = ({ montant }: LigneDeDepense, { retenuCents, motif, constat }: DecisionDepense): DecisionLigne => ({ retenu: retenuCents === 'tout' ? montant : cents(retenuCents), motif, constat });

/** Retains an expense line in full. @throws Refus as `statuerDepense` */
export const accepterDepense = (ctx: Contexte, dossierId: string, depenseId: string): Promise<void> => statuerDepense(ctx, dossierId, depenseId, { retenuCents: 'tout', motif: null, constat: '' });

/**
 * Retains in full, together, lines still to examine: those chosen, or those on which the product noticed nothing. A line
 * parked on a question, at a flat rate, outside the sample or already decided is left as it is.
 * @returns how many lines, and their amount in cents
 * @throws Refus `controle.aucune_ligne`, `controle.contradictoire_en_cours`, `etat.incompatible`
 * @see issue 5, CSF
 */
export async function accepterDepenses(ctx: Contexte, dossierId: string, choix: readonly string[] | 'sans_alerte'): Promise<{ lignes: number; montantCents: number }> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const { questions } = exigerControleOuvert(tenu, ctx);
  const { d, bilan } = tenu;
  const examinables = lignesAExaminer(d, bilan).filter((l) => questionDeLaLigne(questions, l.id) === null);
  const signalees = choix === 'sans_alerte' ? await lireDrapeaux(ctx.db, faitsDesLignes(d, bilan.id, jourAParis(ctx.maintenant), 'service')) : new Map<string, unknown>();
  const choisies = new Set(choix === 'sans_alerte' ? examinables.map((l) => l.id) : choix);
  const lignes = examinables.filter((l) => choisies.has(l.id) && !signalees.has(l.id));
  if (lignes.length === 0) throw new Refus('controle.aucune_ligne');
  await ecrireAcceptations(ctx, bilan.id, lignes.map((l) => l.id));
  const montantCents = somme(lignes.map((l) => l.montant));
  ctx.journaliser({ action: 'controle.accepter', objet: 'bilan', objetId: bilan.id, dossierId, donnees: { choix: choix === 'sans_alerte' ? choix : 'choisies', lignes: lignes.length, montantCents, rangs: lignes.map((l) => l.rang) } });
  return { lignes: lignes.length, montantCents };
}

/**
 * Keeps the volumes, publics and resources retained by the control, with the comment that explains any difference.
 * @throws Refus `controle.commentaire_absent`, `controle.contradictoire_en_cours`, `etat.incompatible`
 */
export async function retenirRealisation(ctx: Contexte, dossierId: string, retenue: RealisationRetenue): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const controle = exigerControleOuvert(tenu, ctx);
  const connues = new Set(tenu.bilan.ressources.map((r) => r.id));
  const garde: RealisationRetenue = { ...retenue, ressources: Object.fromEntries(Object.entries(retenue.ressources).filter(([id]) => connues.has(id))) };
  if (garde.commentaire === '' && differeDuDeclare(tenu.bilan, garde)) throw new Refus('controle.commentaire_absent', { champ: 'commentaire' });
  await ecrireConstats(ctx, tenu.bilan.id, { ...controle.constats, realisation: garde });
  ctx.journaliser({
    action: 'controle.retenir_realisation', objet: 'bilan', objetId: tenu.bilan.id, dossierId, ...(garde.commentaire === '' ? {} : { motif: garde.commentaire }), donnees: { ...garde },
  });
}
