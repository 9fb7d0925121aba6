import { cents, minimum, moins, ZERO, type Cents } from '../kernel/cents.js';
import { ajouterMois, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** An agreed instalment of a recovery: last day to pay it, amount in cents. */
export interface EcheanceDeReversement { readonly limite: Jour; readonly montant: Cents }

/** Most instalments agreed for one title. */
export const ECHEANCES_MAX = 60;

/** Months between two instalments. */
export const PERIODES = { mensuelle: 1, trimestrielle: 3 } as const;
export type Periode = keyof typeof PERIODES;

/**
 * Spreads what is still to recover over equal instalments, from a first day on; the cents that do not divide are in the
 * last one.
 * @param reste above zero, in cents
 * @throws Refus `reversement.echeances_nombre` { maximum }, `reversement.echeance_passee` when the first day is over, `reversement.echeance_nulle` when there is less than a cent for each
 * @see issue 5, Solde (instalments agreed)
 */
export function etaler(reste: Cents, { nombre, premiere, periode }: { readonly nombre: number; readonly premiere: Jour; readonly periode: Periode }, aujourdhui: Jour): EcheanceDeReversement[] {
  if (!Number.isInteger(nombre) || nombre < 1 || nombre > ECHEANCES_MAX) throw new Refus('reversement.echeances_nombre', { maximum: ECHEANCES_MAX, champ: 'nombre' });
  if (premiere < aujourdhui) throw new Refus('reversement.echeance_passee', { champ: 'premiere' });
  const part = cents(Math.floor(reste / nombre));
  if (part === 0) throw new Refus('reversement.echeance_nulle', { champ: 'nombre' });
  const derniere = moins(reste, cents(part * (nombre - 1)));
  return Array.from({ length: nombre }, (_, i) => ({ limite: ajouterMois(premiere, i * PERIODES[periode]), montant: i === nombre - 1 ? derniere : part }));
}

export type SortEcheance = 'a_venir' | 'partielle' | 'en_retard' | 'soldee';

/** An instalment with what was put on it, in cents, and where it stands. */
export interface EcheanceSuivie extends EcheanceDeReversement { readonly regle: Cents; readonly sort: SortEcheance }

/** What was received or waived since a schedule was agreed, put on its instalments in their order, and where each stands on that day. */
export function suivreEcheances(echeances: readonly EcheanceDeReversement[], regle: Cents, aujourdhui: Jour): EcheanceSuivie[] {
  return imputer(echeances, regle).map((e) => {
    const sort = e.regle === e.montant ? 'soldee' : e.limite < aujourdhui ? 'en_retard' : e.regle > 0 ? 'partielle' : 'a_venir';
    return { ...e, sort };
  });
}

/** An amount put on instalments in their order, each filled before the next. */
function imputer(echeances: readonly EcheanceDeReversement[], regle: Cents): Omit<EcheanceSuivie, 'sort'>[] {
  let disponible = regle;
  return echeances.map((e) => {
    const part = minimum(disponible, e.montant);
    disponible = moins(disponible, part);
    return { ...e, regle: part };
  });
}

/** The last day of the first instalment not wholly settled; null when all are. */
export const prochaineLimite = (echeances: readonly EcheanceDeReversement[], regle: Cents): Jour | null => imputer(echeances, regle).find((e) => e.regle < e.montant)?.limite ?? null;

/**
 * What is still to recover once an amount was received or waived.
 * @throws Refus `reversement.montant_nul`, `reversement.trop_recu` { reste } when it is more than what is due
 */
export function reduireReste(reste: Cents, montant: Cents): Cents {
  if (montant <= ZERO) throw new Refus('reversement.montant_nul', { champ: 'montant' });
  if (montant > reste) throw new Refus('reversement.trop_recu', { reste, champ: 'montant' });
  return moins(reste, montant);
}
