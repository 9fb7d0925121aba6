import type { Cents } from '../kernel/cents.js';
import { joursEntre, type Jour } from '../kernel/jour.js';

/** What is known of a bilan before its control that tells how much it deserves to be looked at first. */
export interface FaitsDeRisque {
  /** Amount of the signed conventions, in cents. */
  readonly montant: Cents;
  /** Bilans of the organisme concluded earlier. */
  readonly controlesPasses: number;
  /** Among them, those where something declared was not retained. */
  readonly controlesReduits: number;
  /** Expense lines without evidence, out of the period, not paid, or whose invoice is claimed elsewhere. */
  readonly anomalies: number;
  readonly lignes: number;
  readonly limite: Jour;
  /** Day of the deposit, today while it is awaited. */
  readonly deposeLe: Jour;
}

export type CodeRisque = 'montant' | 'premiere_fois' | 'reductions' | 'anomalies' | 'retard';
export interface RaisonDeRisque { readonly code: CodeRisque; readonly points: number; readonly valeur: number }
export interface Risque { readonly score: number; readonly niveau: 'faible' | 'moyen' | 'eleve'; readonly raisons: readonly RaisonDeRisque[] }

/** Points for an amount, in cents: the first step it reaches. */
const PALIERS_MONTANT: readonly (readonly [number, number])[] = [[10_000_000, 30], [5_000_000, 20], [2_300_000, 10]];
const PREMIERE_FOIS = 20;
/** Share of former controls that cut something, out of so many points. */
const REDUCTIONS_MAX = 20;
/** Two points for each tenth of lines with an anomaly, and never fewer than 5 when there is one. */
const ANOMALIES_MAX = 20;
const ANOMALIES_MIN = 5;
/** One point for three days late. */
const RETARD_MAX = 10;
const JOURS_PAR_POINT = 3;
const MOYEN = 25;
const ELEVE = 50;

/**
 * Order in which bilans deserve a control: 0 to 100, the sum of what raises the risk, each with its points and its figure.
 * Amount 30 (from 100 000 €), 20 (from 50 000 €) or 10 (from 23 000 €); never controlled before 20, else up to 20 in
 * proportion to the former controls that cut something; anomalies up to 20; days late up to 10.
 * @see issue 5, CSF
 */
export function evaluerRisque(faits: FaitsDeRisque): Risque {
  const retard = Math.max(0, joursEntre(faits.limite, faits.deposeLe));
  const candidates: RaisonDeRisque[] = [
    { code: 'montant', points: PALIERS_MONTANT.find(([seuil]) => faits.montant >= seuil)?.[1] ?? 0, valeur: faits.montant },
    { code: 'premiere_fois', points: faits.controlesPasses === 0 ? PREMIERE_FOIS : 0, valeur: 0 },
    { code: 'reductions', points: faits.controlesPasses === 0 ? 0 : Math.round((REDUCTIONS_MAX * faits.controlesReduits) / faits.controlesPasses), valeur: faits.controlesReduits },
    { code: 'anomalies', points: pointsDesAnomalies(faits), valeur: faits.anomalies },
    { code: 'retard', points: Math.min(RETARD_MAX, Math.ceil(retard / JOURS_PAR_POINT)), valeur: retard },
  ];
  const raisons = candidates.filter((r) => r.points > 0);
  return lireRisque(raisons.reduce((n, r) => n + r.points, 0), raisons);
}

/** A risk that was kept, with its level: high from 50 points, medium from 25. */
export const lireRisque = (score: number, raisons: readonly RaisonDeRisque[]): Risque => ({ score, raisons, niveau: score >= ELEVE ? 'eleve' : score >= MOYEN ? 'moyen' : 'faible' });

const pointsDesAnomalies = ({ anomalies, lignes }: FaitsDeRisque): number =>
  (anomalies === 0 || lignes === 0 ? 0 : Math.min(ANOMALIES_MAX, Math.max(ANOMALIES_MIN, Math.round((ANOMALIES_MAX * anomalies) / lignes))));
