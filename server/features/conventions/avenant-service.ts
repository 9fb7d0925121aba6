import type { Knex } from 'knex';
import { numeroAvenant, reviser, verifierAvenant, type Clauses, type Revision } from '../../domain/conventions/avenant.js';
import { limiteBilanFinal } from '../../domain/echeances/limites.js';
import { AVENANT } from '../../domain/etats/machines.js';
import { cents, somme, type Cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { etablirDocument } from '../documents/document-service.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { engagerCredits, libererCredits } from '../grand-livre/engagement-service.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { versementsDeLaConvention } from '../versements/versement-queries.js';
import { reprogrammerVersements } from '../versements/versement-service.js';
import { texteAvenant } from './avenant-documents.js';
import { avenantEnCours, listerAvenants, recoitAvenants, type AvenantLu } from './avenant-queries.js';
import { attacherExemplaireAvenant, insererAvenant, passerVersion } from './avenant-store.js';
import { clore } from './demande-avenant-store.js';
import { courrielAvenantASigner, courrielAvenantRecu, courrielAvenantSigne } from './convention-courriels.js';
import { jourDeSignature, lireConvention, type ConventionLue } from './convention-queries.js';

/** Clauses of a convention in the version in force. */
export const clausesDe = (c: ConventionLue): Clauses => ({ montant: cents(c.montantCents), termes: c.termes });

export interface AvenantPropose { readonly revision: Revision; readonly motif: string; readonly deliberation: string }

interface Tenue { readonly dossier: DossierLu; readonly convention: ConventionLue; readonly avenants: readonly AvenantLu[] }

/** The convention and its avenants, its row locked: versions follow one another. */
export async function tenir(ctx: Contexte, dossierId: string, conventionId: string): Promise<Tenue> {
  trouve(await verrouiller(ctx.db('conventions').where({ id: conventionId, dossier_id: dossierId }), ctx.db).first<{ id: string } | undefined>('id'));
  const convention = trouve(await lireConvention(ctx.db, dossierId, conventionId));
  return { convention, dossier: trouve(await lireDossier(ctx.db, dossierId)), avenants: await listerAvenants(ctx.db, conventionId) };
}

/** The same, when the convention may still be changed. @throws Refus `avenant.convention_non_signee` */
export async function tenirModifiable(ctx: Contexte, dossierId: string, conventionId: string): Promise<Tenue> {
  const tenue = await tenir(ctx, dossierId, conventionId);
  if (!(await recoitAvenants(ctx.db, tenue.convention))) throw new Refus('avenant.convention_non_signee');
  return tenue;
}

/** Agents who follow a dossier: its instructeur, or the responsables when nobody is in charge. */
export async function agentsEnCharge(ctx: Contexte, dossier: DossierLu): Promise<Awaited<ReturnType<typeof agentsHabilites>>> {
  const charge = (await agentsHabilites(ctx.db, 'instructeur')).filter((a) => a.id === dossier.instructeurId);
  return charge.length > 0 ? charge : agentsHabilites(ctx.db, 'responsable');
}

/** Paid, or on its way to be. */
export async function dejaVerse(db: Knex, conventionId: string): Promise<Cents> {
  const versements = await versementsDeLaConvention(db, conventionId);
  return somme(versements.filter((v) => v.etat !== 'a_liquider' && v.etat !== 'rejete').map((v) => cents(v.montantCents)));
}

/**
 * Prepares an avenant: what it wants to change is kept and judged; nothing changes yet.
 * @returns its id @throws Refus `avenant.convention_non_signee`, `avenant.en_cours`, and as `verifierAvenant`
 * @see issue 4, Avenants
 */
export async function preparerAvenant(ctx: Contexte, dossierId: string, conventionId: string, { revision, motif, deliberation }: AvenantPropose): Promise<string> {
  const { convention, dossier, avenants } = await tenirModifiable(ctx, dossierId, conventionId);
  if (avenantEnCours(avenants)) throw new Refus('avenant.en_cours');
  const clauses = reviser(clausesDe(convention), revision);
  await verifier(ctx, convention, dossier, clauses, deliberation);
  const id = ctx.nouvelId();
  const rang = (avenants.at(-1)?.rang ?? 0) + 1;
  const numero = numeroAvenant(convention.numero, rang);
  await insererAvenant(ctx.db, { id, conventionId, rang, numero, versionBase: convention.version, clauses, motif, deliberation, preparePar: trouve(ctx.acteur.id), prepareLe: ctx.maintenant });
  await clore(ctx.db, conventionId, { reponse: `L’avenant n° ${rang} est préparé.`, par: trouve(ctx.acteur.id), le: ctx.maintenant });
  ctx.journaliser({ action: 'avenant.preparer', objet: 'avenant', objetId: id, dossierId, vers: AVENANT.initial, motif, donnees: { numero, avantCents: convention.montantCents, apresCents: clauses.montant } });
  return id;
}

async function verifier(ctx: Contexte, convention: ConventionLue, dossier: DossierLu, apres: Clauses, deliberation: string): Promise<void> {
  const { periodeOperations } = await lireReglesDuDossier(ctx.db, dossier);
  verifierAvenant(clausesDe(convention), apres, { verse: await dejaVerse(ctx.db, convention.id), deliberation, finDesOperations: periodeOperations.fin });
}

/** One avenant of the convention held, made from the version in force. @throws Refus `avenant.version_depassee` */
function celui({ avenants, convention }: Tenue, avenantId: string): AvenantLu {
  const avenant = trouve(avenants.find((a) => a.id === avenantId));
  if (avenant.versionBase !== convention.version) throw new Refus('avenant.version_depassee');
  return avenant;
}

/**
 * Validates an avenant: an increase is committed on the envelopes of its funder at once, so that nothing is promised above the
 * credits; the text is established, and the porteur told to sign it.
 * @throws Refus `enveloppe.depassee`, `etat.incompatible`, `avenant.version_depassee`, and as `verifierAvenant`
 */
export async function validerAvenant(ctx: Contexte, dossierId: string, conventionId: string, avenantId: string): Promise<void> {
  const tenue = await tenirModifiable(ctx, dossierId, conventionId);
  const { dossier, convention } = tenue;
  const avenant = celui(tenue, avenantId);
  await verifier(ctx, convention, dossier, avenant.clauses, avenant.deliberation);
  await changerEtat(ctx, AVENANT, 'valider', { id: avenantId, dossierId, champs: { valide_par: trouve(ctx.acteur.id), valide_le: ctx.maintenant } });
  const hausse = avenant.clauses.montant - convention.montantCents;
  if (hausse > 0) {
    await engagerCredits(ctx, { appelId: dossier.appelId, financeur: convention.financeur, demandes: [{ dossierId, montant: cents(hausse) }], objet: { type: 'avenant', id: avenantId, libelle: `Avenant ${avenant.numero}` } });
  }
  const { organisme } = trouve(await lireVersionDossier(ctx.db, dossierId, dossier.version));
  const { nom } = await lireMarque(ctx.db);
  await etablirDocument(ctx, {
    type: 'avenant', titre: `Avenant n° ${avenant.rang}`, dossierId, objetId: avenantId, visiblePorteur: true, reference: avenant.numero, codeDePage: { numero: avenant.numero, rappel: `Dossier ${dossier.numero ?? ''}` },
    blocs: texteAvenant({
      rang: avenant.rang, numeroConvention: convention.numero, signatureConvention: trouve(jourDeSignature(convention)), dossier, organisme, collectivite: nom,
      avant: clausesDe(convention), apres: avenant.clauses, motif: avenant.motif, deliberation: avenant.deliberation,
    }),
  });
  await ecrireAuPorteur(ctx, dossier, { cle: `avenant.valider:${avenantId}`, ...courrielAvenantASigner(dossier, avenant.numero, avenant.motif) });
}

/** Gives an avenant up; what it had committed is released. @throws Refus `etat.incompatible` */
export async function abandonnerAvenant(ctx: Contexte, dossierId: string, conventionId: string, avenantId: string, motif: string): Promise<void> {
  const { convention, avenants } = await tenir(ctx, dossierId, conventionId);
  const avenant = trouve(avenants.find((a) => a.id === avenantId));
  await changerEtat(ctx, AVENANT, 'abandonner', { id: avenantId, dossierId, motif, champs: { motif_abandon: motif } });
  const hausse = avenant.clauses.montant - convention.montantCents;
  if (avenant.etat === 'a_signer' && hausse > 0) await libererCredits(ctx, { dossierId, financeur: convention.financeur, montantCents: hausse, objet: { type: 'avenant', id: avenantId, libelle: `Abandon de ${avenant.numero}` } });
}

/** Receives the copy of an avenant signed by the porteur. @throws Refus `etat.incompatible`, `convention.exemplaire_pdf` */
export async function transmettreAvenant(ctx: Contexte, dossierId: string, conventionId: string, avenantId: string, fichierId: string): Promise<void> {
  const tenue = await tenirModifiable(ctx, dossierId, conventionId);
  const avenant = celui(tenue, avenantId);
  if (avenant.etat !== 'a_signer') throw new Refus('etat.incompatible', { objet: 'avenant', etat: avenant.etat, transition: 'signer' });
  await joindre(ctx, avenantId, fichierId);
  ctx.journaliser({ action: 'avenant.transmettre', objet: 'avenant', objetId: avenantId, dossierId, donnees: { fichierId } });
  await ecrireAuxAgents(ctx, await agentsEnCharge(ctx, tenue.dossier), dossierId, { cle: `avenant.transmettre:${fichierId}`, ...courrielAvenantRecu(tenue.dossier, avenant.numero) });
}

async function joindre(ctx: Contexte, avenantId: string, fichierId: string): Promise<void> {
  const fichier = trouve(await ctx.db('fichiers').where({ id: fichierId }).first<{ type_mime: string } | undefined>('type_mime'));
  if (fichier.type_mime !== 'application/pdf') throw new Refus('convention.exemplaire_pdf', { champ: 'fichier' });
  await attacherExemplaireAvenant(ctx.db, avenantId, fichierId);
}

export interface SignaturesDAvenant { readonly signePorteurLe: string; readonly signeFinanceurLe: string; readonly fichierId: string | null }

/**
 * Records both signatures: the convention takes its next version, payments still to make are scheduled again, credits of a
 * decrease are released, and the limit of the final bilan follows the end of the operation.
 * @throws Refus `avenant.exemplaire_absent`, `avenant.version_depassee`, `convention.signature_future`, `versement.montant_deja_verse`, `etat.incompatible`
 */
export async function signerAvenant(ctx: Contexte, dossierId: string, conventionId: string, avenantId: string, s: SignaturesDAvenant): Promise<void> {
  const tenue = await tenirModifiable(ctx, dossierId, conventionId);
  const { convention, dossier } = tenue;
  const avenant = celui(tenue, avenantId);
  const le = s.signePorteurLe > s.signeFinanceurLe ? s.signePorteurLe : s.signeFinanceurLe;
  if (le > jourAParis(ctx.maintenant)) throw new Refus('convention.signature_future', { champ: le === s.signePorteurLe ? 'signePorteurLe' : 'signeFinanceurLe' });
  if (s.fichierId !== null) await joindre(ctx, avenantId, s.fichierId);
  else if (avenant.fichierSigneId === null) throw new Refus('avenant.exemplaire_absent', { champ: 'fichier' });
  await changerEtat(ctx, AVENANT, 'signer', { id: avenantId, dossierId, champs: { signe_porteur_le: s.signePorteurLe, signe_financeur_le: s.signeFinanceurLe, prise_effet: le }, donnees: { numero: avenant.numero, montantCents: avenant.clauses.montant } });
  await passerVersion(ctx.db, conventionId, { version: convention.version, avant: clausesDe(convention), apres: avenant.clauses, avenantId, avantLe: trouve(jourDeSignature(convention)), le });
  await reprogrammerVersements(ctx, conventionId);
  const baisse = convention.montantCents - avenant.clauses.montant;
  if (baisse > 0) await libererCredits(ctx, { dossierId, financeur: convention.financeur, montantCents: baisse, objet: { type: 'avenant', id: avenantId, libelle: `Avenant ${avenant.numero}` } });
  await suivreLaFin(ctx, dossier, convention, avenant);
  await ecrireAuPorteur(ctx, dossier, { cle: `avenant.signer:${avenantId}`, ...courrielAvenantSigne(dossier, avenant.numero) });
}

/** The bilan still being written is due in the same time after the new end. */
async function suivreLaFin(ctx: Contexte, dossier: DossierLu, convention: ConventionLue, { clauses: { termes: { operation } } }: AvenantLu): Promise<void> {
  if (operation.fin === convention.termes.operation.fin) return;
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  await ctx.db('bilans').where({ dossier_id: dossier.id, nature: 'final', etat: 'brouillon' }).update({ limite: limiteBilanFinal(operation.fin, regles.delais.bilanFinalMois) });
}
