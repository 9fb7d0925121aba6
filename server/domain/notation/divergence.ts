import type { NotesDUnePersonne } from './synthese.js';

/** From this many points apart on one criterion, scorers are brought together. */
export const SEUIL_DIVERGENCE = 2;

/** A criterion on which scorers disagree: how far apart at most, and who is at least the threshold away from somebody. */
export interface Divergence {
  readonly critere: string;
  /** Whole points between the lowest and the highest note. */
  readonly ecart: number;
  readonly personnes: readonly string[];
}

/** Criteria on which complete sheets are two points or more apart, in the order of the criteria (issue 4, Notation). */
export function divergences(criteres: readonly { readonly code: string }[], notations: readonly NotesDUnePersonne[]): Divergence[] {
  return criteres.flatMap(({ code }) => {
    const notes = notations.flatMap((n) => n.notes.filter((x) => x.critere === code).map((x) => ({ personneId: n.personneId, note: x.note })));
    const valeurs = notes.map((n) => n.note);
    const [bas, haut] = [Math.min(...valeurs), Math.max(...valeurs)];
    if (notes.length < 2 || haut - bas < SEUIL_DIVERGENCE) return [];
    return [{ critere: code, ecart: haut - bas, personnes: notes.filter((n) => n.note - bas >= SEUIL_DIVERGENCE || haut - n.note >= SEUIL_DIVERGENCE).map((n) => n.personneId) }];
  });
}

/** Persons to bring together because of what `auteur` has just submitted: those two points away from them, themselves included. */
export function aReunir(criteres: readonly { readonly code: string }[], notations: readonly NotesDUnePersonne[], auteur: string): string[] {
  const sienne = notations.find((n) => n.personneId === auteur);
  if (sienne === undefined) return [];
  const eloignes = notations.filter((n) => n.personneId !== auteur && divergences(criteres, [sienne, n]).length > 0).map((n) => n.personneId);
  return eloignes.length === 0 ? [] : [auteur, ...eloignes];
}
