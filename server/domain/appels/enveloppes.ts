import { Refus } from '../kernel/refus.js';
import { ZERO, cents, minimum, moins, somme, type Cents } from '../kernel/cents.js';

/** Credits of a call for one funder and one year, with what was taken from them; whole cents. */
export interface Enveloppe {
  readonly id: string;
  readonly financeur: string;
  readonly annee: number;
  readonly voteCents: Cents;
}

/** What one envelope holds for one dossier: commitments less releases. */
export interface EngagementNet { readonly enveloppeId: string; readonly dossierId: string; readonly montantCents: Cents }

/** What one funder paid to, or recovered from, one dossier. */
export interface Mouvement { readonly financeur: string; readonly dossierId: string; readonly montantCents: Cents }

export interface SituationEnveloppe {
  readonly voteCents: Cents;
  /** Committed less released. */
  readonly engageCents: Cents;
  readonly verseCents: Cents;
  readonly recouvreCents: Cents;
  /** voted − committed + released (spec 2.7). */
  readonly disponibleCents: Cents;
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
 * Situation of each envelope of a call. Payments and recoveries name a funder and a dossier, not a year: they are
 * counted on the envelopes that committed the dossier, the earliest year first, each up to what it committed, the
 * last one taking what remains.
 * @see spec 2.7
 */
export function situationDesEnveloppes(
  enveloppes: readonly Enveloppe[], engagements: readonly EngagementNet[], paiements: readonly Mouvement[], recouvrements: readonly Mouvement[],
): ReadonlyMap<string, SituationEnveloppe> {
  const parAnnee = [...enveloppes].sort((a, b) => a.annee - b.annee);
  const verses = imputer(parAnnee, engagements, paiements);
  const recouvres = imputer(parAnnee, engagements, recouvrements);
  return new Map(enveloppes.map(({ id, voteCents }) => {
    const engageCents = somme(engagements.filter((e) => e.enveloppeId === id).map((e) => e.montantCents));
    return [id, { voteCents, engageCents, verseCents: verses.get(id) ?? ZERO, recouvreCents: recouvres.get(id) ?? ZERO, disponibleCents: moins(voteCents, engageCents) }];
  }));
}

/** Sum of several situations. */
export function totaliser(situations: readonly SituationEnveloppe[]): SituationEnveloppe {
  const total = (cle: keyof SituationEnveloppe): Cents => somme(situations.map((s) => s[cle]));
  return { voteCents: total('voteCents'), engageCents: total('engageCents'), verseCents: total('verseCents'), recouvreCents: total('recouvreCents'), disponibleCents: total('disponibleCents') };
}

function imputer(parAnnee: readonly Enveloppe[], engagements: readonly EngagementNet[], mouvements: readonly Mouvement[]): Map<string, Cents> {
  const net = new Map(engagements.map((e) => [`${e.enveloppeId} ${e.dossierId}`, e.montantCents]));
  const totaux = new Map<string, Cents>();
  for (const { financeur, dossierId, montantCents } of mouvements) {
    const candidates = parAnnee.filter((e) => e.financeur === financeur && net.has(`${e.id} ${dossierId}`));
    let reste = montantCents;
    for (const [rang, { id }] of candidates.entries()) {
      const part = rang === candidates.length - 1 ? reste : minimum(reste, net.get(`${id} ${dossierId}`) ?? ZERO);
      totaux.set(id, cents((totaux.get(id) ?? 0) + part));
      reste = moins(reste, part);
    }
  }
  return totaux;
}
