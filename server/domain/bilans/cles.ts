import type { TempsDeTravail } from './lignes.js';

/** Letters and digits alone, without accents or capitals: two spellings of one name become one word. */
const compacter = (texte: string): string => texte.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** A person whatever the order, accents and capitals of their names: « DUPONT Élise » is « Elise Dupont ». Empty for nobody. */
export const cleSalarie = (nom: string): string =>
  nom.split(/[^\p{L}\p{M}\p{N}]+/u).map(compacter).filter((m) => m !== '').sort().join(' ').slice(0, 200);

/** What tells an invoice or a payslip apart from the others. */
export interface AIdentifier {
  readonly fournisseur: string;
  readonly reference: string;
  readonly date: string;
  readonly montantCents: number;
  readonly travail: Pick<TempsDeTravail, 'salarie' | 'mois'> | null;
}

/**
 * Words that two lines share when they claim the same thing: supplier, reference, date and amount of an invoice; person,
 * month and amount of a payslip. Null when the line does not say enough to be compared.
 */
export function cleFacture({ fournisseur, reference, date, montantCents, travail }: AIdentifier): string | null {
  const vendeur = compacter(fournisseur);
  if (vendeur !== '') return ['facture', vendeur, compacter(reference), date, montantCents].join('|');
  const salarie = cleSalarie(travail?.salarie ?? '');
  return salarie === '' || travail?.mois == null ? null : ['paie', salarie, travail.mois, montantCents].join('|');
}
