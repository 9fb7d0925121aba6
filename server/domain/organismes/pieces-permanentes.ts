import { ajouterJours, type Jour } from '../kernel/jour.js';

/** Pieces that speak of the organisme and not of the project: given once, used by every dossier (spec 1, stage 2). */
export const PIECES_PERMANENTES: readonly string[] = ['statuts', 'recepisse', 'dirigeants', 'sirene', 'rib', 'comptes', 'rapport_activite', 'delegation'];

/** May this piece of a call come from the sheet of the organisme? */
export const estPermanente = (code: string): boolean => PIECES_PERMANENTES.includes(code);

export type Validite = 'sans_fin' | 'valable' | 'bientot_perimee' | 'perimee';

const PREAVIS_JOURS = 60;

/** Where a piece stands on a day: its last day of validity is still good. */
export function validite(valableJusquAu: Jour | null, leJour: Jour): Validite {
  if (valableJusquAu === null) return 'sans_fin';
  if (valableJusquAu < leJour) return 'perimee';
  return valableJusquAu <= ajouterJours(leJour, PREAVIS_JOURS) ? 'bientot_perimee' : 'valable';
}
