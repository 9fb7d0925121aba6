import { anomalieAmont, type AnomalieAmont } from './anomalies.js';
import { sommeFigures, type Figure } from './figures.js';

/** What is needed to compare a TOTAL row with the lines above it. */
export interface Totalise<C extends string> {
  readonly lignes: readonly { readonly montants: Readonly<Record<C, Figure>> }[];
  readonly total: { readonly numero: number; readonly montants: Readonly<Record<C, Figure>> } | null;
  readonly entetes: Readonly<Record<C, string | null>>;
}

/** A column whose total is not the sum of its lines; `ecart` = sum − total, in cents. */
export interface EcartDeTotal<C extends string> {
  readonly colonne: C;
  readonly ecart: bigint;
  readonly anomalie: AnomalieAmont;
}

/**
 * `total_incoherent`, once per column that differs: expected the sum of the lines, found what the TOTAL row says. A column that the
 * file does not have, or that holds an unreadable figure, is compared with nothing: it has its own anomaly.
 * @see spec 2.6 ("totals row = sum of lines")
 */
export function ecartsDeTotal<C extends string>({ lignes, total, entetes }: Totalise<C>, colonnes: readonly C[]): readonly EcartDeTotal<C>[] {
  if (total === null) return [];
  return colonnes.flatMap((colonne) => {
    const entete = entetes[colonne];
    const attendu = sommeFigures(lignes.map((l) => l.montants[colonne]));
    const trouve = total.montants[colonne].cents;
    if (entete === null || attendu === null || trouve === null || attendu === trouve) return [];
    const anomalie = anomalieAmont('total_incoherent', { lignes: [total.numero], total: true, colonne: entete }, attendu, trouve);
    return [{ colonne, ecart: BigInt(attendu) - BigInt(trouve), anomalie }];
  });
}
