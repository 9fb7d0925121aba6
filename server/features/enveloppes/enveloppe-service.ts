import { NON_REPARTIE, cleDePart, exigerRepartition, suivreParts, type PartVotee } from '../../domain/grand-livre/repartition.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireEnveloppes } from '../grand-livre/enveloppe-queries.js';
import { engagesParPart, lireParts } from './parts-queries.js';

interface EnveloppeTenue { readonly id: string; readonly appelId: string; readonly financeur: string; readonly annee: number; readonly vote: Cents; readonly engage: Cents }

/** The envelope, locked with its neighbours of the same call and funder: commitments and transfers wait for each other. */
async function tenir(ctx: Contexte, id: string): Promise<EnveloppeTenue> {
  const { appel_id: appelId, financeur } = trouve(await ctx.db('enveloppes').where({ id }).first<{ appel_id: string; financeur: string } | undefined>('appel_id', 'financeur'));
  const ligne = trouve((await lireEnveloppes(ctx.db, appelId, financeur, true)).find((l) => l.id === id) ?? null);
  return { id, appelId, financeur, annee: ligne.annee, vote: ligne.vote, engage: cents(ligne.engage - ligne.libere) };
}

const journaliser = (ctx: Contexte, action: string, e: EnveloppeTenue, donnees: Readonly<Record<string, unknown>>): void =>
  ctx.journaliser({ action, objet: 'appel', objetId: e.appelId, donnees: { enveloppeId: e.id, financeur: e.financeur, annee: e.annee, ...donnees } });

/**
 * Splits an envelope by axe, dispositif or territory, with an innovation reserve; the former split is replaced.
 * @throws Refus of `exigerRepartition`
 * @see spec 2.7
 */
export async function repartirEnveloppe(ctx: Contexte, enveloppeId: string, parts: readonly PartVotee[]): Promise<void> {
  const e = await tenir(ctx, enveloppeId);
  exigerRepartition(e.vote, parts, await engagesParPart(ctx.db, e.id, parts));
  await ctx.db('enveloppe_parts').where({ enveloppe_id: e.id }).del();
  if (parts.length > 0) await ctx.db('enveloppe_parts').insert(parts.map((p) => ({ enveloppe_id: e.id, nature: p.nature, code: p.code, vote_cents: p.vote })));
  journaliser(ctx, 'enveloppe.repartir', e, { parts: parts.map((p) => `${cleDePart(p)} ${p.vote}`) });
}

/**
 * Fixes the payment credits (CP) of each year of an envelope, whose vote is the multi-year authorisation (AE).
 * @param credits cents by year
 * @throws Refus `enveloppe.credits_au_dela` when they sum above the authorisation
 * @see spec 2.7
 */
export async function fixerCreditsDePaiement(ctx: Contexte, enveloppeId: string, credits: readonly { readonly annee: number; readonly voteCents: number }[]): Promise<void> {
  const e = await tenir(ctx, enveloppeId);
  const total = credits.reduce((n, c) => n + c.voteCents, 0);
  if (total > e.vote) throw new Refus('enveloppe.credits_au_dela', { total, vote: e.vote });
  await ctx.db('credits_paiement').where({ enveloppe_id: e.id }).del();
  if (credits.length > 0) await ctx.db('credits_paiement').insert(credits.map((c) => ({ enveloppe_id: e.id, annee: c.annee, vote_cents: c.voteCents })));
  journaliser(ctx, 'enveloppe.fixer_credits', e, { credits: credits.map((c) => `${c.annee} ${c.voteCents}`) });
}

/** A transfer of credits, decided by an act; parts are keys, empty for what is not split. */
export interface Virement {
  readonly dePart: string;
  readonly versEnveloppeId: string;
  readonly versPart: string;
  readonly montantCents: number;
  readonly decision: string;
  /** `AAAA-MM-JJ`. */
  readonly decideLe: string;
  readonly motif: string;
}

/**
 * Moves credits that are not committed from a part to another, of the same envelope or of another of the same funder. Both are
 * locked in the order of ids, so that two transfers the other way round never wait for each other.
 * @throws Refus `enveloppe.virement_nul`, `enveloppe.virement_sur_place`, `enveloppe.virement_autre_financeur`, `enveloppe.part_inconnue`, `enveloppe.virement_insuffisant` { disponible }
 * @see spec 2.7
 */
