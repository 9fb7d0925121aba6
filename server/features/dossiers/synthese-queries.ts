import type { Knex } from 'knex';
import type { EtatBilan, EtatConvention, EtatVersement } from '../../domain/etats/machines.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';

export interface VersementDeSynthese { readonly id: string; readonly rang: number; readonly declencheur: string; readonly etat: EtatVersement; readonly montantCents: number; readonly payeLe: string | null }
/** A convention with its payments, in their order. */
export interface ConventionDeSynthese { readonly id: string; readonly numero: string; readonly financeur: string; readonly etat: EtatConvention; readonly montantCents: number; readonly versements: readonly VersementDeSynthese[] }
interface BilanDeSynthese { readonly etat: EtatBilan; readonly limite: string }

/** Decision, conventions, payments and control of a dossier, for its front page; amounts in cents. */
export interface Synthese {
  readonly decision: { readonly sens: string; readonly montantCents: number; readonly numero: string; readonly date: string } | null;
  readonly conventions: readonly ConventionDeSynthese[];
  readonly verseCents: number;
  /** The final bilan. */
  readonly bilan: BilanDeSynthese | null;
  readonly intermediaire: BilanDeSynthese | null;
  readonly demandeComplements: { readonly limite: string } | null;
}

interface LigneVersement { id: string; convention_id: string; rang: number; declencheur: string; etat: EtatVersement; montant_cents: number | string; paye_le: string | null }

/** Reads the front-page facts of a dossier in six queries, whatever its size. */
export async function lireSynthese(db: Knex, dossierId: string): Promise<Synthese> {
  const decision = await db('decisions as d').join('deliberations as x', 'x.id', 'd.deliberation_id').where({ 'd.dossier_id': dossierId, 'd.en_vigueur': true }).orderBy('d.prise_le', 'desc')
    .first<{ sens: string; montant_cents: number | string; autres_cents: number | string | null; numero: string; date: string } | undefined>(
      'd.sens', 'd.montant_cents', 'x.numero', 'x.date', db.raw('(select sum(f.montant_cents) from decision_financeurs f where f.decision_id = d.id) as autres_cents'));
  const conventions = await db('conventions').where({ dossier_id: dossierId }).orderBy('generee_le')
    .select<{ id: string; numero: string; financeur: string; etat: EtatConvention; montant_cents: number | string }[]>('id', 'numero', 'financeur', 'etat', 'montant_cents');
  const versements = await db('versements as v').join('conventions as c', 'c.id', 'v.convention_id').where({ 'c.dossier_id': dossierId }).orderBy('v.rang')
    .select<LigneVersement[]>('v.id', 'v.convention_id', 'v.rang', 'v.declencheur', 'v.etat', 'v.montant_cents', 'v.paye_le');
  const verse = await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').where({ 'x.dossier_id': dossierId, 'm.compte': 'paye' }).sum({ total: 'm.montant_cents' }).first<{ total: number | string | null }>();
  const bilans = await db('bilans').where({ dossier_id: dossierId }).select<(BilanDeSynthese & { nature: NatureBilan })[]>('nature', 'etat', 'limite');
  const complements = await db('demandes_complements').where({ dossier_id: dossierId }).whereNull('repondu_le').first<{ limite: string } | undefined>('limite');
  const versementsDe = (conventionId: string): VersementDeSynthese[] => versements.filter((v) => v.convention_id === conventionId)
    .map((v) => ({ id: v.id, rang: Number(v.rang), declencheur: v.declencheur, etat: v.etat, montantCents: Number(v.montant_cents), payeLe: v.paye_le }));
  const bilan = (nature: NatureBilan): BilanDeSynthese | null => bilans.find((b) => b.nature === nature) ?? null;
  return {
    decision: decision ? { sens: decision.sens, montantCents: Number(decision.montant_cents) + Number(decision.autres_cents ?? 0), numero: decision.numero, date: decision.date } : null,
    conventions: conventions.map((c) => ({ id: c.id, numero: c.numero, financeur: c.financeur, etat: c.etat, montantCents: Number(c.montant_cents), versements: versementsDe(c.id) })),
    verseCents: Number(verse.total ?? 0), bilan: bilan('final'), intermediaire: bilan('intermediaire'), demandeComplements: complements ?? null,
  };
}
