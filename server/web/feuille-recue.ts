import { ClasseurRefuse } from '../platform/lecture-classeur.js';
import { formatRecu, lireFeuille, type FeuilleLue } from '../platform/lecture-feuille.js';
import { messageDeClasseur } from './classeur-messages.js';
import type { FichierRecu } from './demande.js';
import { FormulaireInvalide } from './errors.js';

/**
 * Reads the table received in the field `champ`, with the name of its file.
 * @throws FormulaireInvalide when there is none, or when it cannot be read
 */
export async function lireFeuilleRecue(fichiers: readonly FichierRecu[], champ: string): Promise<{ nom: string; feuille: FeuilleLue }> {
  const fichier = fichiers.find((f) => f.champ === champ);
  if (fichier === undefined) throw new FormulaireInvalide({ [champ]: 'Choisissez un fichier.' });
  try {
    return { nom: fichier.nom, feuille: await lireFeuille(fichier.chemin, formatRecu(fichier.typeMime)) };
  } catch (erreur) {
    throw erreur instanceof ClasseurRefuse ? new FormulaireInvalide({ [champ]: `« ${fichier.nom} » : ${messageDeClasseur(erreur)}` }) : erreur;
  }
}
