import type { EtatVersement } from '../etats/machines.js';
import type { Jour } from '../kernel/jour.js';

/** A row of the file accounting sends back: a payment date or a reason of rejection. `payeLe` is null when what is written is no day. */
export interface LigneRetour {
  /** Place in the file, from 1. */
  readonly numero: number;
  readonly reference: string;
  readonly payeLe: Jour | null | '';
  readonly motif: string;
}

/** A payment a row may be about. `interdit`: the person belongs to its organisme. */
export interface VersementAttendu {
  readonly id: string;
  readonly dossierId: string;
  readonly etat: EtatVersement;
  readonly mandateLe: Jour | null;
  readonly payeLe: Jour | null;
  readonly motifRejet: string;
  readonly interdit: boolean;
}

export const ERREURS_RETOUR = [
  'reference_absente', 'reference_inconnue', 'reference_double', 'issue_absente', 'issue_double', 'date_invalide', 'date_future', 'date_trop_tot', 'non_mandate', 'deja_paye', 'organisme_de_l_agent',
] as const;
export type ErreurRetour = (typeof ERREURS_RETOUR)[number];

/** What becomes of a row: applied, already known, or wrong. */
export type Issue =
  | { readonly type: 'payer'; readonly versement: VersementAttendu; readonly payeLe: Jour }
  | { readonly type: 'rejeter'; readonly versement: VersementAttendu; readonly motif: string }
  | { readonly type: 'deja' }
  | { readonly type: 'erreur'; readonly code: ErreurRetour };

const erreur = (code: ErreurRetour): Issue => ({ type: 'erreur', code });

/**
 * Decides each row of an answer of accounting on its own: a wrong row stops no other, and a row that says what is
 * already recorded changes nothing. The second row of the same payment is wrong, whatever the first says.
 */
export function rapprocher(lignes: readonly LigneRetour[], versements: ReadonlyMap<string, VersementAttendu>, aujourdhui: Jour): readonly (LigneRetour & { readonly issue: Issue })[] {
  const vues = new Set<string>();
  return lignes.map((ligne) => {
    const double = vues.has(ligne.reference);
    vues.add(ligne.reference);
    return { ...ligne, issue: double && ligne.reference !== '' ? erreur('reference_double') : decider(ligne, versements.get(ligne.reference), aujourdhui) };
  });
}

function decider({ reference, payeLe, motif }: LigneRetour, v: VersementAttendu | undefined, aujourdhui: Jour): Issue {
  if (reference === '') return erreur('reference_absente');
  if (v === undefined) return erreur('reference_inconnue');
  if (v.interdit) return erreur('organisme_de_l_agent');
  if (payeLe === '' && motif === '') return erreur('issue_absente');
  if (payeLe !== '' && motif !== '') return erreur('issue_double');
  if (payeLe === '') return decreterRejet(v, motif);
  return payeLe === null ? erreur('date_invalide') : decreterPaiement(v, payeLe, aujourdhui);
}

function decreterRejet(v: VersementAttendu, motif: string): Issue {
  if (v.etat === 'mandate') return { type: 'rejeter', versement: v, motif };
  if (v.etat === 'paye') return erreur('deja_paye');
  return v.etat === 'a_liquider' && v.motifRejet === motif ? { type: 'deja' } : erreur('non_mandate');
}

function decreterPaiement(v: VersementAttendu, payeLe: Jour, aujourdhui: Jour): Issue {
  if (v.etat === 'paye') return v.payeLe === payeLe ? { type: 'deja' } : erreur('deja_paye');
  if (v.etat !== 'mandate') return erreur('non_mandate');
  if (payeLe > aujourdhui) return erreur('date_future');
  if (v.mandateLe !== null && payeLe < v.mandateLe) return erreur('date_trop_tot');
  return { type: 'payer', versement: v, payeLe };
}
