import type { ContenuAppel } from '../appels/contenu.js';
import type { SectionBudget } from './contenu.js';

/** Facts that decide which pieces are asked. */
export interface FaitsPieces {
  /** Kind of organisme: `association`, `entreprise`, `public`. */
  readonly nature: string;
  readonly forfaits: readonly string[];
  /** Keys of the solicited co-funders, one letter of intent each. */
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

/** Between the kind of a co-funder and its name, in a key; no name keeps one. */
const SEPARATEUR = '~';
/** Longest key, as pieces are stored. */
const LONGUEUR_MAX = 60;

const nomDansUneCle = (libelle: string): string => libelle.replace(/[:~\s]+/gu, ' ').trim();

/**
 * Solicited co-funder of each resource of a budget (spec 2.1), null for the others: own funds, what is acquired, and the funders
 * that answer this very dossier write no letter of intent. The first of a kind is named by its kind alone (`commune`), the
 * others by their kind and name (`commune~Ville de Boé`).
 * @param verseurs funders that pay through the call
 */
export function cofinanceursParLigne(budget: Pick<SectionBudget, 'ressources'> | undefined, verseurs: readonly string[]): (string | null)[] {
  const premiers = new Map<string, string>();
  return (budget?.ressources ?? []).map(({ financeur, libelle, statut }) => {
    if (statut !== 'sollicite' || verseurs.includes(financeur) || financeur === 'fonds_propres') return null;
    const nom = nomDansUneCle(libelle);
    const premier = premiers.get(financeur);
    if (premier === undefined) premiers.set(financeur, nom.toLowerCase());
    return premier === undefined || nom === '' || nom.toLowerCase() === premier ? financeur : `${financeur}${SEPARATEUR}${nom}`.slice(0, LONGUEUR_MAX).trim();
  });
}

/** Solicited co-funders, each once; one letter of intent each (spec 2.1). @see cofinanceursParLigne */
export const cofinanceursSollicites = (budget: Pick<SectionBudget, 'ressources'> | undefined, verseurs: readonly string[]): string[] =>
  [...new Set(cofinanceursParLigne(budget, verseurs).filter((c) => c !== null))];

/** Kind and name that a key holds; the name is empty for the first of a kind. */
export function lireCofinanceur(cle: string): { readonly financeur: string; readonly nom: string } {
  const [financeur = '', nom = ''] = cle.split(SEPARATEUR);
  return { financeur, nom };
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
