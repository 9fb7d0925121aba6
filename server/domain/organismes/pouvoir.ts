import type { RolePorteur } from '../habilitations/acteur.js';
import { ajouterMois, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** What decides whether a member signs for the organisme; days are `AAAA-MM-JJ`. */
export interface FaitsDePouvoir {
  readonly role: RolePorteur;
  readonly representantLegal: boolean;
  readonly delegationDu: string | null;
  readonly delegationJusquAu: string | null;
  /** The signed delegation is on file. */
  readonly delegationJointe: boolean;
}

/** Why a signataire may sign (`representant`, `delegation`) or not yet, or no longer; `redacteur` never does. */
export type Pouvoir = 'representant' | 'delegation' | 'delegation_absente' | 'delegation_a_venir' | 'delegation_echue' | 'redacteur';

/**
 * Power of a member on a day: the legal representative signs; another signataire needs a delegation with its file,
 * in force from its first day to its last one included.
 * @see spec 1, Users: `porteur.signataire`
 */
export function pouvoirDe(m: FaitsDePouvoir, aujourdhui: Jour): Pouvoir {
  if (m.role !== 'signataire') return 'redacteur';
  if (m.representantLegal) return 'representant';
  if (!m.delegationJointe || m.delegationJusquAu === null) return 'delegation_absente';
  if (m.delegationJusquAu < aujourdhui) return 'delegation_echue';
  return m.delegationDu !== null && m.delegationDu > aujourdhui ? 'delegation_a_venir' : 'delegation';
}

/** True for the powers that let a member deposit, sign and manage members. */
export const signe = (pouvoir: Pouvoir): boolean => pouvoir === 'representant' || pouvoir === 'delegation';

/** Longest delegation taken, in months: an open-ended one would never be looked at again. */
export const DELEGATION_MOIS_MAX = 60;

/**
 * Holds that a delegation can be recorded today.
 * @throws Refus `delegation.dates_inversees`, `delegation.echue`, `delegation.trop_longue`, each on its field
 */
export function verifierDelegation(du: Jour, jusquAu: Jour, aujourdhui: Jour): void {
  if (jusquAu < du) throw new Refus('delegation.dates_inversees', { champ: 'jusquAu' });
  if (jusquAu < aujourdhui) throw new Refus('delegation.echue', { champ: 'jusquAu' });
  if (jusquAu > ajouterMois(du, DELEGATION_MOIS_MAX)) throw new Refus('delegation.trop_longue', { champ: 'jusquAu', mois: DELEGATION_MOIS_MAX });
}
