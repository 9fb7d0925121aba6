/** Whether a dossier may be examined, with the figures that say so. */
export interface EtatQuorum {
  readonly atteint: boolean;
  /** Members present who may sit on this dossier. */
  readonly presents: number;
  readonly requis: number;
}

/**
 * Quorum of one dossier: present members of the session, without those who withdrew from it.
 * @param ecartes persons who declared a conflict of interest, or belong to the organisme
 * @see spec 1, Users: a person who withdrew is not counted for the quorum
 */
export function quorumAtteint(membres: readonly string[], presents: readonly string[], ecartes: readonly string[], quorum: number): EtatQuorum {
  const [siegent, dehors] = [new Set(presents), new Set(ecartes)];
  const nombre = new Set(membres.filter((m) => siegent.has(m) && !dehors.has(m))).size;
  return { atteint: nombre >= quorum, presents: nombre, requis: quorum };
}
