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
