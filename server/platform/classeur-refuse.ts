/** Why a spreadsheet is not read; the sentence is written by the web layer. */
export type RaisonClasseur = 'vide' | 'format' | 'abime' | 'trop_grand' | 'feuille' | 'lignes' | 'cellules' | 'cellule';

/** A spreadsheet that cannot be read, or is beyond its bounds: `maximum` is the bound, `ligne` the row where it was met. */
export class ClasseurRefuse extends Error {
  constructor(readonly raison: RaisonClasseur, readonly maximum = 0, readonly ligne: number | null = null) {
    super(`spreadsheet refused: ${raison}`);
    this.name = 'ClasseurRefuse';
  }
}
