import { cents } from '../../domain/kernel/cents.js';
import { numeroConvention, termesDe } from '../../domain/conventions/termes.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { CONVENTION } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { estDoublon, verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ouvrirBilan } from '../bilans/bilan-service.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { lireBudgetRetenu, type BudgetRetenu } from '../ajustements/ajustement-queries.js';
import { demandeAuxVerseurs, lireDecision, type DecisionLue, type MontantLu } from '../decisions/decision-queries.js';
import { etablirDocument } from '../documents/document-service.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { etablirLettre } from '../lettres/lettre-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { programmerVersements } from '../versements/versement-service.js';
import { courrielAFinancer, courrielASigner, courrielExemplaireRecu, courrielSignee } from './convention-courriels.js';
import { texteConvention, type ConventionARediger } from './convention-documents.js';
import { agentsEnCharge } from './avenant-service.js';
import { lireConvention, listerConventions, type ConventionLue } from './convention-queries.js';
import { attacherExemplaire, ecrireConvention } from './convention-store.js';

/**
 * Generates the conventions of a notified award, one per funder that pays through the product: terms frozen from the
 * dossier's version with the budget that was agreed on and from the call's, full text established, sending letter established, porteur told.
 * @returns their ids.
 * @throws Refus `convention.decision_absente`, `convention.deja_generee`
 * @see spec 1, stage 10
 */
export async function genererConventions(ctx: Contexte, dossierId: string): Promise<string[]> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const decision = await lireDecision(ctx.db, dossierId);
  if (dossier.etat !== 'notifie' || decision?.sens !== 'attribue') throw new Refus('convention.decision_absente');
  if ((await listerConventions(ctx.db, dossierId)).length > 0) throw new Refus('convention.deja_generee');
  const deposee = trouve(await lireVersionDossier(ctx.db, dossierId, dossier.version));
  const faits = { dossier, decision, version: avecBudget(deposee, await lireBudgetRetenu(ctx.db, dossierId)), appel: await lireReglesDuDossier(ctx.db, dossier), marque: await lireMarque(ctx.db) };
  const conventions: { readonly id: string; readonly numero: string }[] = [];
  for (const montant of decision.montants) conventions.push(await rediger(ctx, faits, montant));
  await etablirLettreDEnvoi(ctx, { ...faits, version: deposee }, conventions);
  const ids = conventions.map((c) => c.id);
  await ecrireAuPorteur(ctx, dossier, { cle: `convention.generer:${ids.join()}`, ...courrielASigner(dossier, decision.totalCents) });
  return ids;
}

/** What every convention of a dossier is written from; `version` carries the budget that was agreed on. */
type FaitsConvention = Pick<ConventionARediger, 'version' | 'appel' | 'marque'> & { readonly dossier: DossierLu; readonly decision: DecisionLue };

/** The deposited dossier with the budget both sides agreed on, when it was adjusted. */
const avecBudget = (version: VersionDossier, retenu: BudgetRetenu | null): VersionDossier => (retenu === null ? version : { ...version, sections: { ...version.sections, budget: retenu.budget } });

/** Stores the convention of one funder and establishes its text. */
async function rediger(ctx: Contexte, faits: FaitsConvention, { financeur, montantCents }: MontantLu): Promise<{ id: string; numero: string }> {
  const { dossier, version, appel } = faits;
  const convention = { id: ctx.nouvelId(), dossierId: dossier.id, numero: numeroConvention(trouve(dossier.numero), financeur), montantCents, termes: termesDe(version, appel, financeur), genereeLe: ctx.maintenant };
  await ecrireConvention(ctx.db, convention).catch((erreur: unknown) => { throw estDoublon(erreur) ? new Refus('convention.deja_generee') : erreur; });
  ctx.journaliser({ action: 'convention.generer', objet: 'convention', objetId: convention.id, dossierId: dossier.id, vers: CONVENTION.initial, donnees: { numero: convention.numero, montantCents, financeur } });
  await etablirDocument(ctx, {
    type: 'convention', titre: 'Convention de subvention', dossierId: dossier.id, objetId: convention.id, visiblePorteur: true, reference: convention.numero,
    codeDePage: { numero: convention.numero, rappel: `Dossier ${dossier.numero ?? ''}` }, blocs: texteConvention({ ...faits, numero: convention.numero, montant: cents(montantCents), termes: convention.termes }),
  });
  return convention;
}

/** The letter that sends the conventions to sign, from the template the service wrote for it. */
async function etablirLettreDEnvoi(ctx: Contexte, { appel: { regles }, ...faits }: FaitsConvention, conventions: readonly { readonly id: string; readonly numero: string }[]): Promise<void> {
  await etablirLettre(ctx, {
    nature: 'envoi_convention', type: 'envoi_convention', dossierId: faits.dossier.id, objetId: trouve(conventions[0]).id,
    faits: { ...faits, demandeCents: demandeAuxVerseurs(faits.version, regles), jour: jourAParis(ctx.maintenant), recoursMois: regles.delais.recoursMois, conventions: conventions.map((c) => c.numero) },
  });
}

