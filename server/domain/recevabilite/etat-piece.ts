import type { PieceFigee, VersionDossier } from '../dossiers/contenu.js';
import type { Jour } from '../kernel/jour.js';

/** Where a piece stands on the day of the deposit; the worst of what its files say. */
export type EtatPiece = 'absente' | 'infectee' | 'perimee' | 'en_analyse' | 'valable';

export interface PieceExaminee {
  readonly etat: EtatPiece;
  /** Last day of validity of its files, the latest; null when none has one. */
  readonly valableJusquAu: string | null;
}

/** What the frozen version does not say of its files. */
export interface FaitsFichiers {
  /** Day of the deposit of this version, in Paris. */
  readonly jourDuDepot: Jour;
  /** Finding of the malware scan by file: `infectee`, `en_attente`; a file that is absent here is sound or was never scanned. */
  readonly analyses: Readonly<Record<string, string>>;
}

/** A piece with its precision, `lettre_intention:commune`, in one word. */
export const clePiece = ({ code, precision }: { readonly code: string; readonly precision: string }): string => (precision === '' ? code : `${code}:${precision}`);

const fichiersDe = (version: VersionDossier, { code, precision }: { readonly code: string; readonly precision: string }): readonly PieceFigee[] =>
  version.pieces.filter((p) => p.code === code && p.precision === precision);

/** Is this piece among those frozen with the version? */
export const estFournie = (version: VersionDossier, piece: { readonly code: string; readonly precision: string }): boolean => fichiersDe(version, piece).length > 0;

/**
 * Examines a piece of a deposited version. One infected file spoils a piece; it is out of date when each of its files
 * was so on the day of the deposit (the last day of validity still counts).
 * @see spec 1, stage 5
 */
export function examinerPiece(version: VersionDossier, piece: { readonly code: string; readonly precision: string }, { jourDuDepot, analyses }: FaitsFichiers): PieceExaminee {
  const fichiers = fichiersDe(version, piece);
  const fins = fichiers.map((f) => f.valableJusquAu ?? null);
  const dates = fins.filter((f) => f !== null).sort();
  const valableJusquAu = dates.at(-1) ?? null;
  const etat = (): EtatPiece => {
    if (fichiers.length === 0) return 'absente';
    if (fichiers.some((f) => analyses[f.fichierId] === 'infectee')) return 'infectee';
    if (fins.every((f) => f !== null && f < jourDuDepot)) return 'perimee';
    return fichiers.some((f) => analyses[f.fichierId] === 'en_attente') ? 'en_analyse' : 'valable';
  };
  return { etat: etat(), valableJusquAu };
}

/** States in which a person may find a piece right only with a word of explanation. */
export const estContredite = (etat: EtatPiece, obligatoire: boolean): boolean => etat === 'infectee' || etat === 'perimee' || (etat === 'absente' && obligatoire);
