/** One event as a daily mail tells it. */
export interface EvenementResume {
  readonly titre: string;
  /** Where it is seen. */
  readonly lien: string;
  /** Dossier it belongs to; null when it belongs to none. */
  readonly dossier: { readonly id: string; readonly nom: string } | null;
}

/** Events of one dossier, in their order. */
export interface Groupe<E> {
  readonly dossier: { readonly id: string; readonly nom: string } | null;
  readonly evenements: readonly E[];
}

/** Events by dossier, dossiers in the order of their first event; those of no dossier come last. */
export function parDossier<E extends EvenementResume>(evenements: readonly E[]): Groupe<E>[] {
  const groupes = new Map<string, { dossier: EvenementResume['dossier']; evenements: E[] }>();
  for (const e of evenements) {
    const groupe = groupes.get(e.dossier?.id ?? '');
    if (groupe === undefined) groupes.set(e.dossier?.id ?? '', { dossier: e.dossier, evenements: [e] });
    else groupe.evenements.push(e);
  }
  const sans = groupes.get('');
  groupes.delete('');
  return [...groupes.values(), ...(sans === undefined ? [] : [sans])];
}
