import type { SoldeDeConvention } from '../../domain/service-fait/assemblage.js';
import type { Poste } from '../../domain/financements/nomenclature.js';
import type { Extrapolation } from '../../domain/service-fait/echantillon.js';
import type { MotifRejet } from '../../domain/service-fait/lignes.js';
import type { Echantillon } from './echantillon-queries.js';

/** Conclusions as frozen: provisional when they are sent to the porteur, definitive when the control is concluded. */
export interface Resultat {
  readonly etape: 'provisoire' | 'definitif';
  readonly conventions: readonly SoldeFige[];
  readonly lignes: readonly LigneFigee[];
  /** The draw they rest on; absent when every line was examined. */
  readonly echantillon?: Echantillon;
}

/** What was decided on an expense line, as the porteur was told. */
export interface LigneFigee {
  readonly id: string;
  readonly rang: number;
  readonly libelle: string;
  readonly montantCents: number;
  readonly retenuCents: number;
  readonly motif: MotifRejet | null;
  readonly constat: string;
  /** What the FSE+ convention decides otherwise; absent when it follows. */
  readonly fse?: { readonly retenuCents: number; readonly motif: MotifRejet | null; readonly constat: string };
}

/** The whole balance of a convention on the day of the conclusions, with the figures it comes from. */
export interface SoldeFige extends SoldeDeConvention {
  readonly conventionId: string;
  readonly numero: string;
  readonly financeur: string;
  /** What the draw says of the lines nobody looked at; absent without one. */
  readonly extrapolation?: Extrapolation<Poste>;
}

/** Text of `controles.resultat`. The ceilings' exact amounts are whole numbers beyond JSON: they are written as text. */
export const ecrireResultat = (r: Resultat): string =>
  JSON.stringify(r, (_cle, valeur: unknown) => (typeof valeur === 'bigint' ? String(valeur) : valeur));

/** What `ecrireResultat` wrote. */
export const lireResultat = (texte: string): Resultat =>
  JSON.parse(texte, (cle, valeur: unknown) => (cle === 'montantExact' ? BigInt(String(valeur)) : valeur)) as Resultat;
