import { Decimal } from 'decimal.js';
import { diviserEntiers } from '../kernel/cents.js';

/** Criterion as scoring needs it; `poids` > 0, whole or decimal. */
export interface CriterePondere { readonly code: string; readonly poids: number }

/** Complete score sheet of one person: a whole note from 0 to 5 for each criterion. */
export interface NotesDUnePersonne {
  readonly personneId: string;
  readonly notes: readonly { readonly critere: string; readonly note: number }[];
}

/** Hundredths of a point: 375 is 3,75. */
export type Centiemes = number;

/** Exact ratio of two whole numbers, `d` > 0; ranks are decided on it, never on what is shown. */
export interface Fraction { readonly n: bigint; readonly d: bigint }

/** A mean on both scales, rounded once, half up. */
export interface Moyenne { readonly sur5: Centiemes; readonly sur100: Centiemes }

export interface SyntheseScores {
  readonly evaluateurs: number;
  readonly parEvaluateur: readonly ({ readonly personneId: string } & Moyenne)[];
  readonly moyenne: Moyenne;
  /** Highest less lowest of the scorers' means, out of 5. */
  readonly ecart: Centiemes;
  /** In the order of the criteria; `ecart` in whole points. */
  readonly parCritere: readonly { readonly code: string; readonly moyenne: Centiemes; readonly ecart: number }[];
  /** Exact mean out of 5, then that of each criterion in order: what `classer` compares. */
  readonly exactes: readonly Fraction[];
}

/**
 * Scores of a dossier put together: weighted mean of each scorer (Σ poids × note ÷ Σ poids), mean over the scorers,
 * spread. Everything is computed on whole numbers and each figure is rounded once, to two decimals, half up.
 * @param notations complete sheets that count: submitted, without those of persons who withdrew
 * @returns null when nobody has scored
 * @throws RangeError when there is no criterion, a weight is not above 0, or a sheet lacks a criterion
 * @see spec 1, stage 7
 */
export function synthetiserScores(criteres: readonly CriterePondere[], notations: readonly NotesDUnePersonne[]): SyntheseScores | null {
  if (notations.length === 0) return null;
  const poids = poidsEntiers(criteres);
  const totalPoids = poids.reduce((t, p) => t + p, 0n);
  const lignes = notations.map((n) => ({ personneId: n.personneId, notes: criteres.map((c) => noteDe(n, c.code)) }));
  const totaux = lignes.map((l) => l.notes.reduce((t, note, i) => t + (poids[i] ?? 0n) * BigInt(note), 0n));
  const nombre = BigInt(notations.length);
  const colonnes = criteres.map((c, i) => ({ code: c.code, notes: lignes.map((l) => l.notes[i] ?? 0) }));
  const exacte: Fraction = { n: totaux.reduce((t, x) => t + x, 0n), d: nombre * totalPoids };
  const extremes = etendue(totaux);
  return {
    evaluateurs: notations.length,
    parEvaluateur: lignes.map((l, i) => ({ personneId: l.personneId, ...surDeuxEchelles({ n: totaux[i] ?? 0n, d: totalPoids }) })),
    moyenne: surDeuxEchelles(exacte),
    ecart: centiemes({ n: extremes, d: totalPoids }),
    parCritere: colonnes.map(({ code, notes }) => ({ code, moyenne: centiemes(moyenneDe(notes)), ecart: Number(etendue(notes.map(BigInt))) })),
    exactes: [exacte, ...colonnes.map(({ notes }) => moyenneDe(notes))],
  };
}

/** Negative when a < b, positive when a > b, 0 when they are equal; exact. */
export function comparer(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const moyenneDe = (notes: readonly number[]): Fraction => ({ n: BigInt(notes.reduce((t, n) => t + n, 0)), d: BigInt(notes.length) });
const centiemes = ({ n, d }: Fraction): Centiemes => Number(diviserEntiers(100n * n, d, 'demi_superieur'));
const surDeuxEchelles = ({ n, d }: Fraction): Moyenne => ({ sur5: centiemes({ n, d }), sur100: centiemes({ n: 20n * n, d }) });

function etendue(valeurs: readonly bigint[]): bigint {
  const [premiere = 0n] = valeurs;
  let [bas, haut] = [premiere, premiere];
  for (const v of valeurs) {
    if (v < bas) bas = v;
    if (v > haut) haut = v;
  }
  return haut - bas;
}

function noteDe({ personneId, notes }: NotesDUnePersonne, critere: string): number {
  const note = notes.find((n) => n.critere === critere)?.note;
  if (note === undefined || !Number.isInteger(note) || note < 0 || note > 5) throw new RangeError(`sheet of ${personneId}: no note from 0 to 5 for ${critere}`);
  return note;
}

/** Weights on one scale of whole numbers: 1 and 1.5 give 10 and 15. */
function poidsEntiers(criteres: readonly CriterePondere[]): bigint[] {
  if (criteres.length === 0) throw new RangeError('no criterion');
  const exacts = criteres.map((c) => new Decimal(c.poids));
  if (exacts.some((p) => !p.isFinite() || p.lte(0))) throw new RangeError('a weight must be above 0');
  const decimales = Math.max(...exacts.map((p) => p.decimalPlaces()));
  return exacts.map((p) => BigInt(p.times(new Decimal(10).pow(decimales)).toFixed(0)));
}
