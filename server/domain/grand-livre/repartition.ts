import { ZERO, cents, maximum, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';

/** What an envelope may be split by; the innovation reserve is kept apart from the split. */
export const DIMENSIONS = ['axe', 'dispositif', 'territoire'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type NatureDePart = Dimension | 'reserve';

/** A part of an envelope: an axe, a dispositif, a territory, or the innovation reserve (`code` empty); cents. */
export interface PartVotee { readonly nature: NatureDePart; readonly code: string; readonly vote: Cents }
export interface PartSuivie extends PartVotee { readonly engage: Cents; readonly disponible: Cents }

/** What decides the part a dossier is paid from. */
export interface FaitsDePart { readonly axe: string | null; readonly dispositif: number | null; readonly territoires: readonly string[]; readonly innovant: boolean }

/** Name of a part in a key; the empty text is what is not split. */
export const cleDePart = ({ nature, code }: Pick<PartVotee, 'nature' | 'code'>): string => `${nature}:${code}`;
export const NON_REPARTIE = '';

/**
 * Part an amount is taken from: the reserve for a dossier held innovative, else the part of its axe, dispositif or territory;
 * `NON_REPARTIE` when no part is its own, a dossier of several territories included.
 * @see spec 2.7
 */
export function partDuDossier(parts: readonly PartVotee[], { axe, dispositif, territoires, innovant }: FaitsDePart): string {
  if (innovant && parts.some((p) => p.nature === 'reserve')) return cleDePart({ nature: 'reserve', code: '' });
  const codes: Readonly<Record<Dimension, string | null>> = { axe, dispositif: dispositif === null ? null : String(dispositif), territoire: territoires.length === 1 ? territoires[0] ?? null : null };
  const sienne = parts.find((p) => p.nature !== 'reserve' && codes[p.nature] === p.code);
  return sienne === undefined ? NON_REPARTIE : cleDePart(sienne);
}

/**
 * Each part with what is committed on it, and what is not split as a last line.
 * @param vote of the whole envelope
 * @param engages committed net of releases, by key of part
 */
export function suivreParts(vote: Cents, parts: readonly PartVotee[], engages: ReadonlyMap<string, Cents>): { readonly parts: readonly PartSuivie[]; readonly nonRepartie: { readonly vote: Cents; readonly engage: Cents; readonly disponible: Cents } } {
  const suivre = (v: Cents, cle: string): { vote: Cents; engage: Cents; disponible: Cents } => ({ vote: v, engage: engages.get(cle) ?? ZERO, disponible: moins(v, engages.get(cle) ?? ZERO) });
  return { parts: parts.map((p) => ({ ...p, ...suivre(p.vote, cleDePart(p)) })), nonRepartie: suivre(moins(vote, somme(parts.map((p) => p.vote))), NON_REPARTIE) };
}

/**
 * Holds that a split may be kept: one dimension at most beside the reserve, no part twice, none below what is committed on it,
 * the whole within the envelope, what is left to those without a part included.
 * @throws Refus `enveloppe.plusieurs_dimensions`, `enveloppe.part_double`, `enveloppe.repartition_depassee`, `enveloppe.part_sous_engagee`
 * @see spec 2.7
 */
export function exigerRepartition(vote: Cents, parts: readonly PartVotee[], engages: ReadonlyMap<string, Cents>): void {
  if (new Set(parts.filter((p) => p.nature !== 'reserve').map((p) => p.nature)).size > 1) throw new Refus('enveloppe.plusieurs_dimensions');
  if (new Set(parts.map(cleDePart)).size < parts.length) throw new Refus('enveloppe.part_double');
  const { parts: suivies, nonRepartie } = suivreParts(vote, parts, engages);
  if (nonRepartie.vote < 0) throw new Refus('enveloppe.repartition_depassee', { vote, reparti: somme(parts.map((p) => p.vote)) });
  for (const p of [...suivies, nonRepartie]) if (p.disponible < 0) throw new Refus('enveloppe.part_sous_engagee', { engage: p.engage, demande: p.vote });
}

/**
 * Holds that amounts fit in the parts they are taken from, added to what is committed on them.
 * @param demandes amounts by key of part, in cents
 * @throws Refus `enveloppe.part_depassee` { disponible, demande }
 * @see spec 2.7
 */
export function exigerPartsDisponibles(vote: Cents, parts: readonly PartVotee[], engages: ReadonlyMap<string, Cents>, demandes: ReadonlyMap<string, Cents>): void {
  const { parts: suivies, nonRepartie } = suivreParts(vote, parts, engages);
  const disponibles = new Map([[NON_REPARTIE, nonRepartie.disponible], ...suivies.map((p): [string, Cents] => [cleDePart(p), p.disponible])]);
  for (const [cle, demande] of demandes) {
    const disponible = disponibles.get(cle) ?? cents(0);
    if (demande > disponible) throw new Refus('enveloppe.part_depassee', { disponible: maximum(disponible, ZERO), demande });
  }
}
