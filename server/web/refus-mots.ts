import type { Refus } from '../domain/kernel/refus.js';
import { euros } from '../platform/format.js';

type Donnees = Refus['donnees'];

/** Sentences of a family of refusals, by code, each written from the figures of the refusal. */
export type Messages = Readonly<Record<string, (d: Donnees) => string>>;

/** An amount of the refusal, in euros. */
export const montant = (d: Donnees, cle: string): string => euros(Number(d[cle] ?? 0));

/** Why a spreadsheet is not read, in words; also for other imports. */
export function messageDeClasseur(raison: string, maximum: number, ligne: number | null): string {
  const lieu = ligne === null ? '' : ` (ligne ${ligne})`;
  switch (raison) {
    case 'vide': return 'Ce fichier est vide.';
    case 'format': return 'Ce fichier n’est pas un tableur XLSX, ODS ou CSV.';
    case 'feuille': return 'Ce classeur ne contient pas la feuille attendue.';
    case 'lignes': return `Ce fichier a trop de lignes : ${maximum} au plus${lieu}.`;
    case 'cellules': return `Ce fichier a trop de colonnes : ${maximum} au plus${lieu}.`;
    case 'cellule': return `Une cellule est trop longue : ${maximum} caractères au plus${lieu}.`;
    case 'trop_grand': return 'Ce fichier, une fois ouvert, est trop grand pour être lu.';
    default: return 'Ce fichier est incomplet ou abîmé. Enregistrez-le de nouveau depuis votre tableur.';
  }
}
