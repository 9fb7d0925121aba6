import { jour, type Jour } from '../../domain/kernel/jour.js';
import type { Coffre, Scelle } from '../../platform/coffre.js';
import { ouvrirJson, scellerJson } from './import-coffre.js';

/** Who asks, how to answer them, and what they ask in their words: all of it encrypted. */
export interface Demandeur {
  readonly nom: string;
  readonly prenom: string;
  readonly naissance: Jour;
  /** Another name under which they may have been entered: of birth, or of use. */
  readonly autreNom: string;
  /** Postal or mail address to which the answer goes. */
  readonly contact: string;
  /** Who asks for them: a lawyer, a guardian; empty when they ask themselves. */
  readonly representant: string;
  /** What they want corrected, or any precision. */
  readonly precision: string;
}

/** Place for which the demandeur of a request is encrypted. */
export const lieuDeDemande = (demandeId: string): string => `droits:${demandeId}`;

export const scellerDemandeur = (coffre: Coffre, demandeId: string, demandeur: Demandeur): { cle_version: number; chiffre: string } => scellerJson(coffre, lieuDeDemande(demandeId), demandeur);

/** @throws CoffreFerme when the key is unknown or anything was changed */
export function ouvrirDemandeur(coffre: Coffre, demandeId: string, scelle: Scelle): Demandeur {
  const lu = ouvrirJson<Demandeur>(coffre, lieuDeDemande(demandeId), scelle);
  return { ...lu, naissance: jour(lu.naissance) };
}
