import { CONVENTION, VERSEMENT } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';
import { jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { demandeConfirmation, exigerAutrePersonne, exigerDateRevolue, exigerLiquidable } from '../../domain/versements/regles.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { inscrireEtape, inscrireLiquidation, type Mouvement } from '../grand-livre/mouvement-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { soldesDeLaConvention } from '../grand-livre/soldes-queries.js';
import { lireSeuilDoubleValidation } from '../reglages/reglages-queries.js';
import { mandaterLot } from './bordereau-service.js';
import { exigerCompteAccepte } from './compte-service.js';
import { cloreConvention } from './solde-service.js';
import { courrielPaiement } from './versement-courriels.js';
import { certificatDeLiquidation, coordonneesDuCertificat, nommerEcheance, type Coordonnees } from './versement-documents.js';
import { lireCertificats, lireVersement, type VersementLu } from './versement-queries.js';
import { estAcquittee, REMISE_A_ZERO, verrouillerConvention } from './versement-store.js';

export { accepterCompte } from './compte-service.js';
export { reprendreDelai, suspendreDelai } from './delai-service.js';
export { programmerVersements, reprogrammerVersements, retenir } from './echeancier-service.js';
export { echelonnerReversement, encaisserReversement, remettreReversement } from './recouvrement-service.js';
export { interrompreVersements, solderConvention } from './solde-service.js';

/** The payment, its convention locked: payments and balance of a convention change one at a time. */
async function tenir(ctx: Contexte, dossierId: string, versementId: string): Promise<VersementLu> {
  const { convention } = trouve(await lireVersement(ctx.db, dossierId, versementId));
  await verrouillerConvention(ctx.db, convention.id);
  return trouve(await lireVersement(ctx.db, dossierId, versementId));
}

/** The payment as the ledger writes it. */
const mouvement = (v: VersementLu): Mouvement => ({ id: v.id, dossierId: v.dossier.id, conventionId: v.convention.id, montant: cents(v.montantCents), libelle: nommerEcheance(v) });

/** Money is moved by people, never by the product itself. */
const auteur = (ctx: Contexte): string => trouve(ctx.acteur.id);

/** Account frozen by the certificate. */
async function compteCertifie(ctx: Contexte, versementId: string): Promise<Coordonnees> {
  const certificat = trouve((await lireCertificats(ctx.db, [versementId])).get(versementId));
  return coordonneesDuCertificat(certificat.modele);
}

/**
 * Prepares a payment: its certificate is established and freezes the beneficiary's account.
 * @throws Refus `versement.sans_objet`, `versement.non_exigible`, `versement.iban_absent`, `versement.compte_a_accepter`, `versement.compte_accepte_par_vous`, `etat.incompatible`
 * @see spec 1, stage 12
 */
export async function liquider(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const v = await tenir(ctx, dossierId, versementId);
  exigerLiquidable({ montant: v.montantCents, exigible: v.exigible, convention: v.convention.etat, iban: v.organisme.iban });
  await exigerCompteAccepte(ctx, v.organisme);
  await changerEtat(ctx, VERSEMENT, 'liquider', {
    id: v.id, dossierId, donnees: { montantCents: v.montantCents }, champs: { liquide_par: auteur(ctx), liquide_le: ctx.maintenant, motif_rejet: '' },
  });
  await inscrireLiquidation(ctx, mouvement(v));
  const { paye: dejaVerseCents } = await soldesDeLaConvention(ctx.db, v.convention.id);
  await etablirDocument(ctx, {
    type: 'certificat_liquidation', titre: 'Certificat de liquidation', dossierId, objetId: v.id, visiblePorteur: false, reference: `${v.convention.numero}-${v.rang}`,
    blocs: certificatDeLiquidation({ versement: v, dejaVerseCents, liquidateur: ctx.acteur.nom, le: ctx.maintenant }),
  });
}

/**
 * Approves a prepared payment; another person than the one who prepared it.
 * @throws Refus `versement.meme_personne`, `versement.iban_modifie` when the beneficiary changed its account since, `etat.incompatible`
 * @see spec 1, separations
 */
export async function valider(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const v = await tenir(ctx, dossierId, versementId);
  if (v.etat === 'liquide') {
    exigerAutrePersonne(v.liquidePar?.id ?? null, auteur(ctx));
    if ((await compteCertifie(ctx, v.id)).iban !== v.organisme.iban) throw new Refus('versement.iban_modifie');
  }
  await changerEtat(ctx, VERSEMENT, 'valider', { id: v.id, dossierId, champs: { valide_par: auteur(ctx), valide_le: ctx.maintenant } });
}

/**
 * Approves a second time a payment above the amount of the settings; a third person.
 * @throws Refus `versement.confirmation_sans_objet` when none is wanted or it was given, `versement.meme_personne_confirmation`, `etat.incompatible`
 */
export async function confirmer(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const v = await tenir(ctx, dossierId, versementId);
  if (v.etat !== 'valide') throw new Refus('etat.incompatible', { objet: 'versement', etat: v.etat, transition: 'confirmer' });
  if (v.confirmeLe !== null || !demandeConfirmation(cents(v.montantCents), await lireSeuilDoubleValidation(ctx.db))) throw new Refus('versement.confirmation_sans_objet');
  if ([v.liquidePar?.id, v.validePar?.id].includes(auteur(ctx))) throw new Refus('versement.meme_personne_confirmation');
  await ctx.db('versements').where({ id: v.id }).update({ confirme_par: auteur(ctx), confirme_le: ctx.maintenant });
  ctx.journaliser({ action: 'versement.confirmer', objet: 'versement', objetId: v.id, dossierId, donnees: { montantCents: v.montantCents } });
}

/**
 * Orders one payment, alone in its bordereau.
 * @returns the bordereau number, `B-AAAA-NNNN`
 * @throws Refus as `mandaterLot`
 */
export async function mandater(ctx: Contexte, dossierId: string, versementId: string): Promise<string> {
  const v = trouve(await lireVersement(ctx.db, dossierId, versementId));
  return (await mandaterLot(ctx, [v.id])).numero;
}

/**
 * Records the date of payment; the porteur is told. The first payment puts the convention into execution; the last
 * one due, once the control is concluded, ends it.
 * @throws Refus `versement.date_future`, `versement.date_trop_tot`, `etat.incompatible`
 */
export async function payer(ctx: Contexte, dossierId: string, versementId: string, { payeLe }: { payeLe: string }): Promise<void> {
  const v = await tenir(ctx, dossierId, versementId);
  const mandate = v.mandateLe === null ? null : jourAParis(instant(v.mandateLe));
  exigerDateRevolue(jour(payeLe), { depuis: mandate, aujourdhui: jourAParis(ctx.maintenant), champ: 'payeLe' });
  await changerEtat(ctx, VERSEMENT, 'payer', { id: v.id, dossierId, donnees: { montantCents: v.montantCents, payeLe }, champs: { paye_le: payeLe } });
  await inscrireEtape(ctx, 'paiement', mouvement(v));
  if (v.convention.etat === 'signee') await changerEtat(ctx, CONVENTION, 'mettre_en_execution', { id: v.convention.id, dossierId });
  if (await estAcquittee(ctx.db, { id: v.convention.id, dossierId })) await cloreConvention(ctx, { id: v.convention.id, dossierId });
  await ecrireAuPorteur(ctx, { id: dossierId, organismeId: v.organisme.id }, {
    cle: `versement.paye:${v.id}`, ...courrielPaiement(v.dossier, v.montantCents, payeLe, (await compteCertifie(ctx, v.id)).iban),
  });
}

/**
 * Rejects a payment on its way, with a reason; it may then be taken up again.
 * @throws Refus `versement.motif_absent`, `etat.incompatible`
 */
export async function rejeter(ctx: Contexte, dossierId: string, versementId: string, { motif }: { motif: string }): Promise<void> {
  if (motif.trim() === '') throw new Refus('versement.motif_absent', { champ: 'motif' });
  const v = await tenir(ctx, dossierId, versementId);
  await changerEtat(ctx, VERSEMENT, 'rejeter', { id: v.id, dossierId, motif, donnees: { echeance: nommerEcheance(v) }, champs: { motif_rejet: motif } });
  await inscrireEtape(ctx, v.etat === 'mandate' ? 'rejet_comptable' : 'rejet', { ...mouvement(v), libelle: motif });
}

/**
 * Puts a rejected payment back among those to prepare; who had prepared and approved it is forgotten here and stays in the journal.
 * @throws Refus `versement.sans_objet`, `etat.incompatible`
 */
export async function reprendre(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const v = await tenir(ctx, dossierId, versementId);
  if (v.montantCents === 0) throw new Refus('versement.sans_objet');
  await changerEtat(ctx, VERSEMENT, 'reprendre', { id: v.id, dossierId, champs: REMISE_A_ZERO });
}
