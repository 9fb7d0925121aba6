import type { ContenuAppel } from '../appels/contenu.js';
import type { SectionBudget } from './contenu.js';

/** Facts that decide which pieces are asked. */
export interface FaitsPieces {
  /** Kind of organisme: `association`, `entreprise`, `public`. */
  readonly nature: string;
  readonly forfaits: readonly string[];
  /** Solicited co-funders as `financeur:libellé` keys, one letter of intent each. */
  readonly cofinanceursSollicites: readonly string[];
  readonly signataireDelegue: boolean;
  readonly reconduction: boolean;
}

/** A piece this dossier must or may bring; `precision` names the co-funder of a letter of intent. */
export interface PieceExigee {
  readonly code: string;
  readonly intitule: string;
  readonly precision: string;
  readonly obligatoire: boolean;
}

/**
 * Solicited co-funders (spec 2.1), own funds left out, and those that answer this very dossier: they write no letter of intent.
 * @param verseurs funders that pay through the call
 */
export function cofinanceursSollicites(budget: Pick<SectionBudget, 'ressources'> | undefined, verseurs: readonly string[]): string[] {
  const lignes = (budget?.ressources ?? []).filter((r) => r.statut === 'sollicite' && !verseurs.includes(r.financeur) && r.financeur !== 'fonds_propres');
  return [...new Set(lignes.map((r) => r.financeur))];
}

/** Pieces of the call that this dossier is asked for, letters of intent one per solicited co-funder (spec 1, stage 1; spec 2.1). */
export function piecesExigees(appel: Pick<ContenuAppel, 'pieces'>, faits: FaitsPieces): PieceExigee[] {
  const conditions = { signataire_non_representant: faits.signataireDelegue, forfait: faits.forfaits.length > 0, reconduction: faits.reconduction };
  return appel.pieces.flatMap((p) => {
    if (p.pour !== undefined && !p.pour.includes(faits.nature)) return [];
    if (p.si !== undefined && !conditions[p.si]) return [];
    const commun = { code: p.code, intitule: p.intitule, obligatoire: p.obligatoire };
    if (p.parCofinanceur === true) return faits.cofinanceursSollicites.map((c) => ({ ...commun, precision: c }));
    return [{ ...commun, precision: '' }];
  });
}
