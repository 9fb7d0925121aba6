import type { EtatBilan } from '../etats/machines.js';
import type { Financeur, Poste } from '../financements/nomenclature.js';
import type { Cents } from '../kernel/cents.js';
import type { Jour } from '../kernel/jour.js';
import type { MotifRejet } from '../service-fait/lignes.js';
import type { ContenuBilan } from './contenu.js';

/** Evidence attached to a line. */
export interface Justificatif { readonly id: string; readonly nom: string; readonly taille: number; readonly sha256: string }

/** An expense line: what the porteur declares, what the controller decides, what the porteur answers. */
export interface LigneDeDepense {
  readonly id: string;
  readonly rang: number;
  readonly poste: Poste;
  readonly libelle: string;
  readonly date: Jour;
  readonly acquitteeLe: Jour | null;
  readonly montant: Cents;
  readonly piece: Justificatif | null;
  /** Null as long as the controller has not decided. */
  readonly retenu: Cents | null;
  readonly motif: MotifRejet | null;
  readonly constat: string;
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
  readonly etat: EtatBilan;
  readonly contenu: ContenuBilan;
  readonly limite: Jour;
  /** Instant, null before the deposit. */
  readonly deposeLe: string | null;
  readonly depenses: readonly LigneDeDepense[];
  readonly ressources: readonly LigneDeRessource[];
}
