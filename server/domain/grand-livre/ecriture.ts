import { ZERO, maximum, minimum, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import { NATURES, type Compte, type Nature } from './plan.js';

/** Part of an amount that one envelope bears, in cents. */
export interface Part { readonly enveloppeId: string; readonly montant: Cents }

/** One line of an entry: positive when money enters the account, negative when it leaves. */
export interface Mouvement extends Part { readonly compte: Compte }

/** An entry: what happened, and movements that sum to zero on each envelope. */
export interface Ecriture { readonly nature: Nature; readonly mouvements: readonly Mouvement[] }

/**
 * The entry of an event: each part leaves one account and enters another, on the same envelope.
 * @param parts amounts > 0, in cents
 * @throws RangeError when a part is not above zero: nothing happened, nothing is written
 */
export function passer(nature: keyof typeof NATURES, parts: readonly Part[]): Ecriture {
  if (parts.length === 0 || parts.some((p) => p.montant <= 0)) throw new RangeError(`${nature}: amounts above zero are wanted`);
  const { de, vers } = NATURES[nature];
  return { nature, mouvements: parts.flatMap(({ enveloppeId, montant }) => [{ compte: de, enveloppeId, montant: moins(ZERO, montant) }, { compte: vers, enveloppeId, montant }]) };
}

/** The entry that undoes another one, movement by movement. */
export const contrepasser = ({ mouvements }: Ecriture): Ecriture => ({ nature: 'correction', mouvements: mouvements.map((m) => ({ ...m, montant: moins(ZERO, m.montant) })) });

/** Do the movements sum to zero, on each envelope too? An entry without movement is none. */
export function equilibree(mouvements: readonly Part[]): boolean {
  return mouvements.length > 0 && [...parEnveloppe(mouvements).values()].every((total) => total === 0);
}

/** Balance of one account, in cents. */
export const solde = (mouvements: readonly Mouvement[], compte: Compte): Cents => somme(mouvements.filter((m) => m.compte === compte).map((m) => m.montant));

function parEnveloppe(parts: readonly Part[]): Map<string, Cents> {
  const totaux = new Map<string, Cents>();
  for (const { enveloppeId, montant } of parts) totaux.set(enveloppeId, somme([totaux.get(enveloppeId) ?? ZERO, montant]));
  return totaux;
}

/**
 * Takes an amount from what envelopes hold, in the order given.
 * @param tenus what each holds, in cents
 * @returns parts above zero that sum to `montant`
 * @throws Refus `grand_livre.insuffisant` { disponible, demande } when they hold less
 */
export function prelever(tenus: readonly Part[], montant: Cents): readonly Part[] {
  const disponible = somme(tenus.map((t) => maximum(t.montant, ZERO)));
  if (montant > disponible) throw new Refus('grand_livre.insuffisant', { disponible, demande: montant });
  return prendreAuPlus(tenus, montant);
}

/** Takes an amount from what envelopes hold, in the order given; less when they hold less. */
export function prendreAuPlus(tenus: readonly Part[], montant: Cents): readonly Part[] {
  let reste = maximum(montant, ZERO);
  return tenus.flatMap(({ enveloppeId, montant: tenu }) => {
    const part = minimum(reste, maximum(tenu, ZERO));
    reste = moins(reste, part);
    return part === 0 ? [] : [{ enveloppeId, montant: part }];
  });
}