/**
 * Receives the copy signed by the porteur's signataire, a PDF; a new one replaces it until the signature is recorded.
 * @throws Refus `etat.incompatible`, `convention.exemplaire_pdf`
 * @see spec 1, stage 10
 */
export async function transmettreExemplaire(ctx: Contexte, dossierId: string, conventionId: string, fichierId: string): Promise<void> {
  const { dossier, convention } = await tenirASigner(ctx, dossierId, conventionId);
  await attacher(ctx, convention, fichierId);
  ctx.journaliser({ action: 'convention.transmettre', objet: 'convention', objetId: conventionId, dossierId, donnees: { fichierId } });
  await ecrireAuxAgents(ctx, await agentsEnCharge(ctx, dossier), dossierId, { cle: `convention.transmettre:${fichierId}`, ...courrielExemplaireRecu(dossier, convention.numero) });
}

export interface Signatures {
  readonly signeePorteurLe: string;
  readonly signeeFinanceurLe: string;
  /** Copy signed by both parties; the one the porteur sent stays when null. */
  readonly fichierId?: string | null;
}

/**
 * Records both signatures: the convention binds the parties, its payments are scheduled (the first becomes due) and the
 * bilan opens.
 * @throws Refus `convention.exemplaire_absent`, `convention.exemplaire_pdf`, `convention.signature_future`,
 *   `convention.signature_avant_redaction`, `etat.incompatible`
 * @see spec 1, stage 10; spec 2.4
 */
export async function enregistrerSignature(ctx: Contexte, dossierId: string, conventionId: string, { signeePorteurLe, signeeFinanceurLe, fichierId = null }: Signatures): Promise<void> {
  const { dossier, convention } = await tenirASigner(ctx, dossierId, conventionId);
  verifierDates(ctx, convention, { signeePorteurLe, signeeFinanceurLe });
  if (fichierId !== null) await attacher(ctx, convention, fichierId);
  else if (convention.fichierSigne === null) throw new Refus('convention.exemplaire_absent', { champ: 'fichier' });
  await changerEtat(ctx, CONVENTION, 'signer', {
    id: conventionId, dossierId, champs: { signee_porteur_le: signeePorteurLe, signee_financeur_le: signeeFinanceurLe }, donnees: { signeePorteurLe, signeeFinanceurLe },
  });
  await programmerVersements(ctx, conventionId);
  await ouvrirBilan(ctx, dossierId);
  await ecrireAuPorteur(ctx, dossier, { cle: `convention.signer:${conventionId}`, ...courrielSignee(dossier, convention.numero) });
  await ecrireAuxAgents(ctx, await agentsHabilites(ctx.db, 'finances'), dossierId, { cle: `convention.financer:${conventionId}`, ...courrielAFinancer(dossier, convention.numero) });
}

/** The convention, its row locked, still to be signed. */
async function tenirASigner(ctx: Contexte, dossierId: string, conventionId: string): Promise<{ dossier: DossierLu; convention: ConventionLue }> {
  trouve(await verrouiller(ctx.db('conventions').where({ id: conventionId, dossier_id: dossierId }), ctx.db).first<{ id: string } | undefined>('id'));
  const convention = trouve(await lireConvention(ctx.db, dossierId, conventionId));
  if (convention.etat !== 'a_signer') throw new Refus('etat.incompatible', { objet: 'convention', etat: convention.etat, transition: 'signer' });
  return { dossier: trouve(await lireDossier(ctx.db, dossierId)), convention };
}

async function attacher(ctx: Contexte, convention: ConventionLue, fichierId: string): Promise<void> {
  const fichier = trouve(await ctx.db('fichiers').where({ id: fichierId }).first<{ type_mime: string } | undefined>('type_mime'));
  if (fichier.type_mime !== 'application/pdf') throw new Refus('convention.exemplaire_pdf', { champ: 'fichier' });
  await attacherExemplaire(ctx.db, convention.id, fichierId);
}

function verifierDates(ctx: Contexte, { genereeLe }: ConventionLue, dates: Pick<Signatures, 'signeePorteurLe' | 'signeeFinanceurLe'>): void {
  const [redaction, aujourdhui] = [jourAParis(instant(genereeLe)), jourAParis(ctx.maintenant)];
  for (const [champ, jour] of Object.entries(dates)) {
    if (jour > aujourdhui) throw new Refus('convention.signature_future', { champ });
    if (jour < redaction) throw new Refus('convention.signature_avant_redaction', { champ, redaction });
  }
}

