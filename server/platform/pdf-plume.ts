import type { Balises } from './pdf-balises.js';
import { police as lirePolice, policePour } from './pdf-polices.js';
import type { Graisse, Style } from './pdf-style.js';
import { CARRE, couper } from './pdf-texte.js';

/** A run drawn in one font; null for boxes that stand for characters no font has. */
interface Segment {
  police: string | null;
  texte: string;
}

const LARGEUR_CARRE = 0.62;
const COTE_CARRE = 0.48;
/** Half the height of a Source Sans capital: text is centred on it in its line. */
const DEMI_CAPITALE = 0.33;

/** Measures and draws single lines of cleaned text (see `nettoyer`), each character in a font that has it. */
export class Plume {
  private readonly connues = new Set<string>();

  constructor(private readonly pdf: PDFKit.PDFDocument, private readonly balises: Balises) {}

  /** Width of a line in points. */
  largeur(texte: string, style: Style): number {
    return segmenter(texte, style.graisse).reduce((total, segment) => total + this.chasse(segment, style), 0);
  }

  /** The text in lines no wider than `largeur`. */
  lignes(texte: string, style: Style, largeur: number): string[] {
    return couper(texte, (t) => this.largeur(t, style), largeur);
  }

  /** The text on one line no wider than `largeur`, ended by … where it was cut. */
  abreger(texte: string, style: Style, largeur: number): string {
    if (texte.length < 500 && this.largeur(texte, style) <= largeur) return texte;
    const [debut = ''] = this.lignes(texte, style, largeur - this.largeur('…', style));
    return `${debut}…`;
  }

  /** Draws a line; (x, y) is the top left corner of a line box `style.interligne` high. */
  ecrire(texte: string, x: number, y: number, style: Style): void {
    const base = y + style.interligne / 2 + DEMI_CAPITALE * style.taille;
    let curseur = x;
    for (const segment of segmenter(texte, style.graisse)) {
      if (segment.police === null) this.dessinerCarres(segment.texte.length, curseur, base, style);
      else this.poser(segment.texte, segment.police, curseur, base, style);
      curseur += this.chasse(segment, style);
    }
  }

  private chasse({ police, texte }: Segment, { taille }: Style): number {
    if (police === null) return texte.length * LARGEUR_CARRE * taille;
    return this.choisirPolice(police).fontSize(taille).widthOfString(texte);
  }

  private choisirPolice(police: string): PDFKit.PDFDocument {
    if (!this.connues.has(police)) this.pdf.registerFont(police, lirePolice(police).sfnt);
    this.connues.add(police);
    return this.pdf.font(police);
  }

  private poser(texte: string, police: string, x: number, base: number, { taille, couleur }: Style): void {
    this.choisirPolice(police).fontSize(taille).fillColor(couleur);
    this.pdf.text(texte, x, base, { lineBreak: false, baseline: 'alphabetic' });
  }

  private dessinerCarres(nombre: number, x: number, base: number, { taille, couleur }: Style): void {
    const cote = COTE_CARRE * taille;
    this.balises.remplacer(CARRE.repeat(nombre), () => {
      this.pdf.lineWidth(0.6).strokeColor(couleur);
      for (let i = 0; i < nombre; i += 1) {
        this.pdf.rect(x + (i * LARGEUR_CARRE + 0.07) * taille, base - cote - 0.06 * taille, cote, cote).stroke();
      }
    });
  }
}

function segmenter(texte: string, graisse: Graisse): Segment[] {
  const segments: Segment[] = [];
  for (const caractere of texte) {
    const { police, signe } = choisir(caractere, graisse);
    const dernier = segments.at(-1);
    if (dernier?.police === police) dernier.texte += signe;
    else segments.push({ police, texte: signe });
  }
  return segments;
}

function choisir(caractere: string, graisse: Graisse): { police: string | null; signe: string } {
  // U+2011 forbids a line break, which is decided before drawing; the font lacks it.
  const signe = caractere === '\u2011' ? '-' : caractere;
  const police = policePour(signe, graisse);
  if (police !== null) return { police, signe };
  const base = signe.normalize('NFKD').replace(/\p{M}/gu, '');
  // A letter without its accent reads better than a box.
  if (/^\p{L}$/u.test(base) && policePour(base, graisse) !== null) {
    return { police: policePour(base, graisse), signe: base };
  }
  return { police: null, signe: CARRE };
}
