import type { EtatVersement } from '../etats/machines.js';
import { ZERO, moins, somme, type Cents } from '../kernel/cents.js';
import type { Soldes } from './convention.js';

/** What may be wrong in the ledger. */
export const CODES_DIFFERENCE = [
  'ecriture_vide', 'ecriture_desequilibree', 'objet_inconnu', 'enveloppe_depassee', 'compte_negatif', 'convention_non_engagee', 'echeancier_different', 'versement_different', 'titre_different',
] as const;
export type CodeDifference = (typeof CODES_DIFFERENCE)[number];

/** One difference, with its place and both amounts in cents. */
export interface Difference {
  readonly code: CodeDifference;
  /** Number or id of the entry, envelope, convention, payment or title. */
  readonly lieu: string;
  readonly attendu: number;
  readonly trouve: number;
}

type SurCheminDe = Pick<Soldes, 'liquide' | 'mandate' | 'paye'>;

/** Account on which a payment stands, by its state; none before it is prepared. */
const COMPTE_DE: Readonly<Record<EtatVersement, keyof SurCheminDe | null>> = { a_liquider: null, rejete: null, liquide: 'liquide', valide: 'liquide', mandate: 'mandate', paye: 'paye' };

/** Compares a payment with what its entries left on each account: its amount on the account of its state, nothing elsewhere. */
export function comparerVersement(lieu: string, { etat, montant }: { readonly etat: EtatVersement; readonly montant: Cents }, soldes: SurCheminDe): Difference[] {
  return (['liquide', 'mandate', 'paye'] as const).flatMap((compte) => {
    const attendu = COMPTE_DE[etat] === compte ? montant : ZERO;
    return attendu === soldes[compte] ? [] : [{ code: 'versement_different' as const, lieu: `${lieu} (${compte})`, attendu, trouve: soldes[compte] }];
  });
}

/**
 * Compares a title with its entries: what was received, waived and is still to recover sums to its amount, and something
 * is still to recover as long as it is open. What was withdrawn of a title counts no more, and what its receipts and
 * waivers say is what its entries say.
 */
export function comparerTitre(lieu: string, { ouvert, montant, retire, recu, remis }: { readonly ouvert: boolean; readonly montant: Cents; readonly retire: Cents; readonly recu: Cents; readonly remis: Cents }, s: Pick<Soldes, 'a_recouvrer' | 'recouvre' | 'remise'>): Difference[] {
  const total = somme([s.a_recouvrer, s.recouvre, s.remise]);
  const attendu = moins(montant, retire);
  if (total !== attendu) return [{ code: 'titre_different', lieu, attendu, trouve: total }];
  if (s.recouvre !== recu) return [{ code: 'titre_different', lieu: `${lieu} (recouvre)`, attendu: recu, trouve: s.recouvre }];
  if (s.remise !== remis) return [{ code: 'titre_different', lieu: `${lieu} (remise)`, attendu: remis, trouve: s.remise }];
  return ouvert === s.a_recouvrer > 0 ? [] : [{ code: 'titre_different', lieu: `${lieu} (a_recouvrer)`, attendu: ouvert ? montant : ZERO, trouve: s.a_recouvrer }];
}
