import { ZERO, cents, moins, somme, type Cents } from '../kernel/cents.js';
import { DIX_MILLE, dixMilliemes, formaterTaux, type Taux } from '../kernel/taux.js';
import { anomalie, trierAnomalies, type Anomalie } from './anomalies.js';
import { totaliserDepenses, type ForfaitCalcule, type TotalDesDepenses } from './forfaits.js';
import { NATURES_INELIGIBLES } from './nomenclature.js';
import type { CodeForfait, Financeur, Nature, Poste, Publics, StatutRessource } from './nomenclature.js';
import { appliquerPlafondHorsRsa, type PlafondHorsRsa } from './plafond-hors-rsa.js';

export type { CodeForfait, Financeur, Nature, Poste, Publics, StatutRessource } from './nomenclature.js';
export type { Anomalie, CodeAnomalie, Gravite } from './anomalies.js';
export { anomaliesDeDepot } from './depot.js';

/** An expense line. `montant` null: a decimal number that no amount may be (spec 2.1, `montant_invalide`). */
export interface DepensePrevue {
  readonly poste: Poste;
  readonly libelle: string;
  readonly montant: Cents | null;
  readonly nature: Nature;
}

/** A resource line; `montant` as for an expense. */
export interface RessourcePrevue {
  readonly financeur: Financeur;
  readonly statut: StatutRessource;
  readonly montant: Cents | null;
}

/** The rules of the call that a plan is judged by. */
export interface ReglesPlan {
  /** p of spec 2.3, in [0, 1). */
  readonly plafondHorsRsa: Taux;
  /** Maximum FSE+ share of the total cost. */
  readonly tauxMaxFse: Taux;
  readonly forfaits: readonly CodeForfait[];
  /** The funder that runs the call; the Département unless said otherwise. */
  readonly financeur?: Financeur;
  /** Natures the call refuses; those of spec 2.1 unless said otherwise. */
  readonly naturesIneligibles?: readonly Nature[];
}

/** A budget and financing plan to evaluate. */
export interface DemandePlan {
  readonly regles: ReglesPlan;
  readonly depenses: readonly DepensePrevue[];
  readonly ressources: readonly RessourcePrevue[];
  readonly publics: Publics;
}

/** Totals in cents, the subsidy under its ceiling, and every broken rule sorted by code then champ. */
export interface EvaluationPlan {
  readonly totalDepenses: Cents;
  readonly totalRessources: Cents;
  /** totalDepenses − totalRessources. */
  readonly ecart: Cents;
  readonly equilibre: boolean;
  readonly forfaits: readonly ForfaitCalcule[];
  readonly subvention: { readonly demandee: Cents } & PlafondHorsRsa;
  readonly tauxIntervention: Taux;
  readonly anomalies: readonly Anomalie[];
}

/** The highest amount a line may carry: 99 999 999.99 € (spec 2.1, `montant_invalide`). */
export const MONTANT_MAXIMAL: Cents = cents(9_999_999_999);

/** Total cost up to which FSE+ requires a simplified cost option (regulation (EU) 2021/1060, art. 53(2)): 200 000 €. */
export const SEUIL_COUT_SIMPLIFIE: Cents = cents(20_000_000);

/**
 * May a line carry this amount? Null, negative and above 99 999 999.99 € may not.
 * @see spec 2.1, `montant_invalide`
 */
export function estMontantValide(montant: Cents | null): montant is Cents {
  return montant !== null && montant >= 0 && montant <= MONTANT_MAXIMAL;
}

/**
 * Evaluates a budget and financing plan: totals, flat rates, ceiling for people outside
 * RSA, rate of intervention, anomalies. Lines with an invalid amount count as zero.
 * @returns amounts in cents, rates with four decimals; "0.0000" as rate of intervention when nothing is spent
 * @throws RangeError when a count is no whole number ≥ 0 or the ceiling is ≥ 1
 * @see spec 2.1, 2.2, 2.3, 3
 */
export function evaluerPlan(demande: DemandePlan): EvaluationPlan {
  const { regles, depenses, ressources, publics } = demande;
  const lignes = depenses.map(({ poste, montant }) => ({ poste, montant: compte(montant) }));
  const couts = totaliserDepenses(lignes, regles.forfaits);
  const totalRessources = somme(ressources.map(({ montant }) => compte(montant)));
  const demandee = totalDuFinanceur(ressources, regles.financeur ?? 'departement');
  const plafond = appliquerPlafondHorsRsa(demandee, publics, regles.plafondHorsRsa);
  const ecart = moins(couts.total, totalRessources);
  return {
    totalDepenses: couts.total,
    totalRessources,
    ecart,
    equilibre: ecart === 0,
    forfaits: couts.forfaits,
    subvention: { demandee, ...plafond },
    tauxIntervention: couts.total === 0 ? formaterTaux(0, 1) : formaterTaux(demandee, couts.total),
    anomalies: trierAnomalies([
      ...anomaliesDesLignes(demande),
      ...anomaliesDesTotaux(ecart, demandee),
      ...anomaliesDuForfait(couts),
      ...anomaliesDuFse(demande, couts),
      ...anomaliesDesPublics(publics, plafond),
    ]),
  };
}

function compte(montant: Cents | null): Cents {
  return estMontantValide(montant) ? montant : ZERO;
}

function totalDuFinanceur(ressources: readonly RessourcePrevue[], cherche: Financeur): Cents {
  return somme(ressources.filter(({ financeur }) => financeur === cherche).map(({ montant }) => compte(montant)));
}

function* anomaliesDesLignes({ regles, depenses, ressources }: DemandePlan): Generator<Anomalie> {
  const ineligibles: readonly Nature[] = regles.naturesIneligibles ?? NATURES_INELIGIBLES;
  for (const [i, { montant, nature }] of depenses.entries()) {
    if (!estMontantValide(montant)) yield anomalie('montant_invalide', `depenses[${i}].montant`);
    if (ineligibles.includes(nature)) yield anomalie('depense_ineligible', `depenses[${i}].nature`);
  }
  for (const [i, { montant }] of ressources.entries()) {
    if (!estMontantValide(montant)) yield anomalie('montant_invalide', `ressources[${i}].montant`);
  }
}

function* anomaliesDesTotaux(ecart: Cents, demandee: Cents): Generator<Anomalie> {
  if (ecart !== 0) yield anomalie('plan_desequilibre', 'ressources');
  if (demandee === 0) yield anomalie('subvention_absente', 'ressources');
}

function* anomaliesDuForfait({ compatibles }: TotalDesDepenses): Generator<Anomalie> {
  if (!compatibles) yield anomalie('forfait_incompatible', 'regles.forfaits');
}

function* anomaliesDuFse({ regles, ressources }: DemandePlan, couts: TotalDesDepenses): Generator<Anomalie> {
  const fse = totalDuFinanceur(ressources, 'fse');
  if (fse === 0) return;
  if (couts.total <= SEUIL_COUT_SIMPLIFIE && couts.forfaits.length === 0) {
    yield anomalie('fse_cout_simplifie_requis', 'regles.forfaits');
  }
  if (BigInt(fse) * DIX_MILLE > BigInt(couts.total) * dixMilliemes(regles.tauxMaxFse)) {
    yield anomalie('fse_taux_depasse', 'ressources');
  }
}

function* anomaliesDesPublics(publics: Publics, { depasse }: PlafondHorsRsa): Generator<Anomalie> {
  if (depasse) yield anomalie('hors_rsa_depasse', 'publics');
  if (publics.horsRsaAutres > 0) yield anomalie('public_ineligible', 'publics');
}
