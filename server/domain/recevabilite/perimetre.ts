import type { Section } from '../dossiers/contenu.js';
import { clePiece } from './etat-piece.js';

interface Piece { readonly code: string; readonly precision: string }

/** What a porteur may change under a request for complements. */
export interface Perimetre {
  readonly sections: readonly Section[];
  readonly pieces: readonly Piece[];
}

/** Facts from which the perimeter follows. */
export interface FaitsPerimetre {
  readonly elements: readonly { readonly cible: 'piece' | 'section'; readonly code: string; readonly precision?: string }[];
  /** Pieces the deposited version had to bring. */
  readonly exigeesAuDepot: readonly Piece[];
  /** Pieces the sections as they are now written must bring. */
  readonly exigeesMaintenant: readonly Piece[];
}

const estSection = (e: FaitsPerimetre['elements'][number]): boolean => e.cible === 'section';

/**
 * What the request opens, and nothing else: each section asked, each piece asked with its own co-funder; and, when a
 * section is open, the pieces that only its correction made necessary (the letter of a co-funder added to the budget).
 * @see spec 1, stage 5; issue "the porteur may change only what was asked"
 */
export function perimetreDe({ elements, exigeesAuDepot, exigeesMaintenant }: FaitsPerimetre): Perimetre {
  const sections = elements.filter(estSection).map((e) => e.code as Section);
  const demandees = elements.filter((e) => !estSection(e)).map((e) => ({ code: e.code, precision: e.precision ?? '' }));
  const deja = new Set([...exigeesAuDepot, ...demandees].map(clePiece));
  const nouvelles = sections.length === 0 ? [] : exigeesMaintenant.filter((p) => !deja.has(clePiece(p))).map(({ code, precision }) => ({ code, precision }));
  return { sections: [...new Set(sections)], pieces: [...new Map([...demandees, ...nouvelles].map((p) => [clePiece(p), p])).values()] };
}

/** May this section be changed? */
export const sectionOuverte = (p: Perimetre, section: string): boolean => (p.sections as readonly string[]).includes(section);

/** May files be added to, or removed from, this piece? */
export const pieceOuverte = (p: Perimetre, piece: Piece): boolean => p.pieces.some((o) => o.code === piece.code && o.precision === piece.precision);
