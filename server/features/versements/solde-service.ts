import { CONVENTION, REVERSEMENT, VERSEMENT } from '../../domain/etats/machines.js';
import { franchir } from '../../domain/etats/machine.js';
import { cents, moins, ZERO, type Cents } from '../../domain/kernel/cents.js';
import { anneeDe, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { denouer, type Denouement } from '../../domain/versements/solde.js';
import { jourAParis } from '../../platform/clock.js';
import { prochainNumero, type Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { fixerConservation } from '../conservation/conservation-service.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { engagerCredits, libererCredits } from '../grand-livre/engagement-service.js';
import { ajusterProgramme, inscrireSurTitre, inscrireTitre, LIBELLE_DU_SOLDE, lireAvantSolde } from '../grand-livre/mouvement-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireOrganisme } from '../organismes/organisme-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { reversementsDeLaConvention } from './reversement-queries.js';
import { courrielQuitte, courrielReversement, courrielSolde } from './versement-courriels.js';
import { titreDeReversement } from './versement-documents.js';
import { versementsDeLaConvention } from './versement-queries.js';
import { ecrireVersements, fixerLimite, fixerMontant, insererReversement, REMISE_A_ZERO, verrouillerConvention, type ConventionAPayer } from './versement-store.js';

/**
 * Ends the payments of a convention once the amount due is known. What is due above what was paid becomes one payment,
 * due at once, in the place of the instalment of the final bilan; the other instalments keep their place with nothing
 * left to pay. What was paid above is claimed back. Credits that will never be paid are released; what is recovered
 * later is a receipt and reopens no credit.
 * @param duCents amount due after control, ≥ 0, in cents
 * @param limite last day to pay what is left, when it does not count from today
 * @throws Refus `versement.en_cours`, `reversement.en_cours`, `etat.incompatible` when the convention is not being executed
 * @see spec 2.5, 2.7
 */
export async function solderConvention(ctx: Contexte, conventionId: string, { duCents, limite = null }: { readonly duCents: number; readonly limite?: Jour | null }): Promise<void> {
  const convention = await verrouillerConvention(ctx.db, conventionId);
  franchir(CONVENTION, 'solder', convention.etat);
  const titres = await reversementsDeLaConvention(ctx.db, conventionId);
  if (titres.some((t) => t.etat === 'emis')) throw new Refus('reversement.en_cours');
  const versements = await versementsDeLaConvention(ctx.db, conventionId);
  const avant = await lireAvantSolde(ctx, convention);
  const { corrigeId } = avant;
  const fin = denouer(convention.montant, versements.map((v) => ({ ...v, montant: cents(v.montantCents) })), cents(duCents), avant.rendu);
  ctx.journaliser({
    action: 'convention.fixer_solde', objet: 'convention', objetId: conventionId, dossierId: convention.dossierId,
    donnees: { duCents, verseCents: fin.verse, soldeCents: fin.aVerser, aReverserCents: fin.aReverser, inutiliseCents: fin.inutilise },
  });
  await retirerSansObjet(ctx, convention, fin);
  if (corrigeId !== undefined || convention.etat === 'resiliee') await rengager(ctx, convention, moins(fin.aVerser, avant.engage));
  await ajusterProgramme(ctx, convention, fin.aVerser, LIBELLE_DU_SOLDE, corrigeId);
  await libererCredits(ctx, { dossierId: convention.dossierId, financeur: convention.financeur, montantCents: fin.inutilise, objet: { type: 'convention', id: convention.id, libelle: `Solde de ${convention.numero}` } });
  if (fin.aVerser > 0) {
    await porterSolde(ctx, convention, fin, versements.at(-1)?.rang ?? 0);
    if (limite !== null) await fixerLimite(ctx.db, conventionId, limite);
  } else if (fin.aReverser === 0) await cloreConvention(ctx, convention);
  const numero = fin.aReverser > 0 ? await emettreReversement(ctx, convention, fin, { duCents, corrigeId }) : '';
  await ecrireSolde(ctx, convention, fin, duCents, numero);
}

/** Commits again what the former conclusions, or a termination, released, when more is due than what the dossier still holds. @throws Refus `enveloppe.depassee` */
async function rengager(ctx: Contexte, { id, dossierId, financeur, numero }: ConventionAPayer, manque: Cents): Promise<void> {
  if (manque <= 0) return;
  const { appelId } = trouve(await lireDossier(ctx.db, dossierId));
  await engagerCredits(ctx, { appelId, financeur, demandes: [{ dossierId, montant: manque }], objet: { type: 'convention', id, libelle: `Solde revu de ${numero}` } });
}

/**
 * Withdraws what is still to recover of the claims of a convention, because the conclusions they come from are taken up again.
 * @throws Refus `versement.en_cours` { nombre } while a payment is between its preparation and its date
 */
export async function retirerTitresEnCours(ctx: Contexte, conventionId: string, motif: string): Promise<void> {
  const { dossierId } = await verrouillerConvention(ctx.db, conventionId);
  const enChemin = (await versementsDeLaConvention(ctx.db, conventionId)).filter((v) => ['liquide', 'valide', 'mandate'].includes(v.etat));
  if (enChemin.length > 0) throw new Refus('versement.en_cours', { nombre: enChemin.length });
  for (const t of (await reversementsDeLaConvention(ctx.db, conventionId)).filter((r) => r.etat === 'emis')) {
    await changerEtat(ctx, REVERSEMENT, 'annuler', { id: t.id, dossierId, motif, donnees: { montantCents: t.resteCents }, champs: { prochaine_limite: null } });
    await inscrireSurTitre(ctx, 'annulation', { id: t.id, dossierId, conventionId, montant: cents(t.resteCents), libelle: motif.slice(0, 200) });
  }
}

/**
 * Stops the payments of a convention that ends before its term: what was paid stays, the other instalments are withdrawn,
 * and the credits they held are released.
 * @returns what was paid, in cents
 * @throws Refus `versement.en_cours` while a payment is between its preparation and its date
 */
export async function interrompreVersements(ctx: Contexte, conventionId: string): Promise<Cents> {
  const convention = await verrouillerConvention(ctx.db, conventionId);
  const versements = (await versementsDeLaConvention(ctx.db, conventionId)).map((v) => ({ ...v, montant: cents(v.montantCents) }));
  const { verse } = denouer(convention.montant, versements, ZERO, ZERO);
  const fin = denouer(convention.montant, versements, verse, ZERO);
  await retirerSansObjet(ctx, convention, fin);
  await ajusterProgramme(ctx, convention, ZERO, 'Résiliation');
  await libererCredits(ctx, { dossierId: convention.dossierId, financeur: convention.financeur, montantCents: fin.inutilise, objet: { type: 'convention', id: convention.id, libelle: `Résiliation de ${convention.numero}` } });
  return verse;
}

async function retirerSansObjet(ctx: Contexte, convention: ConventionAPayer, { sansObjet }: Denouement): Promise<void> {
  const { dossierId } = convention;
  for (const v of sansObjet.filter(({ montant }) => montant !== 0)) {
    await fixerMontant(ctx.db, convention, v.id, 0, null);
    ctx.journaliser({ action: 'versement.retirer', objet: 'versement', objetId: v.id, dossierId, donnees: { avantCents: v.montant } });
  }
}

/** Sets the payment that carries the balance, due today; a rejected one starts again. */
async function porterSolde(ctx: Contexte, convention: ConventionAPayer, { porteur, aVerser }: Denouement, dernierRang: number): Promise<void> {
  const { dossierId } = convention;
  const aujourdhui = jourAParis(ctx.maintenant);
  if (porteur === null) {
    await ecrireVersements(ctx.db, convention, [{ id: ctx.nouvelId(), rang: dernierRang + 1, declencheur: 'bilan', montant: aVerser, exigible: true }], aujourdhui);
    return;
  }
  if (porteur.etat === 'rejete') await changerEtat(ctx, VERSEMENT, 'reprendre', { id: porteur.id, dossierId, champs: REMISE_A_ZERO });
  await fixerMontant(ctx.db, convention, porteur.id, aVerser, aujourdhui);
  ctx.journaliser({ action: 'versement.fixer', objet: 'versement', objetId: porteur.id, dossierId, donnees: { avantCents: porteur.montant, apresCents: aVerser } });
}

async function emettreReversement(ctx: Contexte, convention: ConventionAPayer, fin: Denouement, { duCents, corrigeId }: { duCents: number; corrigeId: string | undefined }): Promise<string> {
  const { dossierId } = convention;
  const annee = anneeDe(jourAParis(ctx.maintenant));
  const numero = `TR-${annee}-${String(await prochainNumero(ctx, `reversement:${annee}`)).padStart(4, '0')}`;
  const id = ctx.nouvelId();
  await insererReversement(ctx.db, {
    id, conventionId: convention.id, numero, montantCents: fin.aReverser, motif: 'Montant dû après contrôle de service fait inférieur au montant versé', emisPar: trouve(ctx.acteur.id), emisLe: ctx.maintenant,
  });
  ctx.journaliser({ action: 'reversement.emettre', objet: 'reversement', objetId: id, dossierId, vers: REVERSEMENT.initial, donnees: { numero, montantCents: fin.aReverser } });
  await inscrireTitre(ctx, { id, dossierId, conventionId: convention.id, montant: fin.aReverser, libelle: numero, ...(corrigeId === undefined ? {} : { corrigeId }) });
  const [organisme, dossier, marque] = [trouve(await lireOrganisme(ctx.db, convention.organismeId)), trouve(await lireDossier(ctx.db, dossierId)), await lireMarque(ctx.db)];
  await etablirDocument(ctx, {
    type: 'titre_reversement', titre: 'Titre de reversement', dossierId, objetId: id, visiblePorteur: true, reference: numero,
    blocs: titreDeReversement({ numero, organisme, dossier, convention, verseCents: fin.verse, duCents, aReverserCents: fin.aReverser, le: ctx.maintenant, collectivite: marque.nom }),
  });
  return numero;
}

async function ecrireSolde(ctx: Contexte, convention: ConventionAPayer, { aVerser, aReverser }: Denouement, duCents: number, numero: string): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, convention.dossierId));
  const lettre = aVerser > 0 ? courrielSolde(dossier, aVerser, duCents) : aReverser > 0 ? courrielReversement(dossier, aReverser, duCents, numero) : courrielQuitte(dossier, duCents);
  await ecrireAuPorteur(ctx, dossier, { cle: `solde:${convention.id}:${duCents}`, ...lettre });
}

/** Ends a convention with nothing left to pay nor to recover; when it was the last of the dossier, evidence starts being kept. */
export async function cloreConvention(ctx: Contexte, { id, dossierId }: { readonly id: string; readonly dossierId: string }): Promise<void> {
  await changerEtat(ctx, CONVENTION, 'solder', { id, dossierId });
  await fixerConservation(ctx, dossierId);
}
