import { nombre, tailleFichier } from '../platform/format.js';
import type { ClasseurRefuse, RaisonClasseur } from '../platform/lecture-classeur.js';

const MESSAGES: Readonly<Record<RaisonClasseur, (maximum: number) => string>> = {
  vide: () => 'ce fichier est vide.',
  format: () => 'ce n’est pas un tableau CSV, XLSX ou ODS. Depuis un tableur, enregistrez-le dans un de ces formats.',
  abime: () => 'ce fichier est incomplet ou abîmé. Ouvrez-le dans un tableur et enregistrez-le de nouveau.',
  trop_grand: (maximum) => `plus de ${tailleFichier(maximum)}.`,
  feuille: () => 'la feuille attendue n’y est pas.',
  lignes: (maximum) => `plus de ${nombre(maximum)} lignes.`,
  cellules: (maximum) => `une ligne a plus de ${nombre(maximum)} cellules.`,
  cellule: (maximum) => `une cellule a plus de ${nombre(maximum)} caractères.`,
};

/** Why a table is not read, to follow the name of its file. @param raison a `RaisonClasseur` as it travels in a refusal */
export function messageDeRaison(raison: string, maximum: number, ligne: number | null): string {
  const [, phrase] = Object.entries(MESSAGES).find(([r]) => r === raison) ?? ['abime', MESSAGES.abime];
  return `${phrase(maximum)}${ligne === null ? '' : ` (ligne ${nombre(ligne)})`}`;
}

export const messageDeClasseur = ({ raison, maximum, ligne }: ClasseurRefuse): string => messageDeRaison(raison, maximum, ligne);
