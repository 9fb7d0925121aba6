import { AJUSTEMENT } from '../../domain/etats/machines.js';
import { exigerEnvoyable, montantDuFinanceur, ouvrirAjustement, repondre, retenirLesSouhaits, tourSuivant, type LigneAjustee, type ReponseSaisie } from '../../domain/instruction/ajustement.js';
import type { Cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { euros } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { agentsHabilites, lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { proposerMontantRetenu } from '../instruction/proposition-service.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { instructionRouverteDepuis, lireSituation, listerAjustements, type AjustementLu, type Situation } from './ajustement-queries.js';
import { ecrireBrouillon, insererAjustement } from './ajustement-store.js';

interface Ouvert { readonly dossier: DossierLu; readonly situation: Situation; readonly dernier: AjustementLu | null }

async function ouvrir(ctx: Contexte, dossierId: string): Promise<Ouvert> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  return { dossier, situation: await lireSituation(ctx.db, dossier), dernier: (await listerAjustements(ctx.db, dossierId)).at(-1) ?? null };
}

/** The round under way, in the state asked. @throws Introuvable when there is none; Refus `ajustement.hors_etape`, `etat.incompatible` */
async function enCours(ctx: Contexte, dossierId: string, etat: AjustementLu['etat']): Promise<Ouvert & { readonly dernier: AjustementLu }> {
  const ouvert = await ouvrir(ctx, dossierId);
  const dernier = trouve(ouvert.dernier);
  if (dernier.etat !== etat) throw new Refus('etat.incompatible', { objet: 'ajustement', etat: dernier.etat });
  if (ouvert.situation.etape !== dernier.etape) throw new Refus('ajustement.hors_etape');
  return { ...ouvert, dernier };
}

/**
 * Opens a round: the first from the budget in force, a later one from what the porteur wants. What both sides agreed on is
 * frozen: a new round needs a new stage, the vote or an instruction opened again.
 * @throws Refus `ajustement.hors_etape`, `ajustement.en_cours`, `ajustement.fige`
 * @see spec 1, stage 6
 */
export async function ouvrirTour(ctx: Contexte, dossierId: string): Promise<void> {
  const { dossier, situation: { etape, faits, retenu }, dernier } = await ouvrir(ctx, dossierId);
  if (etape === null) throw new Refus('ajustement.hors_etape');
  if (dernier !== null && dernier.etape === etape) {
    if (dernier.etat === 'brouillon' || dernier.etat === 'envoye') throw new Refus('ajustement.en_cours');
    if (dernier.etat === 'accepte' && !(await instructionRouverteDepuis(ctx.db, dossierId, dernier.retenuLe ?? ''))) throw new Refus('ajustement.fige');
  }
  const suite = dernier?.etat === 'conteste' && dernier.etape === etape;
  const id = ctx.nouvelId();
  const rang = (dernier?.rang ?? 0) + 1;
  await insererAjustement(ctx.db, { id, dossierId, rang, etape, lignes: suite ? tourSuivant(dernier.lignes) : ouvrirAjustement(faits, retenu?.budget), redigePar: ctx.acteur.id ?? '', le: ctx.maintenant });
  ctx.journaliser({ action: 'ajustement.ouvrir', objet: 'ajustement', objetId: id, dossierId: dossier.id, vers: AJUSTEMENT.initial, donnees: { rang, etape } });
}

export interface LigneProposee { readonly groupe: LigneAjustee['groupe']; readonly rang: number; readonly propose: Cents; readonly motif: string }
export interface BrouillonSaisi { readonly version: number; readonly lignes: readonly LigneProposee[]; readonly message: string; readonly envoyer: boolean }

/** The stored lines with what was typed; a line of the form that the budget does not have is dropped. */
export const reporter = (lignes: readonly LigneAjustee[], saisies: readonly LigneProposee[]): LigneAjustee[] => lignes.map((l) => {
  const s = saisies.find((x) => x.groupe === l.groupe && x.rang === l.rang);
  return s === undefined ? l : { ...l, propose: s.propose, motif: s.motif };
});

/**
 * Saves the draft of a round, and sends it to the porteur when asked.
 * @throws Refus `ajustement.conflit` when somebody saved it meanwhile; those of `exigerEnvoyable` when sent; `ajustement.hors_etape`, `etat.incompatible`
 */
export async function enregistrerTour(ctx: Contexte, dossierId: string, saisie: BrouillonSaisi): Promise<void> {
  const { dossier, situation, dernier } = await enCours(ctx, dossierId, 'brouillon');
  const lignes = reporter(dernier.lignes, saisie.lignes);
  if (!(await ecrireBrouillon(ctx.db, dernier.id, saisie.version, { lignes, message: saisie.message, redigePar: ctx.acteur.id ?? '', le: ctx.maintenant }))) throw new Refus('ajustement.conflit');
  ctx.journaliser({ action: 'ajustement.enregistrer', objet: 'ajustement', objetId: dernier.id, dossierId, donnees: { version: saisie.version + 1 } });
  if (!saisie.envoyer) return;
  exigerEnvoyable(lignes, situation.faits);
  await changerEtat(ctx, AJUSTEMENT, 'envoyer', { id: dernier.id, dossierId, champs: { envoye_le: ctx.maintenant }, donnees: { rang: dernier.rang } });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `ajustement:${dernier.id}`, sujet: `Dossier ${dossier.numero ?? ''} : un budget ajusté vous est proposé`,
    texte: `Bonjour,\n\nLe service propose un budget ajusté pour le dossier « ${dossier.titre} » (${dossier.numero ?? ''}), ligne par ligne et avec ses raisons.\n\nUn signataire l’accepte, ou répond ligne par ligne, dans le dossier sur Passerelle, rubrique « Budget ajusté ».`,
  });
}

