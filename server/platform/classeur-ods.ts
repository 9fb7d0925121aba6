import { ClasseurRefuse } from './classeur-refuse.js';
import { allonger, nombreEcrit, Rangees, type LigneClasseur, type LimitesClasseur } from './classeur-rangees.js';
import { parcourirXml, type Attributs, type Document, type EcouteXml } from './classeur-xml.js';

/** What LibreOffice allows. */
const COLONNES_MAX = 16_384;
const LIGNES_MAX = 1_048_576;

/**
 * Rows of one sheet of an OpenDocument spreadsheet (ODF 1.3), as they are inflated.
 * @param feuille name of the sheet; the first one when it is not given
 * @throws ClasseurRefuse
 */
export async function* lireOds(document: Document, feuille: string | undefined, limites: LimitesClasseur): AsyncGenerator<LigneClasseur> {
  const flux = await document.partie('content.xml');
  if (flux === null) throw new ClasseurRefuse('format');
  const rangees = new Rangees(limites);
  const ecoute = new EcouteTableau(rangees, feuille);
  for await (const _ of parcourirXml(flux, ecoute)) {
    yield* rangees.prendre();
    if (ecoute.fini) return;
  }
  if (!ecoute.fini) throw new ClasseurRefuse('feuille');
}

/** Times a cell or a row stands, from 1. */
function fois(texte: string | undefined, maximum: number): number {
  const n = texte === undefined ? 1 : Number(texte);
  if (!Number.isSafeInteger(n) || n < 1) throw new ClasseurRefuse('abime');
  return Math.min(n, maximum);
}

/** Reads the cells of a table; a class because each mark moves the same row, column and cell. */
class EcouteTableau implements EcouteXml {
  fini = false;
  private tableaux = 0;
  private lu = false;
  private ligne = 0;
  private lignes = 1;
  private colonne = 0;
  private cellule: Attributs = {};
  private texteLu = '';
  private paragraphes = 0;
  private dansP = 0;
  private note = 0;

  constructor(private readonly rangees: Rangees, private readonly feuille: string | undefined) {}

  ouvrir(nom: string, a: Attributs): void {
    if (nom === 'table:table') this.ouvrirTableau(a);
    if (!this.lu || this.tableaux !== 1 || this.fini) return;
    if (nom === 'office:annotation') this.note += 1;
    else if (nom === 'table:table-row') [this.lignes, this.colonne] = [fois(a['table:number-rows-repeated'], LIGNES_MAX), 0];
    else if (nom === 'table:table-cell' || nom === 'table:covered-table-cell') [this.cellule, this.texteLu, this.paragraphes] = [a, '', 0];
    else if (this.note === 0) this.ouvrirTexte(nom, a);
  }

  texte(t: string): void {
    if (this.dansP > 0 && this.note === 0) this.ajouter(t);
  }

  fermer(nom: string): void {
    if (nom === 'table:table') this.fermerTableau();
    if (!this.lu || this.tableaux !== 1 || this.fini) return;
    if (nom === 'office:annotation') this.note -= 1;
    else if (nom === 'text:p' && this.note === 0) this.dansP -= 1;
    else if (nom === 'table:table-cell' || nom === 'table:covered-table-cell') this.fermerCellule();
    else if (nom === 'table:table-row') this.fermerLigne();
  }

  private ouvrirTableau(a: Attributs): void {
    this.tableaux += 1;
    if (this.tableaux === 1 && !this.fini) this.lu = this.feuille === undefined || a['table:name'] === this.feuille;
  }

  private fermerTableau(): void {
    this.tableaux -= 1;
    if (this.tableaux === 0 && this.lu) this.fini = true;
  }

  private ouvrirTexte(nom: string, a: Attributs): void {
    if (nom === 'text:p') {
      if (this.paragraphes > 0) this.ajouter('\n');
      this.paragraphes += 1;
      this.dansP += 1;
    } else if (nom === 'text:s') this.ajouter(' '.repeat(fois(a['text:c'], 1000)));
    else if (nom === 'text:tab') this.ajouter('\t');
    else if (nom === 'text:line-break') this.ajouter('\n');
  }

  private ajouter(t: string): void {
    this.texteLu = allonger(this.texteLu, t);
  }

  private fermerCellule(): void {
    const n = fois(this.cellule['table:number-columns-repeated'], COLONNES_MAX);
    const valeur = this.valeur();
    if (valeur !== '') for (let i = 0; i < n; i += 1) this.rangees.poser(this.colonne + i, valeur, this.ligne + 1);
    this.colonne += n;
    if (this.colonne > COLONNES_MAX) throw new ClasseurRefuse('abime');
  }

  private fermerLigne(): void {
    this.rangees.finir(this.ligne + 1, this.lignes);
    this.ligne += this.lignes;
  }

  private valeur(): string {
    const a = this.cellule;
    switch (a['office:value-type'] ?? '') {
      case 'float': case 'currency': case 'percentage': return nombreEcrit(a['office:value'] ?? '');
      case 'date': return (a['office:date-value'] ?? '').slice(0, 10);
      case 'time': return (a['office:time-value'] ?? '').replace(/^PT(\d+)H(\d+)M.*$/, (_, h: string, m: string) => `${h.padStart(2, '0')}:${m.padStart(2, '0')}`);
      case 'boolean': return a['office:boolean-value'] === 'true' ? 'vrai' : 'faux';
      default: return this.texteLu;
    }
  }
}
