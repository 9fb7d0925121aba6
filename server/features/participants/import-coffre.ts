import { CoffreFerme, type Coffre, type Scelle } from '../../platform/coffre.js';

/** Encrypts a value for one place of an import. */
export const scellerJson = (coffre: Coffre, lieu: string, valeur: unknown): { cle_version: number; chiffre: string } => {
  const { version, chiffre } = coffre.sceller(JSON.stringify(valeur), lieu);
  return { cle_version: version, chiffre };
};

/** What was encrypted for that place; the shape is that of what was written there. @throws CoffreFerme */
export const ouvrirJson = <T>(coffre: Coffre, lieu: string, scelle: Scelle): T => JSON.parse(coffre.ouvrir(scelle, lieu)) as T;

/** The same, or null once the key that encrypted it was withdrawn. */
export function ouvrirSiPossible<T>(coffre: Coffre, lieu: string, scelle: Scelle): T | null {
  try {
    return ouvrirJson<T>(coffre, lieu, scelle);
  } catch (erreur) {
    if (erreur instanceof CoffreFerme) return null;
    throw erreur;
  }
}
