import { Refus } from '../kernel/refus.js';

/** Lowest and highest note of a criterion (spec 1, stage 7). */
export const NOTES = [0, 1, 2, 3, 4, 5] as const;

/** State of a dossier in which the committee scores it; before, the instruction is not validated, after, the committee has met. */
export const ETAT_NOTE = 'instruit';

/** Line of a sheet; `note` null while it is not chosen. */
export interface NoteSaisie { readonly critere: string; readonly note: number | null; readonly commentaire: string }

export type ManqueDeNote = 'note_absente' | 'commentaire_requis';

/** A note below 2 or above 4 must be explained. */
export const commentaireRequis = (note: number): boolean => note < 2 || note > 4;

/** What keeps a sheet from being submitted, by criterion, in the order of the criteria; empty when it is complete. */
export function manquesDeLaFeuille(criteres: readonly { readonly code: string }[], notes: readonly NoteSaisie[]): { readonly critere: string; readonly manque: ManqueDeNote }[] {
  return criteres.flatMap(({ code }) => {
    const manque = manqueDe(notes.find((n) => n.critere === code));
    return manque === null ? [] : [{ critere: code, manque }];
  });
}

function manqueDe(ligne: NoteSaisie | undefined): ManqueDeNote | null {
  if (ligne === undefined || ligne.note === null) return 'note_absente';
  return commentaireRequis(ligne.note) && ligne.commentaire.trim() === '' ? 'commentaire_requis' : null;
}

/**
 * Holds that a dossier is at the stage of scoring.
 * @throws Refus `notation.fermee` { etat }
 */
export function exigerNotationOuverte(etat: string): void {
  if (etat !== ETAT_NOTE) throw new Refus('notation.fermee', { etat });
}

/** States in which a conflict of interest may still be declared: until the committee has given its avis. */
export const ETATS_DE_DEPORT: readonly string[] = ['recevable', 'en_instruction', 'instruit', 'ajourne'];

/**
 * A submitted sheet is locked, unless the committee has met on the dossier since: then it belongs to an earlier examination
 * and may be revised.
 * @param examineLe close of the last session that examined the dossier, null when there is none
 */
export const estVerrouillee = (soumiseLe: string | null, examineLe: string | null): boolean =>
  soumiseLe !== null && (examineLe === null || soumiseLe > examineLe);

export const SITUATIONS = ['a_declarer', 'a_venir', 'a_noter', 'brouillon', 'soumise', 'deport'] as const;
/** Where one person stands on one dossier. */
export type Situation = (typeof SITUATIONS)[number];

/** How the sheet of one person may be written now. */
export type Ecriture = 'ouverte' | 'revision' | 'fermee';

/**
 * What one may do with one's sheet: write it while it is not submitted; write a revision, the submitted one still counting,
 * when the committee has met since or when scorers who disagree were brought together; nothing otherwise.
 * @param concertation a comparison with other scorers is open for this person
 */
export function ecritureDe(soumiseLe: string | null, examineLe: string | null, concertation: boolean): Ecriture {
  if (soumiseLe === null) return 'ouverte';
  return concertation || !estVerrouillee(soumiseLe, examineLe) ? 'revision' : 'fermee';
}

/**
 * Holds that a sheet was not written elsewhere since it was read.
 * @param lue version the writer started from; null when they had none to read
 * @throws Refus `notation.modifiee_ailleurs`
 */
export function exigerVersion(stockee: number, lue: number | null): void {
  if (lue !== null && lue !== stockee) throw new Refus('notation.modifiee_ailleurs');
}
