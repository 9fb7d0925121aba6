import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FeuilleBrute } from '../../../server/domain/financements-amont/grille.js';
import { COLONNES_TABLEAU } from '../../../server/domain/financements-amont/tableau.js';
import { cents, decimalDepuisCents } from '../../../server/domain/kernel/cents.js';
import { decoderCsv, lireCsv } from '../../../server/platform/lecture-csv.js';

/** Cells of a sheet, the heading first. */
export type Cellules = readonly (readonly string[])[];

/** Headings of a funding table. */
export const ENTETE = ['theme', 'imputation', 'fiche', 'intitule', 'budget', 'etat_prenotifie', 'etat', 'departement', 'report', 'autres'] as const;

/** The funding table of 2020, cell by cell. */
export const REEL: Cellules = lireCsv(decoderCsv(readFileSync(new URL('../exemples/tableau-financier-2020.csv', import.meta.url))), { lignes: 100, cellulesParLigne: 20 })
  .lignes.map((l) => l.cellules);

/** A sheet whose lines are counted from 1. */
export const feuille = (cellules: Cellules): FeuilleBrute => ({ lignes: cellules.map((c, i) => ({ numero: i + 1, cellules: c })) });

/** The same cells but one. */
export const changer = (cellules: Cellules, ligne: number, colonne: number, valeur: string): Cellules => cellules.map((l, i) => (i === ligne ? l.map((c, j) => (j === colonne ? valeur : c)) : l));

/** An amount of cents as files write it. */
export const ecrit = (c: number): string => decimalDepuisCents(cents(c));

const montant = fc.nat(50_000_000);

/** A coherent funding table: themes whose fiches have their own carry-over, and themes that give it on a row of their own. */
export const tableauCoherent: fc.Arbitrary<Cellules> = fc.array(
  fc.record({ commun: fc.boolean(), marge: montant, reportCommun: montant, fiches: fc.array(fc.tuple(montant, montant, montant, montant), { minLength: 1, maxLength: 5 }) }),
  { minLength: 1, maxLength: 6 },
).map((themes) => {
  const lignes = themes.flatMap(({ commun, marge, reportCommun, fiches }, t) => {
    const etat = fiches.reduce((s, [e]) => s + e, 0);
    const prenotifie = etat + marge;
    const rangees = fiches.map(([e, d, r, a], f) => {
      // The carry-over of the theme goes to the budget of its first fiche.
      const report = commun ? (f === 0 ? reportCommun : 0) : r;
      const pre = commun ? '' : ecrit(f === 0 ? prenotifie : 0);
      return [`Thème ${t}`, `0304 ${t}`, `${t}.${f}`, 'Action', ecrit(e + d + report + a), pre, ecrit(e), ecrit(d), commun ? '' : ecrit(r), ecrit(a)];
    });
    return commun ? [...rangees, [`Thème ${t}`, `0304 ${t}`, '*', 'Crédits du thème', '', ecrit(prenotifie), '', '', ecrit(reportCommun), '']] : rangees;
  });
  return [[...ENTETE], ...lignes, totalDe(lignes)];
});

/** Sum of each column of amounts, from the raw text of the cells. */
function totalDe(lignes: Cellules): string[] {
  const sommes = COLONNES_TABLEAU.map((_, i) => lignes.reduce((s, l) => s + BigInt((l[i + 4] ?? '').replace('.', '') || '0'), 0n));
  return ['TOTAL', '', '', '', ...sommes.map((s) => decimalDepuisCents(s))];
}
