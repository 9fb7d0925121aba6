import type { ContenuAppel } from '../domain/appels/contenu.js';
import { libelle } from './libelles.js';

/** Words that name the pieces and territories of one call. */
export interface Noms {
  readonly piece: (cle: string) => string;
  readonly territoire: (code: string) => string;
}

/** Names of the call's pieces (`lettre_intention:commune` → `Lettre d’intention… (Commune)`) and of the territories. */
export const nomsDe = (appel: Pick<ContenuAppel, 'pieces'>, territoires: readonly { code: string; nom: string }[]): Noms => ({
  piece: (cle) => {
    const [code = '', precision = ''] = cle.split(':');
    return nomDePiece(appel.pieces.find((p) => p.code === code)?.intitule ?? libelle('piece', code), precision);
  },
  territoire: (code) => territoires.find((t) => t.code === code)?.nom ?? code,
});

/** Title of a piece, with the co-funder it comes from. */
export const nomDePiece = (intitule: string, precision: string): string => (precision === '' ? intitule : `${intitule} (${libelle('financeur', precision)})`);
