import { Refus } from '../kernel/refus.js';

/** States in which an instructeur may be put in charge, or replaced; after the end of a dossier nobody is. */
export const ETATS_AFFECTABLES = ['depose', 'complements_demandes', 'recevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'ajourne', 'notifie'] as const;

/** States in which a dossier counts in an instructeur's workload. */
export const ETATS_EN_CHARGE = ['depose', 'complements_demandes', 'recevable', 'en_instruction', 'instruit', 'examine', 'ajourne'] as const;

export interface FaitsAffectation {
  readonly etat: string;
  readonly instructeurId: string | null;
  readonly controleurId: string | null;
}

export interface Candidat {
  readonly id: string;
  /** Active and holds the habilitation `instructeur`. */
  readonly habilite: boolean;
  /** Member of the organisme that carries the dossier. */
  readonly membre: boolean;
}

/**
 * Holds that a person may be put in charge of a dossier: habilitated, not a member of its organisme, never its
 * controller, not already in charge unless a recevable dossier waits for its instruction to start.
 * @throws Refus `affectation.dossier_clos`, `affectation.non_habilite`, `affectation.membre`, `affectation.controleur`, `affectation.inchangee`
 * @see spec 1, Users and separations
 */
export function exigerAffectable(dossier: FaitsAffectation, candidat: Candidat): void {
  const champ = 'instructeurId';
  if (!(ETATS_AFFECTABLES as readonly string[]).includes(dossier.etat)) throw new Refus('affectation.dossier_clos');
  if (!candidat.habilite) throw new Refus('affectation.non_habilite', { champ });
  if (candidat.membre) throw new Refus('affectation.membre', { champ });
  if (dossier.controleurId === candidat.id) throw new Refus('affectation.controleur', { champ });
  if (dossier.instructeurId === candidat.id && dossier.etat !== 'recevable') throw new Refus('affectation.inchangee', { champ });
}
