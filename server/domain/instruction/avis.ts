import { ajouterJours, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

export const SENS_AVIS = ['favorable', 'favorable_avec_reserves', 'defavorable'] as const;
export type SensAvis = (typeof SENS_AVIS)[number];

/** States in which an opinion may still serve: from the deposit to the committee. */
export const ETATS_CONSULTABLES = ['depose', 'complements_demandes', 'recevable', 'en_instruction', 'instruit', 'ajourne'] as const;

export const estConsultable = (etat: string): boolean => (ETATS_CONSULTABLES as readonly string[]).includes(etat);

export interface FaitsConsultation {
  readonly etat: string;
  /** Active and holds the habilitation `avis`. */
  readonly habilite: boolean;
  readonly membre: boolean;
  readonly dejaConsulte: boolean;
  /** Day of the request and last day to answer. */
  readonly aujourdhui: string;
  readonly limite: string;
}

/**
 * Holds that a partner may be consulted: once per dossier, while the opinion may still serve, with time to answer,
 * and never a member of the organisme.
 * @throws Refus `avis.dossier_avance`, `avis.non_habilite`, `avis.membre`, `avis.deja_demande`, `avis.limite_passee`
 * @see spec 1, Users (`avis`)
 */
export function exigerConsultation(faits: FaitsConsultation): void {
  if (!estConsultable(faits.etat)) throw new Refus('avis.dossier_avance');
  if (!faits.habilite) throw new Refus('avis.non_habilite', { champ: 'personneId' });
  if (faits.membre) throw new Refus('avis.membre', { champ: 'personneId' });
  if (faits.dejaConsulte) throw new Refus('avis.deja_demande', { champ: 'personneId' });
  if (faits.limite <= faits.aujourdhui) throw new Refus('avis.limite_passee', { champ: 'limite' });
}

/** Automatic reminders of an avis that is waited for, in their order. */
export const RAPPELS_AVIS = ['j3', 'depassee'] as const;
export type RappelAvis = (typeof RAPPELS_AVIS)[number];

/** First day of each reminder, in days from the limit. */
const RANG_DU_RAPPEL: Readonly<Record<RappelAvis, number>> = { j3: -3, depassee: 1 };

/**
 * Reminder whose day has come, null before the first. `utile` is false when the request was sent that day or later: it
 * was its own reminder.
 */
export function rappelAvisDu(limite: Jour, demande: Jour, aujourdhui: Jour): { readonly rappel: RappelAvis; readonly utile: boolean } | null {
  const rappel = RAPPELS_AVIS.findLast((r) => aujourdhui >= ajouterJours(limite, RANG_DU_RAPPEL[r]));
  return rappel === undefined ? null : { rappel, utile: demande < ajouterJours(limite, RANG_DU_RAPPEL[rappel]) };
}

/** A request as what may still be done to it depends on: instants are compared by their day in Paris. */
export interface FaitsDemandeAvis { readonly rendu: boolean; readonly retire: boolean; readonly demandeLe: Jour; readonly relanceLe: Jour | null }

/**
 * Holds that a partner may be reminded: no answer yet, and nothing was sent today.
 * @throws Refus `avis.sans_attente`, `avis.deja_relance`
 */
export function exigerRelance({ rendu, retire, demandeLe, relanceLe }: FaitsDemandeAvis, aujourdhui: Jour): void {
  if (rendu || retire) throw new Refus('avis.sans_attente');
  if (demandeLe === aujourdhui || relanceLe === aujourdhui) throw new Refus('avis.deja_relance');
}

/** Partners whose avis the call requires and that is neither given nor waived with a reason. */
export function avisObligatoiresManquants(requis: readonly string[], rendus: readonly (string | null)[], dispenses: readonly string[]): string[] {
  return [...new Set(requis)].filter((partenaire) => !rendus.includes(partenaire) && !dispenses.includes(partenaire));
}

/**
 * Holds that an instruction may be validated: every required avis is given, or waived with a reason.
 * @throws Refus `avis.obligatoire_manquant` with the partners, parted by `|`
 */
export function exigerAvisObligatoires(manquants: readonly string[]): void {
  if (manquants.length > 0) throw new Refus('avis.obligatoire_manquant', { partenaires: manquants.join('|') });
}
