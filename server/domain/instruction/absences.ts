import type { Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** Longest absence that can be declared at once, in days: beyond, the dossiers are handed over. */
export const ABSENCE_MAX_JOURS = 366;

/** Somebody away from a day to another, both included, and who stands in. */
export interface Periode { readonly du: Jour; readonly au: Jour }
export interface AbsenceDeclaree extends Periode { readonly personneId: string; readonly suppleantId: string }

export const seChevauchent = (a: Periode, b: Periode): boolean => a.du <= b.au && b.du <= a.au;

export interface FaitsAbsence {
  readonly aujourdhui: Jour;
  /** Last day that may be declared. */
  readonly auPlusTard: Jour;
  /** Ids of active instructeurs. */
  readonly instructeurs: ReadonlySet<string>;
  /** Absences not cancelled of the person and of the stand-in. */
  readonly autres: readonly AbsenceDeclaree[];
}

/**
 * Holds that an absence can be declared: days in order and not over, two instructeurs, one absence at a time, and a
 * stand-in who is there: nobody stands in for somebody who stands in.
 * @throws Refus `absence.dates`, `absence.passee`, `absence.trop_longue`, `absence.non_habilite`, `absence.soi_meme`, `absence.deja_declaree`, `absence.suppleant_absent`,
 * `absence.supplee_ailleurs` when the person stands in for another then
 */
export function exigerAbsenceValable(absence: AbsenceDeclaree, { aujourdhui, auPlusTard, instructeurs, autres }: FaitsAbsence): void {
  const { personneId, suppleantId, du, au } = absence;
  if (au < du) throw new Refus('absence.dates', { champ: 'au' });
  if (au < aujourdhui) throw new Refus('absence.passee', { champ: 'au' });
  if (au > auPlusTard) throw new Refus('absence.trop_longue', { champ: 'au' });
  if (!instructeurs.has(personneId)) throw new Refus('absence.non_habilite', { champ: 'personneId' });
  if (!instructeurs.has(suppleantId)) throw new Refus('absence.non_habilite', { champ: 'suppleantId' });
  if (personneId === suppleantId) throw new Refus('absence.soi_meme', { champ: 'suppleantId' });
  const memes = autres.filter((a) => seChevauchent(a, absence));
  if (memes.some((a) => a.personneId === personneId)) throw new Refus('absence.deja_declaree', { champ: 'du' });
  if (memes.some((a) => a.personneId === suppleantId)) throw new Refus('absence.suppleant_absent', { champ: 'suppleantId' });
  if (memes.some((a) => a.suppleantId === personneId)) throw new Refus('absence.supplee_ailleurs', { champ: 'du' });
}
