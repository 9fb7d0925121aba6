import type { Balise, Balises } from './pdf-balises.js';
import { espacer, eviterLignesSeules, solidariser, type Boite } from './pdf-boites.js';
import type { Plume } from './pdf-plume.js';
import { HAUTEUR, PAGE, type Style } from './pdf-style.js';
import { nettoyer } from './pdf-texte.js';

/** What blocks are drawn with. */
export interface Atelier {
  readonly pdf: PDFKit.PDFDocument;
  readonly plume: Plume;
  readonly balises: Balises;
}

/** Lines of one text beside others. */
export interface Cellule {
  readonly lignes: readonly string[];
  readonly x: number;
  readonly largeur: number;
  readonly style: Style;
  readonly balise: Balise;
  readonly aDroite?: boolean;
}

/** A horizontal rule. */
export interface Filet {
  readonly couleur: string;
  readonly epaisseur: number;
}

/** Cells side by side, with their spaces and rules. */
export interface Rangee {
  readonly cellules: readonly Cellule[];
  readonly interligne: number;
  readonly marge: number;
  readonly filetHaut?: Filet;
  readonly filetBas?: Filet;
  /** Shorter cells stand at the bottom (headers). */
  readonly enBas?: boolean;
}

/** Placement of a text in the column. */
export interface Paragraphe {
  readonly texte: string;
  readonly style: Style;
  readonly balise: () => Balise;
  readonly x?: number;
  readonly largeur?: number;
  readonly avant?: number;
  readonly apres?: number;
}

/** Draws a rule across from x, as an artifact. */
export function tracerFilet({ pdf, balises }: Atelier, x: number, y: number, largeur: number, filet: Filet): void {
  balises.artefact(() => {
    pdf.lineWidth(filet.epaisseur).strokeColor(filet.couleur);
    pdf.moveTo(x, y).lineTo(x + largeur, y).stroke();
  });
}

/** A text as boxes, one per line; none, and no tag, when it is empty. */
export function boitesDeTexte(atelier: Atelier, paragraphe: Paragraphe): Boite[] {
  const { style, x = PAGE.gauche, largeur = PAGE.largeur - PAGE.droite - x } = paragraphe;
  const lignes = atelier.plume.lignes(nettoyer(paragraphe.texte), style, largeur);
  if (lignes.length === 0) return [];
  const balise = paragraphe.balise();
  const boites = lignes.map((ligne, i): Boite => ({
    hauteur: style.interligne * (ligne === '' ? 0.5 : 1),
    avant: i === 0 ? (paragraphe.avant ?? 0) : 0,
    dessiner: (y) => {
      if (ligne !== '') atelier.balises.dans(balise, () => atelier.plume.ecrire(ligne, x, y, style));
    },
  }));
  return espacer(eviterLignesSeules(boites), paragraphe.apres ?? 0);
}

/** Taller rows may be cut between two lines by the end of a page. */
const HAUTEUR_INSECABLE = HAUTEUR / 3;

/** Cells side by side as one box, or as one box per line when they are too tall to be moved whole. */
export function boitesDeRangee(atelier: Atelier, rangee: Rangee, entete?: Boite): Boite[] {
  const nombre = Math.max(1, ...rangee.cellules.map((cellule) => cellule.lignes.length));
  const hauteur = nombre * rangee.interligne + 2 * rangee.marge;
  const commun = entete === undefined ? {} : { entete };
  if (hauteur <= HAUTEUR_INSECABLE) {
    return [{ ...commun, hauteur, dessiner: (y) => dessinerTranche(atelier, rangee, y, 0, nombre, nombre) }];
  }
  const tranches = Array.from({ length: nombre }, (_, i): Boite => ({
    ...commun,
    hauteur: rangee.interligne + (i === 0 ? rangee.marge : 0) + (i === nombre - 1 ? rangee.marge : 0),
    dessiner: (y) => dessinerTranche(atelier, rangee, y, i, i + 1, nombre),
  }));
  return eviterLignesSeules(tranches);
}

/** Draws lines `debut` to `fin` of a row of `nombre` lines; margins and rules only at its ends. */
function dessinerTranche(
  atelier: Atelier, rangee: Rangee, y: number, debut: number, fin: number, nombre: number,
): void {
  const haut = y + (debut === 0 ? rangee.marge : 0);
  const { x, largeur } = etendue(rangee);
  if (debut === 0 && rangee.filetHaut) tracerFilet(atelier, x, y, largeur, rangee.filetHaut);
  for (const cellule of rangee.cellules) {
    const decalage = rangee.enBas === true ? nombre - cellule.lignes.length : 0;
    for (let i = debut; i < fin; i += 1) {
      const ligne = cellule.lignes[i - decalage];
      if (ligne !== undefined && ligne !== '') ecrireCellule(atelier, cellule, ligne, haut + (i - debut) * rangee.interligne);
    }
  }
  const bas = haut + (fin - debut) * rangee.interligne + rangee.marge;
  if (fin === nombre && rangee.filetBas) tracerFilet(atelier, x, bas, largeur, rangee.filetBas);
}

function ecrireCellule({ plume, balises }: Atelier, cellule: Cellule, ligne: string, y: number): void {
  const retrait = cellule.aDroite === true ? cellule.largeur - plume.largeur(ligne.trimEnd(), cellule.style) : 0;
  balises.dans(cellule.balise, () => plume.ecrire(ligne, cellule.x + retrait, y, cellule.style));
}

function etendue({ cellules }: Rangee): { x: number; largeur: number } {
  const premiere = cellules[0];
  const derniere = cellules.at(-1);
  if (premiere === undefined || derniere === undefined) return { x: PAGE.gauche, largeur: 0 };
  return { x: premiere.x, largeur: derniere.x + derniere.largeur - premiere.x };
}

/** Boxes kept on one page when they fill less than half of it. */
export function garderEnsemble(boites: Boite[]): Boite[] {
  const hauteur = boites.reduce((total, boite) => total + boite.hauteur, 0);
  return hauteur <= HAUTEUR / 2 ? solidariser(boites) : boites;
}
