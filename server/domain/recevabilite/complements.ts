import { SECTIONS, type Section } from '../dossiers/contenu.js';
import { ajouterJours, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';
import { clePiece } from './etat-piece.js';

/** Why a piece or a section is asked for again. */
export const MOTIFS_COMPLEMENT = ['manquant', 'incomplet', 'incorrect', 'perime'] as const;
export type MotifComplement = (typeof MOTIFS_COMPLEMENT)[number];

/** One thing the porteur must bring or correct; `precision` names the co-funder of a letter of intent. */
export interface ElementDemande {
  readonly cible: 'piece' | 'section';
  readonly code: string;
  readonly precision?: string;
  readonly motif: MotifComplement;
  readonly commentaire: string;
}

/** Sections that can be asked for again; pieces are asked for one by one. */
export const SECTIONS_DEMANDABLES: readonly Section[] = SECTIONS.filter((s) => s !== 'pieces');

/**
 * Holds that a request for complements can be sent: something is asked, each thing once, each thing one this dossier must
 * or may bring, and explained unless it is simply missing.
 * @param pieces pieces this dossier is asked for, `rib`, `lettre_intention:commune`
 * @throws Refus `complements.vide`, `complements.inconnu`, `complements.doublon`, `complements.sans_explication`
 * @see spec 1, stage 5
 */
export function exigerDemandeValable(elements: readonly ElementDemande[], pieces: readonly string[]): void {
  if (elements.length === 0) throw new Refus('complements.vide');
  const vus = new Set<string>();
  for (const { cible, code, precision = '', motif, commentaire } of elements) {
    const connus: readonly string[] = cible === 'piece' ? pieces : SECTIONS_DEMANDABLES;
    if (!connus.includes(cible === 'piece' ? clePiece({ code, precision }) : code)) throw new Refus('complements.inconnu', { code });
    const cle = `${cible}:${code}:${precision}`;
    if (vus.has(cle)) throw new Refus('complements.doublon', { code });
    vus.add(cle);
    if (motif !== 'manquant' && commentaire.trim() === '') throw new Refus('complements.sans_explication', { code });
  }
}

/** Days an answer is given at least when an agent shortens the call's limit, at most when they lengthen it. */
export const DELAI_COMPLEMENTS = { minimum: 5, maximum: 60 } as const;
/** Days after the request beyond which no more time is given. */
export const PROLONGATION_MAX_JOURS = 120;

/** Days between which an agent may set the limit of a request; the call's own limit is always among them. */
export function bornesLimite(demande: Jour, delaiAppel: number): { readonly minimum: Jour; readonly maximum: Jour } {
  return { minimum: ajouterJours(demande, Math.min(DELAI_COMPLEMENTS.minimum, delaiAppel)), maximum: ajouterJours(demande, Math.max(DELAI_COMPLEMENTS.maximum, delaiAppel)) };
}

/**
 * Holds that an agent may ask for an answer by this day: within bounds, and with a reason when it is not the call's limit.
 * @throws Refus `complements.limite_hors_bornes` with the bounds, `complements.limite_sans_motif`
 */
export function exigerLimiteAcceptable(limite: Jour, motif: string, { demande, delaiAppel }: { readonly demande: Jour; readonly delaiAppel: number }): void {
  const { minimum, maximum } = bornesLimite(demande, delaiAppel);
  if (limite < minimum || limite > maximum) throw new Refus('complements.limite_hors_bornes', { champ: 'limite', minimum, maximum });
  if (limite !== ajouterJours(demande, delaiAppel) && motif.trim() === '') throw new Refus('complements.limite_sans_motif', { champ: 'motifLimite' });
}

/**
 * Holds that more time may be given until this day: later than the limit in force and than today, and not endlessly.
 * @throws Refus `complements.prolongation_hors_bornes` with the bounds
 */
export function exigerProlongation(jusquau: Jour, { champ, ...faits }: { readonly limite: Jour; readonly demande: Jour; readonly aujourdhui: Jour; readonly champ: string }): void {
  const { minimum, maximum } = bornesProlongation(faits);
  if (jusquau < minimum || jusquau > maximum) throw new Refus('complements.prolongation_hors_bornes', { champ, minimum, maximum });
}

/** Days between which more time may be given. */
export function bornesProlongation({ limite, demande, aujourdhui }: { readonly limite: Jour; readonly demande: Jour; readonly aujourdhui: Jour }): { readonly minimum: Jour; readonly maximum: Jour } {
  return { minimum: ajouterJours(limite > aujourdhui ? limite : aujourdhui, 1), maximum: ajouterJours(demande, PROLONGATION_MAX_JOURS) };
}

/** Reminders of a request that waits for its answer, in their order. */
export const RAPPELS = ['j7', 'j2', 'depassee'] as const;
export type Rappel = (typeof RAPPELS)[number];

/** First day of each reminder, in days from the limit. */
const RANG_DU_RAPPEL: Readonly<Record<Rappel, number>> = { j7: -7, j2: -2, depassee: 1 };

/**
 * Reminder whose day has come, null before the first. `utile` is false when the request itself was sent that day or
 * later: it was its own reminder.
 */
export function rappelDu(limite: Jour, demande: Jour, aujourdhui: Jour): { readonly rappel: Rappel; readonly utile: boolean } | null {
  const rappel = RAPPELS.findLast((r) => aujourdhui >= ajouterJours(limite, RANG_DU_RAPPEL[r]));
  return rappel === undefined ? null : { rappel, utile: demande < ajouterJours(limite, RANG_DU_RAPPEL[rappel]) };
}
