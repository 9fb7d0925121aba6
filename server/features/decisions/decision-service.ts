import { TRANSITION_DE_SENS, verifierDecision, type MontantFinanceur, type MotifRefus, type SensDecision } from '../../domain/decisions/decision.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { FINANCEURS, type Financeur } from '../../domain/financements/nomenclature.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { cents, ZERO, type Cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { agentsHabilites, lireDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { courrielReprise } from './decision-courriels.js';
import { lireAppelDeDecision, lireDossiersADecider, type DossierADecider } from './decision-queries.js';
import { engagerCredits } from '../grand-livre/engagement-service.js';
import { notifierAjournement } from './notification-service.js';
import { dejaDecides, ecrireDecision, ecrireDeliberation, retirerDecision } from './decision-store.js';

/** A decision as recorded from the délibération; amounts, in cents, are read only for an award. */
export interface DecisionSaisie {
  readonly dossierId: string;
  readonly sens: SensDecision;
  /** Of the call's own funder. */
  readonly montantCents: number;
  /** Of the other funders that pay for the call. */
  readonly autres?: Partial<Readonly<Record<Financeur, number>>>;
  readonly motif: string;
  readonly motifCode?: MotifRefus | null;
}

export interface DeliberationSaisie {
  readonly appelId: string;
  readonly numero: string;
  /** `AAAA-MM-JJ`. */
  readonly date: string;
  readonly decisions: readonly DecisionSaisie[];
}

interface Verifiee extends DecisionSaisie {
  readonly dossier: DossierADecider;
  /** One per funder that pays, the call's own first. */
  readonly montants: readonly MontantFinanceur[];
}

/**
 * Records decisions of the Commission permanente: all of them or none. The envelopes are locked and summed in the
 * transaction, so that two délibérations at the same instant never commit more than what was voted.
 * @returns the délibération's id.
 * @throws Refus `enveloppe.depassee`, `deliberation.vide`, `deliberation.date_future`, `deliberation.date_differente`,
 *   `decision.*` (see `verifierDecision`), `decision.organisme_de_l_agent`, `decision.deja_dans_deliberation`, `etat.incompatible`
 * @see spec 1, stage 9; spec 2.3, 2.7
 */
export async function prendreDeliberation(ctx: Contexte, saisie: DeliberationSaisie): Promise<string> {
  const { appelId, numero, date, decisions } = saisie;
  const appel = trouve(await lireAppelDeDecision(ctx.db, appelId));
  if (decisions.length === 0) throw new Refus('deliberation.vide');
  if (date > jourAParis(ctx.maintenant)) throw new Refus('deliberation.date_future', { champ: 'date' });
  const verifiees = verifier(ctx, decisions, await lireDossiersADecider(ctx.db, appelId, decisions.map((d) => d.dossierId)));
  const deliberationId = await inscrireDeliberation(ctx, saisie, decisions.map((d) => d.dossierId));
  const engages: Record<string, number> = {};
  for (const financeur of appel.financeurs) {
    const demandes = verifiees.map((v) => ({ dossierId: v.dossierId, montant: montantDe(v, financeur) }));
    engages[financeur] = await engagerCredits(ctx, { appelId, financeur, demandes, objet: { type: 'deliberation', id: deliberationId, libelle: `Délibération n° ${numero}` } })
      .catch((erreur: unknown) => { throw deFinanceur(erreur, financeur, appel.financeurs.length > 1); });
  }
  for (const v of verifiees) await decider(ctx, v, deliberationId, numero);
  ctx.journaliser({
    action: 'deliberation.enregistrer', objet: 'deliberation', objetId: deliberationId,
    donnees: { appelId, numero, date, decisions: verifiees.length, engageCents: Object.values(engages).reduce((n, e) => n + e, 0), ...(appel.financeurs.length > 1 ? { parFinanceur: engages } : {}) },
  });
  return deliberationId;
}

const montantDe = ({ montants }: Verifiee, financeur: Financeur): Cents => montants.find((m) => m.financeur === financeur)?.montant ?? ZERO;

/** Names the funder whose credits do not suffice when several pay. */
const deFinanceur = (erreur: unknown, financeur: Financeur, plusieurs: boolean): unknown =>
  (plusieurs && erreur instanceof Refus && erreur.code === 'enveloppe.depassee' ? new Refus(erreur.code, { ...erreur.donnees, financeur }) : erreur);

/** Each decision with its dossier, in the order of ids so that two délibérations lock dossiers in the same order. */
function verifier(ctx: Contexte, decisions: readonly DecisionSaisie[], dossiers: readonly DossierADecider[]): Verifiee[] {
  return [...new Map(decisions.map((d) => [d.dossierId, d])).values()].sort((a, b) => (a.dossierId < b.dossierId ? -1 : 1)).map((d) => {
    const dossier = trouve(dossiers.find(({ id }) => id === d.dossierId));
    if (roleDans(ctx.acteur, dossier.organismeId) !== null) throw new Refus('decision.organisme_de_l_agent', { dossierId: d.dossierId, numero: dossier.numero });
    return { ...d, dossier, montants: verifierDecision({ ...d, montants: montantsSaisis(d, dossier) }, dossier.bornesParFinanceur) };
  });
}

const montantsSaisis = ({ montantCents, autres = {} }: DecisionSaisie, { bornesParFinanceur: [principal] }: DossierADecider): MontantFinanceur[] => [
  ...(principal === undefined ? [] : [{ financeur: principal.financeur, montant: cents(montantCents) }]),
  ...FINANCEURS.flatMap((financeur) => (autres[financeur] === undefined ? [] : [{ financeur, montant: cents(autres[financeur]) }])),
];

async function inscrireDeliberation(ctx: Contexte, { appelId, numero, date }: DeliberationSaisie, dossierIds: readonly string[]): Promise<string> {
  const stockee = await ecrireDeliberation(ctx.db, {
    id: ctx.nouvelId(), appelId, numero, date, saisiePar: trouve(ctx.acteur.id), saisieLe: ctx.maintenant,
  });
  if (stockee.date !== date) throw new Refus('deliberation.date_differente', { numero, date: stockee.date, champ: 'date' });
  const [doublon] = await dejaDecides(ctx.db, stockee.id, dossierIds);
  if (doublon !== undefined) throw new Refus('decision.deja_dans_deliberation', { dossierId: doublon, numero });
  return stockee.id;
}

async function decider(ctx: Contexte, { dossier, sens, montants, motif, motifCode = null }: Verifiee, deliberationId: string, numero: string): Promise<void> {
  const [principal, ...autres] = montants;
  const montantCents = principal?.montant ?? ZERO;
  await changerEtat(ctx, DOSSIER, TRANSITION_DE_SENS[sens], {
    id: dossier.id, donnees: { deliberation: numero, montantCents, ...Object.fromEntries(autres.map((a) => [`${a.financeur}Cents`, a.montant])), ...(motifCode === null ? {} : { motifCode }) }, ...(motif === '' ? {} : { motif }),
  });
  await ecrireDecision(ctx.db, { id: ctx.nouvelId(), dossierId: dossier.id, deliberationId, sens, montantCents, autres, motif, motifCode: sens === 'refuse' ? motifCode : null, priseLe: ctx.maintenant });
  if (sens === 'ajourne') await notifierAjournement(ctx, dossier.id);
}

/**
 * Takes a postponed dossier back to its instruction and tells its instructeur.
 * @throws Refus `etat.incompatible`
 * @see spec 1, state machine (ajourne → en_instruction)
 */
export async function reprendreDossier(ctx: Contexte, dossierId: string): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  await changerEtat(ctx, DOSSIER, 'reprendre', { id: dossierId });
  const instructeur = (await agentsHabilites(ctx.db, 'instructeur')).filter((a) => a.id === dossier.instructeurId);
  await ecrireAuxAgents(ctx, instructeur, dossierId, { cle: `reprise:${dossierId}:${ctx.maintenant}`, ...courrielReprise(dossier) });
}

/** Withdraws the decision in force on a dossier, whose recours was accepted; the délibération keeps its trace. */
export async function leverDecision(ctx: Contexte, dossierId: string): Promise<void> {
  await retirerDecision(ctx.db, dossierId);
  ctx.journaliser({ action: 'decision.retirer', objet: 'dossier', objetId: dossierId, dossierId });
}
