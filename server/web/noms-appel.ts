import type { ContenuAppel } from '../domain/appels/contenu.js';
import { lireCofinanceur } from '../domain/dossiers/pieces-exigees.js';
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
    return nomDePieceDe(appel, { code, precision });
  },
  territoire: (code) => territoires.find((t) => t.code === code)?.nom ?? code,
});

/** A co-funder of a piece: its kind, and its name when there are several of that kind. */
export function nomDuCofinanceur(cle: string): string {
  const { financeur, nom } = lireCofinanceur(cle);
  return nom === '' ? libelle('financeur', financeur) : `${libelle('financeur', financeur)} : ${nom}`;
}

/** Title of a piece, with the co-funder it comes from. */
export const nomDePiece = (intitule: string, precision: string): string => (precision === '' ? intitule : `${intitule} (${nomDuCofinanceur(precision)})`);

/** Title of a piece as its call names it, with the co-funder it comes from. */
export const nomDePieceDe = (appel: Pick<ContenuAppel, 'pieces'>, { code, precision }: { readonly code: string; readonly precision: string }): string =>
  nomDePiece(appel.pieces.find((p) => p.code === code)?.intitule ?? libelle('piece', code), precision);