export async function virerCredits(ctx: Contexte, deEnveloppeId: string, v: Virement): Promise<void> {
  if (v.montantCents <= 0) throw new Refus('enveloppe.virement_nul', { champ: 'montant' });
  const surPlace = deEnveloppeId === v.versEnveloppeId;
  if (surPlace && v.dePart === v.versPart) throw new Refus('enveloppe.virement_sur_place', { champ: 'vers' });
  await verrouiller(ctx.db('enveloppes').whereIn('id', [deEnveloppeId, v.versEnveloppeId]).orderBy('id'), ctx.db).select('id');
  const [de, vers] = [await tenir(ctx, deEnveloppeId), await tenir(ctx, v.versEnveloppeId)];
  if (de.financeur !== vers.financeur) throw new Refus('enveloppe.virement_autre_financeur', { champ: 'vers' });
  const disponible = await disponibleDeLaPart(ctx, de, v.dePart);
  if (v.montantCents > disponible) throw new Refus('enveloppe.virement_insuffisant', { champ: 'montant', disponible });
  if (!surPlace) {
    await ctx.db('enveloppes').where({ id: de.id }).decrement('vote_cents', v.montantCents);
    await ctx.db('enveloppes').where({ id: vers.id }).increment('vote_cents', v.montantCents);
  }
  await changerPart(ctx, de.id, v.dePart, -v.montantCents);
  await changerPart(ctx, vers.id, v.versPart, v.montantCents);
  await ctx.db('virements_credits').insert({
    id: ctx.nouvelId(), de_enveloppe_id: de.id, de_part: v.dePart, vers_enveloppe_id: vers.id, vers_part: v.versPart, montant_cents: v.montantCents, decision: v.decision, decide_le: v.decideLe, motif: v.motif,
    saisi_par: trouve(ctx.acteur.id), le: ctx.maintenant,
  });
  journaliser(ctx, 'enveloppe.virer', de, { dePart: v.dePart, versEnveloppeId: vers.id, versPart: v.versPart, montantCents: v.montantCents, decision: v.decision, decideLe: v.decideLe, motif: v.motif });
}

/** What may leave a part: what is not committed on it, nor on the whole envelope. */
async function disponibleDeLaPart(ctx: Contexte, e: EnveloppeTenue, cle: string): Promise<number> {
  const parts = (await lireParts(ctx.db, [e.id])).get(e.id) ?? [];
  const { parts: suivies, nonRepartie } = suivreParts(e.vote, parts, await engagesParPart(ctx.db, e.id, parts));
  const part = cle === NON_REPARTIE ? nonRepartie : suivies.find((p) => cleDePart(p) === cle);
  if (part === undefined) throw new Refus('enveloppe.part_inconnue', { champ: 'de' });
  return Math.max(0, Math.min(part.disponible, e.vote - e.engage));
}

async function changerPart(ctx: Contexte, enveloppeId: string, cle: string, montantCents: number): Promise<void> {
  if (cle === NON_REPARTIE) return;
  const [nature, ...code] = cle.split(':');
  const changees = await ctx.db('enveloppe_parts').where({ enveloppe_id: enveloppeId, nature: nature ?? '', code: code.join(':') }).increment('vote_cents', montantCents);
  if (Number(changees) !== 1) throw new Refus('enveloppe.part_inconnue', { champ: 'vers' });
}

/**
 * Says that a dossier not decided yet is paid from the innovation reserve of its call, or no longer.
 * @throws Refus `enveloppe.dossier_decide`
 */
export async function imputerSurLaReserve(ctx: Contexte, enveloppeId: string, { dossierId, innovant }: { readonly dossierId: string; readonly innovant: boolean }): Promise<void> {
  const e = await tenir(ctx, enveloppeId);
  const dossier = trouve(await verrouiller(ctx.db('dossiers').where({ id: dossierId, appel_id: e.appelId }), ctx.db).first<{ etat: string } | undefined>('etat'));
  if (['attribue', 'notifie', 'refuse', 'irrecevable', 'retire', 'brouillon'].includes(dossier.etat)) throw new Refus('enveloppe.dossier_decide', { champ: 'dossierId' });
  await ctx.db('dossiers').where({ id: dossierId }).update({ innovant });
  ctx.journaliser({ action: 'enveloppe.reserver', objet: 'dossier', objetId: dossierId, dossierId, donnees: { innovant } });
}
