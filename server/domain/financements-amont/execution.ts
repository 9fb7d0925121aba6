import { moins, somme, ZERO, type Cents } from '../kernel/cents.js';

/** Who gives the money of an agreement: the State (CALPAE), or the EU (FSE+ global grant). */
export const SOURCES = ['etat', 'fse'] as const;
export type Source = (typeof SOURCES)[number];

/** Funders of the product whose money comes from a source: what is paid under FSE+ is never counted for the State, nor the reverse. */
export const FINANCEURS_DE: Readonly<Record<Source, readonly string[]>> = { etat: ['departement', 'etat'], fse: ['fse'] };

/** What the ledger holds for one dossier on one envelope, in cents, with the lines that claim it. */
export interface PartDeDossier {
  readonly dossierId: string;
  /** Line to which the dossier itself is attached. */
  readonly ligneDuDossier: string | null;
  /** Line that feeds the envelope. */
  readonly ligneDeLEnveloppe: string | null;
  readonly engage: Cents;
  readonly paye: Cents;
  readonly recouvre: Cents;
}

/** Committed and paid (less recovered) on a line, in cents, and by how many dossiers. */
export interface ExecutionLigne { readonly engage: Cents; readonly paye: Cents; readonly dossiers: number }

export const SANS_EXECUTION: ExecutionLigne = { engage: ZERO, paye: ZERO, dossiers: 0 };

/**
 * Execution of each line. A part counts once: on the line of its dossier, else on the line that feeds its envelope.
 * @see spec 2.6, 2.7
 */
export function executerParLigne(parts: readonly PartDeDossier[]): ReadonlyMap<string, ExecutionLigne> {
  const parLigne = new Map<string, PartDeDossier[]>();
  for (const part of parts) {
    const ligne = part.ligneDuDossier ?? part.ligneDeLEnveloppe;
    if (ligne !== null) parLigne.set(ligne, [...(parLigne.get(ligne) ?? []), part]);
  }
  return new Map([...parLigne].map(([ligne, siennes]) => [ligne, {
    engage: somme(siennes.map((p) => p.engage)), paye: moins(somme(siennes.map((p) => p.paye)), somme(siennes.map((p) => p.recouvre))), dossiers: new Set(siennes.map((p) => p.dossierId)).size,
  }]));
}
