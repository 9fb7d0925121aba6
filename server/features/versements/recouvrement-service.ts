import { franchir } from '../../domain/etats/machine.js';
import { REVERSEMENT } from '../../domain/etats/machines.js';
import { cents, moins, type Cents } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { etaler, prochaineLimite, reduireReste, type Periode } from '../../domain/versements/recouvrement.js';
import { exigerDateRevolue } from '../../domain/versements/regles.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { etablirDocument } from '../documents/document-service.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { inscrireSurTitre } from '../grand-livre/mouvement-service.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { lireOrganisme, type OrganismeLu } from '../organismes/organisme-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { accordDeReglement, decisionDeRemise } from './recouvrement-documents.js';
import { lireAccord } from './recouvrement-queries.js';
import { ecrireAccord, ecrireEncaissement, ecrireProchaineLimite, ecrireRemise, type RemiseAEcrire } from './recouvrement-store.js';
import { lireReversement, type ReversementLu } from './reversement-queries.js';
import { cloreConvention } from './solde-service.js';
import { courrielEcheancier, courrielRemise } from './versement-courriels.js';
import { verrouillerConvention } from './versement-store.js';

/** A title still to recover, its convention locked. @throws Refus `etat.incompatible` */
async function tenirTitre(ctx: Contexte, dossierId: string, reversementId: string): Promise<ReversementLu> {
  const { conventionId } = trouve(await lireReversement(ctx.db, dossierId, reversementId));
  await verrouillerConvention(ctx.db, conventionId);
  const titre = trouve(await lireReversement(ctx.db, dossierId, reversementId));
  franchir(REVERSEMENT, 'encaisser', titre.etat);
  return titre;
}

/** Money that came in: amount in cents, the day, and what accounting calls it. */
export interface Encaissement { readonly montantCents: number; readonly recuLe: Jour; readonly reference: string }

/**
 * Records money received on a title, the whole or a part; once nothing is left to recover, the convention is ended.
 * @returns what is still to recover, in cents
 * @throws Refus `versement.date_future`, `versement.date_trop_tot`, `reversement.montant_nul`, `reversement.trop_recu`, `etat.incompatible`
 * @see issue 5, Solde (payments received)
 */
export async function encaisserReversement(ctx: Contexte, dossierId: string, reversementId: string, { montantCents, recuLe, reference }: Encaissement): Promise<Cents> {
  const titre = await tenirTitre(ctx, dossierId, reversementId);
  exigerDateRevolue(recuLe, { depuis: jourAParis(instant(titre.emisLe)), aujourdhui: jourAParis(ctx.maintenant), champ: 'encaisseLe' });
  const montant = cents(montantCents);
  const reste = reduireReste(cents(titre.resteCents), montant);
  await ecrireEncaissement(ctx, titre.id, { montant, recuLe, reference });
  await inscrireSurTitre(ctx, 'encaissement', { id: titre.id, dossierId, conventionId: titre.conventionId, montant, libelle: `${titre.numero} ${reference}`.trim() });
  ctx.journaliser({ action: 'reversement.recevoir', objet: 'reversement', objetId: titre.id, dossierId, donnees: { montantCents, recuLe, reference, resteCents: reste } });
  await suivre(ctx, dossierId, titre, { reste, recuLe });
  return reste;
}

/**
 * Waives a title, or a part of it, by a decision whose text is kept; the porteur is told, and once nothing is left to
 * recover the convention is ended.
 * @returns what is still to recover, in cents
 * @throws Refus `versement.date_future`, `versement.date_trop_tot`, `reversement.montant_nul`, `reversement.trop_recu`, `etat.incompatible`
 * @see issue 5, Solde (waiver with decision)
 */
