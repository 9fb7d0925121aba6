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

export type EcartAffectation = 'affectation.dossier_clos' | 'affectation.non_habilite' | 'affectation.membre' | 'affectation.controleur' | 'affectation.inchangee';

/**
 * What keeps a person from being put in charge of a dossier, null when nothing does: habilitated, not a member of its
 * organisme, never its controller, not already in charge unless a recevable dossier waits for its instruction to start.
 * @see spec 1, Users and separations
 */
export function ecartDAffectation(dossier: FaitsAffectation, candidat: Candidat): EcartAffectation | null {
  if (!(ETATS_AFFECTABLES as readonly string[]).includes(dossier.etat)) return 'affectation.dossier_clos';
  if (!candidat.habilite) return 'affectation.non_habilite';
  if (candidat.membre) return 'affectation.membre';
  if (dossier.controleurId === candidat.id) return 'affectation.controleur';
  return dossier.instructeurId === candidat.id && dossier.etat !== 'recevable' ? 'affectation.inchangee' : null;
}

/**
 * Holds that a person may be put in charge of a dossier.
 * @throws Refus the code of `ecartDAffectation`
 */
export function exigerAffectable(dossier: FaitsAffectation, candidat: Candidat): void {
  const ecart = ecartDAffectation(dossier, candidat);
  if (ecart !== null) throw new Refus(ecart, ecart === 'affectation.dossier_clos' ? {} : { champ: 'instructeurId' });
}

/**
 * Holds that a hand-over tells why: whoever takes over, and whoever reads the dossier later, must know.
 * @throws Refus `affectation.sans_motif`
 */
export function exigerMotifDePassation({ instructeurId }: Pick<FaitsAffectation, 'instructeurId'>, nouveauId: string, motif: string): void {
  if (instructeurId !== null && instructeurId !== nouveauId && motif.trim() === '') throw new Refus('affectation.sans_motif', { champ: 'motif' });
}
