import { ZERO, cents, maximum, minimum, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import type { Part } from './ecriture.js';

/** Credits of one funder and one year, in cents; `engage` and `libere` ≥ 0. */
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

/** What one dossier takes from each envelope. */
export interface Imputation {
  readonly dossierId: string;
  readonly parts: readonly Part[];
}

/** Situation of an envelope, in cents. */
export interface SituationEnveloppe {
  readonly voteCents: Cents;
  /** Committed less released. */
  readonly engageCents: Cents;
  readonly verseCents: Cents;
  readonly recouvreCents: Cents;
  /** voted − committed + released (spec 2.7); what is recovered reopens no credit. */
  readonly disponibleCents: Cents;
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

/** Sum of several situations. */
export function totaliserSituations(situations: readonly SituationEnveloppe[]): SituationEnveloppe {
  const total = (cle: keyof SituationEnveloppe): Cents => somme(situations.map((s) => s[cle]));
  return { voteCents: total('voteCents'), engageCents: total('engageCents'), verseCents: total('verseCents'), recouvreCents: total('recouvreCents'), disponibleCents: total('disponibleCents') };
}

/**
 * Holds that an envelope is never set below what is already committed.
 * @throws Refus `enveloppe.sous_engage` with `engage` and `demande`, in cents
 * @see spec 2.7
 */
export function exigerAuDessusDeLEngage(voteCents: Cents, engageCents: Cents): void {
  if (voteCents < engageCents) throw new Refus('enveloppe.sous_engage', { champ: 'montant', engage: engageCents, demande: voteCents });
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
  return demandes.map(({ dossierId, montant }) => {
    let aImputer = montant;
    const parts = restes.flatMap((ligne) => {
      const part = minimum(aImputer, ligne.reste);
      if (part === 0) return [];
      aImputer = moins(aImputer, part);
      ligne.reste = moins(ligne.reste, part);
      return [{ enveloppeId: ligne.id, montant: part }];
    });
    return { dossierId, parts };
  });
}
