import { Decimal } from 'decimal.js';
import { ClasseurRefuse } from './classeur-refuse.js';

/** A row that holds something: its number as a spreadsheet shows it, from 1, and its cells up to the last one that is not empty. */
export interface LigneClasseur {
  readonly numero: number;
  readonly cellules: readonly string[];
}

/** Bounds of one reading; rows and cells without content are not counted. */
export interface LimitesClasseur {
  readonly lignes: number;
  readonly cellulesParLigne: number;
  /** Characters of one cell; 32 767, as in a workbook, when it is not given. */
  readonly caracteresParCellule?: number;
}

const CARACTERES_MAX = 32_767;

/** Adds to the text of a cell, which comes in pieces. @throws ClasseurRefuse `cellule` past what a workbook allows */
export function allonger(texte: string, suite: string): string {
  if (texte.length + suite.length > CARACTERES_MAX) throw new ClasseurRefuse('cellule', CARACTERES_MAX);
  return texte + suite;
}

/** Gathers the cells of the row being read and the rows that are complete, within the bounds. */
export class Rangees {
  private cellules: string[] = [];
  private pretes: LigneClasseur[] = [];
  private nombre = 0;

  constructor(private readonly limites: LimitesClasseur) {}

  /** Puts a text in a column, from 0; an empty one only keeps its place. @throws ClasseurRefuse `cellules`, `cellule` */
  poser(colonne: number, texte: string, ligne: number): void {
    if (texte === '') return;
    const { cellulesParLigne, caracteresParCellule = CARACTERES_MAX } = this.limites;
    if (colonne >= cellulesParLigne) throw new ClasseurRefuse('cellules', cellulesParLigne, ligne);
    if (texte.length > caracteresParCellule) throw new ClasseurRefuse('cellule', caracteresParCellule, ligne);
    while (this.cellules.length < colonne) this.cellules.push('');
    this.cellules[colonne] = texte;
  }

  /** Ends the row, given `fois` times under following numbers; without content it is left out. @throws ClasseurRefuse `lignes` */
  finir(numero: number, fois = 1): void {
    if (this.cellules.length === 0) return;
    if (this.nombre + fois > this.limites.lignes) throw new ClasseurRefuse('lignes', this.limites.lignes, numero);
    this.nombre += fois;
    for (let i = 0; i < fois; i += 1) this.pretes.push({ numero: numero + i, cellules: this.cellules });
    this.cellules = [];
  }

  /** The rows completed since the last call. */
  prendre(): readonly LigneClasseur[] {
    const pretes = this.pretes;
    this.pretes = [];
    return pretes;
  }
}

/**
 * A number as its document stores it → `1234.56`, without exponent: fifteen significant digits, as a spreadsheet shows it, so that
 * the noise of binary fractions is not read as cents. What is no number is given as it stands.
 */
export function nombreEcrit(valeur: string): string {
  if (/^-?[1-9]\d{0,14}$/.test(valeur) || valeur === '0') return valeur;
  const n = Number(valeur);
  if (valeur.trim() === '' || !Number.isFinite(n)) return valeur;
  return n === 0 ? '0' : new Decimal(n.toPrecision(15)).toFixed();
}
