import { SECTIONS, type Section } from '../dossiers/contenu.js';
import { Refus } from '../kernel/refus.js';

/** Why a piece or a section is asked for again. */
export const MOTIFS_COMPLEMENT = ['manquant', 'incomplet', 'incorrect', 'perime'] as const;
export type MotifComplement = (typeof MOTIFS_COMPLEMENT)[number];

/** One thing the porteur must bring or correct; `precision` names the co-funder of a letter of intent. */
export interface ElementDemande {
  readonly cible: 'piece' | 'section';
  readonly code: string;
  readonly precision?: string;
  readonly motif: MotifComplement;
  readonly commentaire: string;
}

/** Sections that can be asked for again; pieces are asked for one by one. */
export const SECTIONS_DEMANDABLES: readonly Section[] = SECTIONS.filter((s) => s !== 'pieces');

/**
 * Holds that a request for complements can be sent: something is asked, each thing once, each thing known,
 * and explained unless it is simply missing.
 * @param pieces codes of the pieces of the call
 * @throws Refus `complements.vide`, `complements.inconnu`, `complements.doublon`, `complements.sans_explication`
 * @see spec 1, stage 5
 */
export function exigerDemandeValable(elements: readonly ElementDemande[], pieces: readonly string[]): void {
  if (elements.length === 0) throw new Refus('complements.vide');
  const vus = new Set<string>();
  for (const { cible, code, precision = '', motif, commentaire } of elements) {
    const connus: readonly string[] = cible === 'piece' ? pieces : SECTIONS_DEMANDABLES;
    if (!connus.includes(code)) throw new Refus('complements.inconnu', { code });
    const cle = `${cible}:${code}:${precision}`;
    if (vus.has(cle)) throw new Refus('complements.doublon', { code });
    vus.add(cle);
    if (motif !== 'manquant' && commentaire.trim() === '') throw new Refus('complements.sans_explication', { code });
  }
}
