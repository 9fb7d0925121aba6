import { Refus } from '../kernel/refus.js';
import type { EtatQuorum } from './quorum.js';

/** What decides whether a session may be closed, for one of its dossiers. */
export interface DossierDeSeance {
  readonly numero: string;
  readonly etat: string;
  readonly avis: string | null;
  readonly quorum: EtatQuorum;
}

/** A dossier leaves the agenda by itself when its porteur withdraws it. */
export const estAExaminer = (d: { readonly etat: string }): boolean => d.etat === 'instruit';

/**
 * Holds that a session may be closed: dossiers examined, each with an avis given while its quorum was reached.
 * @throws Refus `comite.sans_dossier`, `comite.sans_avis` { nombre, numeros }, `comite.quorum` { presents, requis, numero }
 * @see spec 1, stage 8
 */
export function exigerCloturable(dossiers: readonly DossierDeSeance[]): void {
  const examines = dossiers.filter(estAExaminer);
  if (examines.length === 0) throw new Refus('comite.sans_dossier');
  const sansAvis = examines.filter((d) => d.avis === null);
  if (sansAvis.length > 0) throw new Refus('comite.sans_avis', { nombre: sansAvis.length, numeros: sansAvis.slice(0, 5).map((d) => d.numero).join(', ') });
  const sansQuorum = examines.find((d) => !d.quorum.atteint);
  if (sansQuorum) throw new Refus('comite.quorum', { presents: sansQuorum.quorum.presents, requis: sansQuorum.quorum.requis, numero: sansQuorum.numero });
}

/**
 * Holds that a quorum can be reached: at least one member, at most all of them.
 * @throws Refus `comite.quorum_impossible` { membres }
 */
export function exigerQuorumPossible(quorum: number, membres: number): void {
  if (quorum < 1 || quorum > membres) throw new Refus('comite.quorum_impossible', { champ: 'quorum', membres });
}

/** Who asks to approve the minutes of a session, and what they were in it. */
export interface Approbateur {
  readonly id: string;
  /** Member of the session, present. */
  readonly present: boolean;
  readonly responsable: boolean;
  /** Kept away from one of the dossiers examined: the whole minutes are not theirs to read. */
  readonly ecarte: boolean;
}

/**
 * Holds that a person may approve the minutes: a member who sat and is kept away from no dossier, or a responsable other than
 * the one who closed the session; the chair, when one was named and sat, unless a responsable does it.
 * @throws Refus `comite.pv_ecarte`, `comite.pv_approbateur`, `comite.pv_president`
 */
export function exigerApprobateur(a: Approbateur, { closePar, president }: { readonly closePar: string | null; readonly president: { readonly id: string; readonly present: boolean } | null }): void {
  if (a.ecarte) throw new Refus('comite.pv_ecarte');
  if (a.responsable && a.id !== closePar) return;
  if (!a.present) throw new Refus('comite.pv_approbateur');
  if (president?.present === true && president.id !== a.id) throw new Refus('comite.pv_president');
}