/** Takes back a round the porteur has not answered. @throws Refus `etat.incompatible` */
export async function reprendreTour(ctx: Contexte, dossierId: string): Promise<void> {
  const { dossier, dernier } = await ouvrir(ctx, dossierId);
  await changerEtat(ctx, AJUSTEMENT, 'retirer', { id: trouve(dernier).id, dossierId });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `ajustement-retrait:${trouve(dernier).id}`, sujet: `Dossier ${dossier.numero ?? ''} : le budget ajusté est repris`,
    texte: `Bonjour,\n\nLe service reprend la proposition de budget ajusté du dossier « ${dossier.titre} » : vous n’avez plus à y répondre.`,
  });
}

/**
 * The porteur's answer to a round: everything accepted, the budget is kept and frozen; else each contested line says why.
 * @throws Refus those of `repondre`; `etat.incompatible`, `ajustement.hors_etape`
 */
export async function repondreAuTour(ctx: Contexte, dossierId: string, { reponses, reponse }: { readonly reponses: readonly ReponseSaisie[]; readonly reponse: string }): Promise<'accepte' | 'conteste'> {
  const { dossier, situation, dernier } = await enCours(ctx, dossierId, 'envoye');
  const { lignes, accepte } = repondre(dernier.lignes, reponses, situation.faits);
  const champs = { lignes: JSON.stringify(lignes), reponse, repondu_par: ctx.acteur.id, repondu_le: ctx.maintenant };
  if (accepte) await retenir(ctx, { dossier, situation, dernier }, lignes, 'accepter', champs);
  else await changerEtat(ctx, AJUSTEMENT, 'contester', { id: dernier.id, dossierId, champs, donnees: { lignes: lignes.filter((l) => l.reponse?.accord === false).length } });
  const agents = (await agentsHabilites(ctx.db, 'instructeur')).concat(await agentsHabilites(ctx.db, 'responsable')).filter((a) => a.id === dossier.instructeurId || a.id === dernier.redigeParId);
  await ecrireAuxAgents(ctx, agents, dossierId, {
    cle: `ajustement-reponse:${dernier.id}`, sujet: `Dossier ${dossier.numero ?? ''} : le budget ajusté est ${accepte ? 'accepté' : 'contesté'}`,
    texte: `Bonjour,\n\n${dossier.organismeNom} ${accepte ? 'accepte le budget ajusté' : 'répond ligne par ligne au budget ajusté'} du dossier ${dossier.numero ?? ''}. ${accepte ? 'Il est retenu et ne change plus.' : 'Vous pouvez retenir ses montants ou proposer un nouveau tour.'}`,
  });
  return accepte ? 'accepte' : 'conteste';
}

/**
 * Keeps the amounts the porteur wants, all of them.
 * @throws Refus those of `retenirLesSouhaits`; `etat.incompatible`, `ajustement.hors_etape`
 */
export async function accepterLesSouhaits(ctx: Contexte, dossierId: string): Promise<void> {
  const ouvert = await enCours(ctx, dossierId, 'conteste');
  const lignes = retenirLesSouhaits(ouvert.dernier.lignes, ouvert.situation.faits);
  await retenir(ctx, ouvert, lignes, 'retenir', { lignes: JSON.stringify(lignes) });
  await ecrireAuPorteur(ctx, ouvert.dossier, {
    cle: `ajustement-retenu:${ouvert.dernier.id}`, sujet: `Dossier ${ouvert.dossier.numero ?? ''} : vos montants sont retenus`,
    texte: `Bonjour,\n\nLe service retient les montants que vous avez demandés dans le budget ajusté du dossier « ${ouvert.dossier.titre} ». Le budget retenu est dans le dossier sur Passerelle, rubrique « Budget ajusté ».`,
  });
}

async function retenir(ctx: Contexte, { dossier, situation, dernier }: Ouvert & { readonly dernier: AjustementLu }, lignes: readonly LigneAjustee[], transition: 'accepter' | 'retenir', champs: Readonly<Record<string, unknown>>): Promise<void> {
  const montant = montantDuFinanceur(lignes, situation.faits.appel.regles.financeur, 'retenu');
  await changerEtat(ctx, AJUSTEMENT, transition, {
    id: dernier.id, dossierId: dossier.id, champs: { ...champs, retenu_par: ctx.acteur.id, retenu_le: ctx.maintenant, retenu_cents: montant }, donnees: { rang: dernier.rang, retenu: euros(montant) },
  });
  if (dernier.etape === 'instruction') await proposerMontantRetenu(ctx, dossier, montant);
}
