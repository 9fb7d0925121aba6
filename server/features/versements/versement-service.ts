import { echeancierDeConvention } from '../../domain/conventions/termes.js';
import { CONVENTION, VERSEMENT } from '../../domain/etats/machines.js';
import { cents, somme } from '../../domain/kernel/cents.js';
import { anneeDe, jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { programmer, reprogrammer } from '../../domain/versements/programme.js';
import { exigerAutrePersonne, exigerDateRevolue, exigerLiquidable } from '../../domain/versements/regles.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { prochainNumero, type Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { ajusterProgramme, inscrireEtape, inscrireLiquidation, type Mouvement } from '../grand-livre/mouvement-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { cloreConvention } from './solde-service.js';
import { courrielPaiement } from './versement-courriels.js';
import { certificatDeLiquidation, coordonneesDuCertificat, nommerEcheance, type Coordonnees } from './versement-documents.js';
import { lireCertificats, lireVersement, versementsDeLaConvention, type VersementLu } from './versement-queries.js';
import { ecrireVersements, estAcquittee, fixerMontant, REMISE_A_ZERO, verrouillerConvention } from './versement-store.js';

export { annulerReversement, encaisserReversement, solderConvention } from './solde-service.js';

/**
 * Writes the payments of a signed convention from its schedule; those triggered by the signature are due from today.
 * Nothing changes when they are already there.
 * @throws Refus as `echeancierDeConvention`; Introuvable
 * @see spec 2.4
 */
export async function programmerVersements(ctx: Contexte, conventionId: string): Promise<void> {
  const convention = await verrouillerConvention(ctx.db, conventionId);
  const versements = programmer(echeancierDeConvention(convention.montant, convention.termes)).map((v) => ({ ...v, id: ctx.nouvelId() }));
  const ajoutes = await ecrireVersements(ctx.db, conventionId, versements, jourAParis(ctx.maintenant));
  if (ajoutes === 0) return;
  await ajusterProgramme(ctx, convention, somme(versements.map((v) => v.montant)));
  ctx.journaliser({
    action: 'versement.programmer', objet: 'convention', objetId: conventionId, dossierId: convention.dossierId,
    donnees: { versements: versements.map(({ rang, declencheur, montant }) => ({ rang, declencheur, montantCents: montant })) },
  });
}

/**
 * Schedules again what is still to pay once the amount or the terms of a convention in force have changed (avenant): what
 * is paid or on its way stays, the others catch up, and the whole sums to the new amount. When it rises, its credits are
 * committed first; when it falls, they are released afterwards.
 * @throws Refus `versement.montant_deja_verse`, `grand_livre.insuffisant`; Introuvable
 * @see spec 1, Convention; spec 2.4
 */
export async function reprogrammerVersements(ctx: Contexte, conventionId: string): Promise<void> {
  const convention = await verrouillerConvention(ctx.db, conventionId);
  const actuels = await versementsDeLaConvention(ctx.db, conventionId);
  const places = actuels.map((v) => ({ ...v, montant: cents(v.montantCents), ouvert: v.etat === 'a_liquider' || v.etat === 'rejete' }));
  const voulus = reprogrammer(convention.montant, echeancierDeConvention(convention.montant, convention.termes), places);
  const aujourdhui = jourAParis(ctx.maintenant);
  for (const { id, montant, exigible } of voulus) {
    const actuel = actuels.find((v) => v.id === id);
    if (actuel !== undefined && actuel.montantCents !== montant) await fixerMontant(ctx.db, actuel.id, montant, montant === 0 ? null : actuel.exigibleLe ?? (exigible ? aujourdhui : null));
  }
  await ecrireVersements(ctx.db, conventionId, voulus.filter((v) => v.id === null).map((v) => ({ ...v, id: ctx.nouvelId() })), aujourdhui);
  await ajusterProgramme(ctx, convention, somme(voulus.map((v) => v.montant)), 'Échéancier révisé');
  ctx.journaliser({
    action: 'versement.reprogrammer', objet: 'convention', objetId: conventionId, dossierId: convention.dossierId,
    donnees: { versements: voulus.map(({ rang, montant }) => ({ rang, montantCents: montant })) },
  });
}

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
 * @throws Refus `versement.sans_objet`, `versement.non_exigible`, `versement.iban_absent`, `etat.incompatible`
 * @see spec 1, stage 12
 */
export async function liquider(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const v = await tenir(ctx, dossierId, versementId);
  exigerLiquidable({ montant: v.montantCents, exigible: v.exigible, convention: v.convention.etat, iban: v.organisme.iban });
  await changerEtat(ctx, VERSEMENT, 'liquider', {
    id: v.id, dossierId, donnees: { montantCents: v.montantCents }, champs: { liquide_par: auteur(ctx), liquide_le: ctx.maintenant, motif_rejet: '' },
  });
  await inscrireLiquidation(ctx, mouvement(v));
  const autres = await versementsDeLaConvention(ctx.db, v.convention.id);
  const dejaVerseCents = autres.filter((a) => a.etat === 'paye').reduce((n, a) => n + a.montantCents, 0);
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
 * Orders the payment: it takes the next bordereau number of the year, without a gap, and goes to accounting.
 * @returns the bordereau number, `B-AAAA-NNNN`
 * @throws Refus `etat.incompatible`
 */
export async function mandater(ctx: Contexte, dossierId: string, versementId: string): Promise<string> {
  const v = await tenir(ctx, dossierId, versementId);
  const annee = anneeDe(jourAParis(ctx.maintenant));
  const bordereau = `B-${annee}-${String(await prochainNumero(ctx, `bordereau:${annee}`)).padStart(4, '0')}`;
  await changerEtat(ctx, VERSEMENT, 'mandater', { id: v.id, dossierId, donnees: { bordereau }, champs: { bordereau, mandate_le: ctx.maintenant } });
  await inscrireEtape(ctx, 'mandatement', { ...mouvement(v), libelle: bordereau });
  return bordereau;
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
