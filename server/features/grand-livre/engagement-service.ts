import { passer, prendreAuPlus } from '../../domain/grand-livre/ecriture.js';
import { imputer, type AEngager, type Imputation, type LigneEnveloppe } from '../../domain/grand-livre/enveloppe.js';
import { exigerPartsDisponibles, partDuDossier } from '../../domain/grand-livre/repartition.js';
import { cents, somme, type Cents } from '../../domain/kernel/cents.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { engagesParPart, faitsDesDossiers, lireParts } from '../enveloppes/parts-queries.js';
import { inscrire, rangSuivant, tenusParDossier, type Piece } from './ecriture-store.js';
import { lireEnveloppes } from './enveloppe-queries.js';

/** The act that commits or releases credits. */
export interface ObjetDEngagement { readonly type: Piece['objet']; readonly id: string; readonly libelle?: string }

const UNE_FOIS: readonly Piece['objet'][] = ['deliberation', 'avenant'];

export interface Engagement {
  readonly appelId: string;
  readonly financeur: string;
  /** Amounts in cents; those of zero commit nothing. */
  readonly demandes: readonly AEngager[];
  readonly objet: ObjetDEngagement;
}

/**
 * Commits credits on the envelopes of a funder, the earliest year first. The envelopes are locked and summed in the
 * transaction, so that two agents at the same instant never commit more than what was voted.
 * @returns what was committed, in cents
 * @throws Refus `enveloppe.depassee`, `enveloppe.part_depassee`, each with { disponible, demande }
 * @see spec 2.7
 */
export async function engagerCredits(ctx: Contexte, { appelId, financeur, demandes, objet }: Engagement): Promise<Cents> {
  const enveloppes = await lireEnveloppes(ctx.db, appelId, financeur, true);
  const imputations = imputer(enveloppes, demandes.filter((d) => d.montant > 0));
  await exigerPartsDesEnveloppes(ctx, enveloppes, imputations);
  for (const { dossierId, parts } of imputations) {
    // An act commits a dossier once; a convention or a dossier may be committed again when its conclusions are.
    const fois = UNE_FOIS.includes(objet.type) ? '' : `:${await rangSuivant(ctx.db, objet.id)}`;
    await inscrire(ctx, passer('engagement', parts), { objet: objet.type, objetId: objet.id, cle: `engagement:${objet.type}:${objet.id}:${financeur}:${dossierId}${fois}`, dossierId, libelle: objet.libelle ?? '' });
  }
  return somme(imputations.flatMap((i) => i.parts.map((p) => p.montant)));
}

/** Holds each imputation to the part of its envelope that the dossier is paid from. @throws Refus `enveloppe.part_depassee` */
async function exigerPartsDesEnveloppes(ctx: Contexte, enveloppes: readonly LigneEnveloppe[], imputations: readonly Imputation[]): Promise<void> {
  const parts = await lireParts(ctx.db, enveloppes.map((e) => e.id));
  if (parts.size === 0) return;
  const faits = await faitsDesDossiers(ctx.db, imputations.map((i) => i.dossierId));
  for (const { id, vote } of enveloppes) {
    const siennes = parts.get(id) ?? [];
    if (siennes.length === 0) continue;
    const demandes = new Map<string, Cents>();
    for (const { dossierId, parts: imputees } of imputations) {
      const cle = partDuDossier(siennes, trouve(faits.get(dossierId) ?? null));
      demandes.set(cle, somme([demandes.get(cle) ?? cents(0), ...imputees.filter((p) => p.enveloppeId === id).map((p) => p.montant)]));
    }
    exigerPartsDisponibles(vote, siennes, await engagesParPart(ctx.db, id, siennes), demandes);
  }
}

/** Locks the envelopes a dossier is paid from: what it holds on them changes one act at a time. */
export async function verrouillerCredits(ctx: Contexte, dossierId: string, financeur: string): Promise<void> {
  const { appel_id: appelId } = trouve(await ctx.db('dossiers').where({ id: dossierId }).first<{ appel_id: string } | undefined>('appel_id'));
  await lireEnveloppes(ctx.db, appelId, financeur, true);
}

export interface Liberation {
  readonly dossierId: string;
  readonly financeur: string;
  /** ≥ 0, in cents. */
  readonly montantCents: number;
  readonly objet: ObjetDEngagement;
}

/**
 * Gives back to the envelopes what a dossier committed and will not be paid, the latest year first (spec 2.7, released).
 * Never more than what it holds outside its instalments is released.
 * @returns what was released, in cents
 */
export async function libererCredits(ctx: Contexte, { dossierId, financeur, montantCents, objet }: Liberation): Promise<Cents> {
  await verrouillerCredits(ctx, dossierId, financeur);
  const parts = prendreAuPlus((await tenusParDossier(ctx.db, { dossierId, financeur, compte: 'engage' })).reverse(), cents(montantCents));
  if (parts.length === 0) return cents(0);
  const rang = await rangSuivant(ctx.db, objet.id);
  await inscrire(ctx, passer('liberation', parts), { objet: objet.type, objetId: objet.id, cle: `liberation:${objet.type}:${objet.id}:${financeur}:${dossierId}:${rang}`, dossierId, libelle: objet.libelle ?? '' });
  const libere = somme(parts.map((p) => p.montant));
  ctx.journaliser({ action: 'engagement.liberer', objet: 'dossier', objetId: dossierId, dossierId, donnees: { montantCents: libere } });
  return libere;
}
