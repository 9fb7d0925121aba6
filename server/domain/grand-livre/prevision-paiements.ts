import { ZERO, fractionDeCents, somme, type Cents } from '../kernel/cents.js';
import { ajouterJours, ajouterMois, type Jour } from '../kernel/jour.js';
import { DIX_MILLE, dixMilliemes, type Taux } from '../kernel/taux.js';

/** An instalment not paid yet; `montant` in cents. */
export interface VersementAttendu {
  readonly montant: Cents;
  /** Being paid: liquidated, approved or ordered. */
  readonly enChemin: boolean;
  /** Day from which it is due; null before. */
  readonly exigibleLe: Jour | null;
  /** Waits for a bilan: its amount follows what is realised. */
  readonly apresBilan: boolean;
  /** Last day to deposit the final bilan of its operation. */
  readonly limiteBilan: Jour;
}

/** What is expected to be paid in a month `AAAA-MM`, in cents: as scheduled, and at the realisation seen so far. */
export interface MoisPrevu { readonly mois: string; readonly echeancier: Cents; readonly attendu: Cents }

/** Longest time to pay (code de la commande publique and house rule of spec 1: 60 days), and to control a bilan. */
const PAIEMENT_JOURS = 60;
const CONTROLE_MOIS = 2;

/**
 * Payments expected month by month: what is on its way this month; what is due, sixty days later at most; what waits for a bilan,
 * sixty days after its control, at the realisation observed on concluded operations.
 * @param realisation share of agreed amounts that concluded controls found due; "1.0000" when none is concluded
 * @returns months in order, from the current one, those without a payment left out
 * @see spec 2.4, 2.7
 */
export function prevoirPaiements(versements: readonly VersementAttendu[], realisation: Taux, aujourdhui: Jour): readonly MoisPrevu[] {
  const parMois = new Map<string, MoisPrevu>();
  for (const v of versements) {
    const mois = moisDe(v, aujourdhui);
    const attendu = v.apresBilan ? fractionDeCents(v.montant, dixMilliemes(realisation), DIX_MILLE, 'demi_superieur') : v.montant;
    const avant = parMois.get(mois) ?? { mois, echeancier: ZERO, attendu: ZERO };
    parMois.set(mois, { mois, echeancier: somme([avant.echeancier, v.montant]), attendu: somme([avant.attendu, attendu]) });
  }
  return [...parMois.values()].sort((a, b) => (a.mois < b.mois ? -1 : 1));
}

function moisDe({ enChemin, exigibleLe, limiteBilan }: VersementAttendu, aujourdhui: Jour): string {
  const le = enChemin ? aujourdhui : ajouterJours(exigibleLe ?? ajouterMois(limiteBilan, CONTROLE_MOIS), PAIEMENT_JOURS);
  return (le < aujourdhui ? aujourdhui : le).slice(0, 7);
}
