import { cents, maximum, minimum, moins, somme, ZERO, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';

export const NATURES_ENGAGEMENT = ['engagement', 'liberation'] as const;
/** `engagement` adds to what is committed; `liberation` gives credits back and carries a negative amount. */
export type NatureEngagement = (typeof NATURES_ENGAGEMENT)[number];

/** Credits of one funder and one year, in cents; `libere` ≥ 0. */
export interface LigneEnveloppe {
  readonly id: string;
  readonly annee: number;
  readonly vote: Cents;
  readonly engage: Cents;
  readonly libere: Cents;
}

/** Totals of the envelopes of one funder, in cents. */
export interface EtatCredits {
  readonly vote: Cents;
  readonly engage: Cents;
  readonly libere: Cents;
  readonly disponible: Cents;
}

/** What a decision commits, in cents. */
export interface AEngager {
  readonly dossierId: string;
  readonly montant: Cents;
}

/** Part of an amount committed on one envelope, in cents. */
export interface Imputation {
  readonly enveloppeId: string;
  readonly dossierId: string;
  readonly montant: Cents;
}

/** Available credits of one line: voted − committed + released; negative when the vote was lowered since (spec 2.7). */
export const disponibleDe = ({ vote, engage, libere }: LigneEnveloppe): Cents => cents(vote - engage + libere);

/** Totals over the years of a funder (spec 2.7). */
export function totaliserCredits(lignes: readonly LigneEnveloppe[]): EtatCredits {
  return {
    vote: somme(lignes.map((l) => l.vote)), engage: somme(lignes.map((l) => l.engage)),
    libere: somme(lignes.map((l) => l.libere)), disponible: somme(lignes.map(disponibleDe)),
  };
}

/**
 * Commits amounts on the envelopes of their funder, the earliest year first; an amount may spread over several years.
 * @throws Refus `enveloppe.depassee` { disponible, demande } when the whole is above what is available
 * @see spec 2.7
 */
export function imputer(lignes: readonly LigneEnveloppe[], demandes: readonly AEngager[]): readonly Imputation[] {
  const disponible = totaliserCredits(lignes).disponible;
  const demande = somme(demandes.map((d) => d.montant));
  if (demande > disponible) throw new Refus('enveloppe.depassee', { disponible: maximum(disponible, ZERO), demande });
  const restes = [...lignes].sort((a, b) => a.annee - b.annee).map((l) => ({ id: l.id, reste: maximum(disponibleDe(l), ZERO) }));
  return demandes.flatMap(({ dossierId, montant }) => {
    let aImputer = montant;
    return restes.flatMap((ligne) => {
      const part = minimum(aImputer, ligne.reste);
      if (part === 0) return [];
      aImputer = moins(aImputer, part);
      ligne.reste = moins(ligne.reste, part);
      return [{ enveloppeId: ligne.id, dossierId, montant: part }];
    });
  });
}

/**
 * Gives back part of what a dossier had committed, the latest year first.
 * @param engagements what it holds on each envelope, net of what was already released, latest year first
 * @returns amounts ≥ 0 to release on each envelope; never more than is held
 * @see spec 2.7
 */
export function liberer(engagements: readonly { readonly enveloppeId: string; readonly net: Cents }[], montant: Cents): readonly { readonly enveloppeId: string; readonly montant: Cents }[] {
  let aLiberer = montant;
  return engagements.flatMap(({ enveloppeId, net }) => {
    const part = minimum(maximum(aLiberer, ZERO), maximum(net, ZERO));
    aLiberer = moins(aLiberer, part);
    return part === 0 ? [] : [{ enveloppeId, montant: part }];
  });
}
