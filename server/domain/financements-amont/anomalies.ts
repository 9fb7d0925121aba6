import type { Cents } from '../kernel/cents.js';
import type { Gravite } from '../financements/anomalies.js';

/**
 * Every anomaly of a funding table or of the detailed budget of a fiche. The first five are the rules of spec 2.6; the others say
 * what could not be read, so that nothing is refused or repaired silently.
 */
export const ANOMALIES_AMONT = {
  somme_incoherente: 'bloquante',
  total_incoherent: 'bloquante',
  prenotification_depassee: 'avertissement',
  ligne_incoherente: 'bloquante',
  budget_fiche_different: 'bloquante',
  entete_absente: 'bloquante',
  colonne_absente: 'bloquante',
  colonne_inconnue: 'avertissement',
  colonne_en_double: 'bloquante',
  cellule_en_trop: 'bloquante',
  texte_avant_entete: 'avertissement',
  guillemet_non_ferme: 'bloquante',
  montant_illisible: 'bloquante',
  theme_absent: 'bloquante',
  aucune_ligne: 'bloquante',
  total_absent: 'bloquante',
  total_en_double: 'bloquante',
  total_mal_place: 'bloquante',
} as const satisfies Readonly<Record<string, Gravite>>;

export type CodeAnomalieAmont = keyof typeof ANOMALIES_AMONT;

/** Where an anomaly stands in the file; what does not apply is left out. */
export interface Lieu {
  /** Lines of the file, counted from 1, in order; empty when the file as a whole is meant. */
  readonly lignes: readonly number[];
  readonly theme?: string;
  /** Number of the fiche action. */
  readonly fiche?: string;
  /** Post of the detailed budget. */
  readonly poste?: string;
  /** The TOTAL row. */
  readonly total?: true;
  /** Heading of the column as the file writes it. */
  readonly colonne?: string;
  /** Column whose total differs by the same amount: a wrong figure there explains this anomaly too. */
  readonly memeEcart?: string;
}

/** What was expected or found: an amount in cents, a text as given, or nothing (''). */
export type Valeur = Cents | string;

/** A broken rule, its place, what the rule gives and what the file says. */
export interface AnomalieAmont {
  readonly code: CodeAnomalieAmont;
  readonly gravite: Gravite;
  readonly lieu: Lieu;
  readonly attendu: Valeur;
  readonly trouve: Valeur;
}

/** The anomaly of that code, with the gravité of the table. */
export function anomalieAmont(code: CodeAnomalieAmont, lieu: Lieu, attendu: Valeur, trouve: Valeur): AnomalieAmont {
  return { code, gravite: ANOMALIES_AMONT[code], lieu, attendu, trouve };
}

/** A copy in the order of the file: by first line, then by code. */
export function trierParLieu(anomalies: readonly AnomalieAmont[]): readonly AnomalieAmont[] {
  return [...anomalies].sort((a, b) => premiere(a) - premiere(b) || rang(a) - rang(b));
}

const premiere = ({ lieu }: AnomalieAmont): number => lieu.lignes[0] ?? Number.MAX_SAFE_INTEGER;
const CODES = Object.keys(ANOMALIES_AMONT);
const rang = ({ code }: AnomalieAmont): number => CODES.indexOf(code);
