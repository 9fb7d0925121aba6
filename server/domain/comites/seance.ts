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