export async function remettreReversement(ctx: Contexte, dossierId: string, reversementId: string, remise: RemiseAEcrire): Promise<Cents> {
  const titre = await tenirTitre(ctx, dossierId, reversementId);
  exigerDateRevolue(remise.decideeLe, { depuis: jourAParis(instant(titre.emisLe)), aujourdhui: jourAParis(ctx.maintenant), champ: 'decideeLe' });
  const reste = reduireReste(cents(titre.resteCents), remise.montant);
  await ecrireRemise(ctx, titre.id, remise);
  await inscrireSurTitre(ctx, 'remise', { id: titre.id, dossierId, conventionId: titre.conventionId, montant: remise.montant, libelle: `${remise.decision} : ${remise.motif}` });
  ctx.journaliser({ action: 'reversement.remettre', objet: 'reversement', objetId: titre.id, dossierId, motif: remise.motif, donnees: { montantCents: remise.montant, decision: remise.decision, decideeLe: remise.decideeLe, fichierId: remise.fichierId, resteCents: reste } });
  const faits = { titre, remise, reste, le: ctx.maintenant, ...await parties(ctx, dossierId) };
  await etablirDocument(ctx, {
    type: 'remise_reversement', titre: `Remise sur le titre ${titre.numero}`, dossierId, objetId: titre.id, visiblePorteur: true, reference: titre.numero, blocs: decisionDeRemise(faits),
  });
  await suivre(ctx, dossierId, titre, { reste, recuLe: null });
  await ecrireAuPorteur(ctx, faits.dossier, { cle: `reversement.remettre:${titre.id}:${reste}`, ...courrielRemise(faits.dossier, titre.numero, remise.montant, reste) });
  return reste;
}

/** What is agreed: how many instalments, from which day, how often, and why. */
export interface Echelonnement { readonly nombre: number; readonly premiere: Jour; readonly periode: Periode; readonly motif: string }

/**
 * Agrees on instalments for what is still to recover; a former schedule gives its place and stays readable. The porteur gets it in writing.
 * @throws Refus `reversement.echeances_nombre`, `reversement.echeance_passee`, `reversement.echeance_nulle`, `etat.incompatible`
 * @see issue 5, Solde (instalments agreed)
 */
export async function echelonnerReversement(ctx: Contexte, dossierId: string, reversementId: string, { nombre, premiere, periode, motif }: Echelonnement): Promise<void> {
  const titre = await tenirTitre(ctx, dossierId, reversementId);
  const reste = cents(titre.resteCents);
  const echeances = etaler(reste, { nombre, premiere, periode }, jourAParis(ctx.maintenant));
  const accordId = await ecrireAccord(ctx, titre.id, { reste, motif, echeances });
  await ecrireProchaineLimite(ctx, titre.id, echeances[0]?.limite ?? null);
  ctx.journaliser({ action: 'reversement.echelonner', objet: 'reversement', objetId: titre.id, dossierId, motif, donnees: { nombre, premiere, periode, resteCents: reste } });
  const faits = { titre, reste, echeances, le: ctx.maintenant, ...await parties(ctx, dossierId) };
  await etablirDocument(ctx, {
    type: 'echeancier_reversement', titre: `Échéancier du titre ${titre.numero}`, dossierId, objetId: titre.id, visiblePorteur: true, reference: titre.numero, blocs: accordDeReglement(faits),
  });
  await ecrireAuPorteur(ctx, faits.dossier, { cle: `reversement.echelonner:${accordId}`, ...courrielEcheancier(faits.dossier, titre.numero, echeances) });
}

/** Moves the next limit on; with nothing left, the title is settled (given up when nothing ever came in) and the convention ended. */
async function suivre(ctx: Contexte, dossierId: string, titre: ReversementLu, { reste, recuLe }: { readonly reste: Cents; readonly recuLe: Jour | null }): Promise<void> {
  if (reste > 0) {
    const accord = await lireAccord(ctx.db, titre.id);
    if (accord !== null) await ecrireProchaineLimite(ctx, titre.id, prochaineLimite(accord.echeances, moins(accord.reste, reste)));
    return;
  }
  const recu = recuLe !== null || titre.recuCents > 0;
  const dernier = recuLe ?? await dernierEncaissement(ctx, titre.id);
  await changerEtat(ctx, REVERSEMENT, recu ? 'encaisser' : 'annuler', { id: titre.id, dossierId, champs: { encaisse_le: dernier, prochaine_limite: null } });
  await cloreConvention(ctx, { id: titre.conventionId, dossierId });
}

const dernierEncaissement = async ({ db }: Contexte, reversementId: string): Promise<string | null> =>
  (await db('reversement_encaissements').where({ reversement_id: reversementId }).max({ le: 'recu_le' }).first<{ le: string | null }>()).le;

interface Parties { readonly dossier: DossierLu; readonly organisme: OrganismeLu; readonly collectivite: string }

async function parties(ctx: Contexte, dossierId: string): Promise<Parties> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  return { dossier, organisme: trouve(await lireOrganisme(ctx.db, dossier.organismeId)), collectivite: (await lireMarque(ctx.db)).nom };
}
