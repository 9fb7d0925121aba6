/** A row of a CSV file: the line it begins on, from 1, and its cells as written. */
export interface LigneCsv {
  readonly numero: number;
  readonly cellules: readonly string[];
}

/** A CSV file as read. */
export interface CsvLu {
  readonly lignes: readonly LigneCsv[];
  readonly separateur: string;
  /** Line of a quotation mark that is never closed; from there on quotes are read as they stand. */
  readonly guillemetNonFerme: number | null;
}

/** Bounds of a file. */
export interface BornesCsv {
  readonly lignes: number;
  readonly cellulesParLigne: number;
}

/** A file that is no CSV, or is beyond its bounds. */
export class CsvRefuse extends Error {
  constructor(readonly raison: 'binaire' | 'lignes' | 'cellules', readonly maximum: number) {
    super(raison);
  }
}

const SEPARATEURS = [';', '\t', ','] as const;
const FIN_DE_LIGNE = /\r\n|\n|\r/y;

/**
 * Decodes the bytes of a text file: UTF-8 or UTF-16 by their mark, UTF-8 without one, else Windows-1252, which French spreadsheets
 * write by default.
 * @throws CsvRefuse `binaire` on a NUL byte: a spreadsheet file, an archive, an image
 */
export function decoderCsv(octets: Uint8Array): string {
  if (octets[0] === 0xff && octets[1] === 0xfe) return new TextDecoder('utf-16le').decode(octets);
  if (octets[0] === 0xfe && octets[1] === 0xff) return new TextDecoder('utf-16be').decode(octets);
  if (octets.includes(0)) throw new CsvRefuse('binaire', 0);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return decoderWindows1252(octets);
  }
}

/** What Windows-1252 writes where Latin 1 has controls; Node's own decoder of that name (20 and 22) reads Latin 1 instead. */
const DE_80_A_9F = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const decoderWindows1252 = (octets: Uint8Array): string =>
  Buffer.from(octets).toString('latin1').replace(/[\u0080-\u009f]/g, (c) => DE_80_A_9F[c.charCodeAt(0) - 0x80] ?? c);

/**
 * Reads a CSV text (RFC 4180): cells in quotes or not, quotes doubled inside, line ends of any system, and `;`, tab or `,` between
 * cells. A first line `sep=;`, which Excel understands, is obeyed.
 * @throws CsvRefuse beyond the bounds
 */
export function lireCsv(texte: string, bornes: BornesCsv): CsvLu {
  const impose = /^\uFEFF?sep=(.)(?:\r\n|\n|\r)/u.exec(texte);
  const separateur = impose?.[1] ?? devinerSeparateur(texte);
  const lecteur = new LecteurCsv(texte, impose?.[0].length ?? (texte.startsWith('\uFEFF') ? 1 : 0), separateur, bornes);
  const lignes = lecteur.lire(impose === null ? 1 : 2);
  return { lignes, separateur, guillemetNonFerme: lecteur.guillemetNonFerme };
}

/** The first of `;`, tab and `,` that at least half of the first lines hold outside quotes: amounts and titles hold commas too. */
function devinerSeparateur(texte: string): string {
  const lignes = texte.slice(0, 20_000).replace(/"[^"]*"/g, '').split(/[\r\n]+/).filter((l) => l !== '').slice(0, 20);
  return SEPARATEURS.find((s) => lignes.filter((l) => l.includes(s)).length * 2 >= Math.max(1, lignes.length)) ?? ';';
}

/** Goes once through the text; a class because each cell moves the same position and line. */
class LecteurCsv {
  guillemetNonFerme: number | null = null;
  private ligne = 1;

  constructor(private readonly texte: string, private position: number, private readonly separateur: string, private readonly bornes: BornesCsv) {}

  lire(premiere: number): LigneCsv[] {
    this.ligne = premiere;
    const lignes: LigneCsv[] = [];
    while (this.position < this.texte.length) {
      if (lignes.length >= this.bornes.lignes) throw new CsvRefuse('lignes', this.bornes.lignes);
      lignes.push({ numero: this.ligne, cellules: this.lireLigne() });
    }
    return lignes;
  }

  private lireLigne(): string[] {
    const cellules = [this.lireCellule()];
    while (this.texte[this.position] === this.separateur) {
      if (cellules.length >= this.bornes.cellulesParLigne) throw new CsvRefuse('cellules', this.bornes.cellulesParLigne);
      this.position += 1;
      cellules.push(this.lireCellule());
    }
    this.passerFinDeLigne();
    return cellules;
  }

  private lireCellule(): string {
    if (this.texte[this.position] !== '"' || this.guillemetNonFerme !== null) return this.lireNue();
    const fin = this.guillemetFermant(this.position + 1);
    if (fin < 0) {
      this.guillemetNonFerme = this.ligne;
      return this.lireNue();
    }
    const contenu = this.texte.slice(this.position + 1, fin);
    this.ligne += (contenu.match(/\r\n|\n|\r/g) ?? []).length;
    this.position = fin + 1;
    return contenu.replaceAll('""', '"') + this.lireNue();
  }

  private guillemetFermant(depuis: number): number {
    let fin = this.texte.indexOf('"', depuis);
    while (fin >= 0 && this.texte[fin + 1] === '"') fin = this.texte.indexOf('"', fin + 2);
    return fin;
  }

  private lireNue(): string {
    const debut = this.position;
    while (this.position < this.texte.length) {
      const c = this.texte[this.position];
      if (c === this.separateur || c === '\n' || c === '\r') break;
      this.position += 1;
    }
    return this.texte.slice(debut, this.position);
  }

  private passerFinDeLigne(): void {
    FIN_DE_LIGNE.lastIndex = this.position;
    if (!FIN_DE_LIGNE.test(this.texte)) return;
    this.position = FIN_DE_LIGNE.lastIndex;
    this.ligne += 1;
  }
}
