import type { EtatBilan } from '../etats/machines.js';
import type { Financeur, Poste } from '../financements/nomenclature.js';
import type { Cents } from '../kernel/cents.js';
import type { Jour } from '../kernel/jour.js';
import type { DecisionLigne, MotifRejet } from '../service-fait/lignes.js';
import type { ContenuBilan } from './contenu.js';

/** Evidence attached to a line. */
export interface Justificatif { readonly id: string; readonly nom: string; readonly taille: number; readonly sha256: string }

/** A bilan under way, whose figures are those of that day, or the one from which the balance is computed (spec 1). */
export const NATURES_BILAN = ['intermediaire', 'final'] as const;
export type NatureBilan = (typeof NATURES_BILAN)[number];

/** Work of one person on the operation, behind a payslip; `heures` in hundredths of an hour, `mois` as `AAAA-MM`. */
export interface TempsDeTravail { readonly salarie: string; readonly mois: string | null; readonly heures: number | null }

/** An expense line: what the porteur declares, what the controller decides, what the porteur answers. */
export interface LigneDeDepense {
  readonly id: string;
  readonly rang: number;
  readonly poste: Poste;
  readonly libelle: string;
  readonly date: Jour;
  readonly acquitteeLe: Jour | null;
  readonly montant: Cents;
  /** Who was paid, and the number of the invoice; empty when not given. */
  readonly fournisseur: string;
  readonly reference: string;
  /** Null for a line that is no payslip. */
  readonly travail: TempsDeTravail | null;
  /** Evidence, by name; one file may stand for several lines. */
  readonly pieces: readonly Justificatif[];
  /** Null as long as the controller has not decided. */
  readonly retenu: Cents | null;
  readonly motif: MotifRejet | null;
  readonly constat: string;
  /** What the FSE+ convention decides otherwise; null when it follows the others. */
  readonly fse: DecisionLigne | null;
  /** Drawn by lot, when the control rests on a sample. */
  readonly tiree: boolean;
  readonly reponse: string;
  readonly reponsePiece: Justificatif | null;
}

/** A resource really received, with its proof. */
export interface LigneDeRessource {
  readonly id: string;
  readonly financeur: Financeur;
  readonly libelle: string;
  readonly montant: Cents;
  readonly piece: Justificatif | null;
}

/** A bilan with its lines, in the order they were entered. */
export interface Bilan {
  readonly nature: NatureBilan;
  readonly etat: EtatBilan;
  readonly contenu: ContenuBilan;
  readonly limite: Jour;
  /** Instant, null before the deposit. */
  readonly deposeLe: string | null;
  readonly depenses: readonly LigneDeDepense[];
  readonly ressources: readonly LigneDeRessource[];
}
