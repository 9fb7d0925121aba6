/** Weights shipped with the application. */
export type Graisse = 400 | 600 | 700;

/** How a run of text looks; sizes in points. */
export interface Style {
  readonly graisse: Graisse;
  readonly taille: number;
  readonly interligne: number;
  readonly couleur: string;
}

/** Contrast on white: accent 9.2:1, texte 17.4:1, discret 7.3:1 (RGAA asks 4.5:1). */
export const COULEURS = {
  accent: '#0b4f5c',
  texte: '#1a1a1a',
  discret: '#565656',
  filet: '#cfdadd',
  fond: '#eef5f6',
} as const;

/** A4 portrait, in points. */
export const PAGE = { largeur: 595.28, hauteur: 841.89, haut: 56, droite: 62, bas: 74, gauche: 62 } as const;

/** Width of the text column. */
export const LARGEUR = PAGE.largeur - PAGE.gauche - PAGE.droite;

/** Height of the text column. */
export const HAUTEUR = PAGE.hauteur - PAGE.haut - PAGE.bas;

/** Left edge of recipient and signature: the window of a French DL envelope starts 110 mm from the left… */
export const AXE_DROIT = 311.8;

/** …and 50 mm from the top. */
export const HAUT_ADRESSE = 141.7;

const style = (graisse: Graisse, taille: number, interligne: number, couleur: string = COULEURS.texte): Style => ({
  graisse,
  taille,
  interligne,
  couleur,
});

/** Every style of the documents. */
export const STYLES = {
  texte: style(400, 10.5, 15),
  gras: style(600, 10.5, 15),
  discret: style(400, 9, 12.5, COULEURS.discret),
  titre1: style(700, 17, 22, COULEURS.accent),
  titre2: style(600, 13, 18, COULEURS.accent),
  titre3: style(600, 11, 16),
  titreEncadre: style(600, 11, 16, COULEURS.accent),
  terme: style(600, 10, 15, COULEURS.discret),
  puce: style(600, 10.5, 15, COULEURS.accent),
  emetteur: style(700, 13, 17, COULEURS.accent),
  service: style(400, 10, 14),
  entete: style(600, 9, 12, COULEURS.accent),
  cellule: style(400, 9.5, 13),
  total: style(600, 9.5, 13),
  legende: style(600, 10, 14),
  pied: style(400, 8, 10, COULEURS.discret),
} as const;
