import type { Balise } from './pdf-balises.js';
import { espacer, type Boite } from './pdf-boites.js';
import { largeursColonnes, type MesureColonne } from './pdf-colonnes.js';
import type { BlocDe, Colonne } from './pdf-modele.js';
import { boitesDeRangee, boitesDeTexte, type Atelier, type Cellule, type Rangee } from './pdf-rangee.js';
import { COULEURS, HAUTEUR, LARGEUR, PAGE, STYLES, type Style } from './pdf-style.js';
import { nettoyer } from './pdf-texte.js';

const GOUTTIERE = 12;
const MARGE = 4;
const FILET = { couleur: COULEURS.filet, epaisseur: 0.5 };
const FILET_FORT = { couleur: COULEURS.accent, epaisseur: 1 };
/** Longest text whose width is measured to choose those of the columns. */
const TEXTE_MESURE = 120;
const MOT_MESURE = 40;

interface Grille {
  readonly colonnes: readonly Colonne[];
  readonly x: readonly number[];
  readonly largeurs: readonly number[];
}

interface Ligne {
  readonly textes: readonly string[];
  readonly style: Style;
  readonly parent: Balise;
  readonly balise: (colonne: number) => { type: 'TH' | 'TD'; scope?: 'Column' | 'Row' };
}

/**
 * A table: caption and header stay with the first row, totals with the last, the header comes back
 * on each page, each row is read with its columns' headers.
 */
export function boitesDeTableau(atelier: Atelier, bloc: BlocDe<'tableau'>): Boite[] {
  const propre = nettoyerTableau(bloc);
  if (propre.colonnes.length === 0) return [];
  const grille = tracerGrille(atelier, propre);
  const table = atelier.balises.creer('Table');
  const legende = boitesDeTexte(atelier, {
    texte: propre.legende ?? '', style: STYLES.legende, apres: 2, balise: () => atelier.balises.creer('Caption', table),
  });
  const entetes = boitesEntete(atelier, grille, table);
  const [entete] = entetes;
  const repetee = entete !== undefined && entetes.length === 1 && entete.hauteur < HAUTEUR / 4 ? repeter(atelier, entete) : undefined;
  const corps = boitesCorps(atelier, grille, propre.lignes, table, repetee);
  const totaux = boitesTotaux(atelier, grille, propre.totaux, table, repetee);
  const [debut, derniere] = [[...legende, ...entetes], corps.at(-1)];
  const premiere = debut[0];
  if (premiere !== undefined) premiere.avant = 8;
  for (const boite of debut) boite.avecSuivante = corps.length + totaux.length > 0;
  if (derniere !== undefined && totaux.length > 0) derniere.avecSuivante = true;
  return espacer([...debut, ...corps, ...totaux], 12);
}

function nettoyerTableau(bloc: BlocDe<'tableau'>): BlocDe<'tableau'> {
  const nettes = (textes: readonly string[]): string[] => textes.map(nettoyer);
  return {
    ...bloc,
    colonnes: bloc.colonnes.map((colonne) => ({ ...colonne, titre: nettoyer(colonne.titre) })),
    lignes: bloc.lignes.map(nettes),
    ...(bloc.totaux === undefined ? {} : { totaux: nettes(bloc.totaux) }),
  };
}

function tracerGrille({ plume }: Atelier, { colonnes, lignes, totaux = [] }: BlocDe<'tableau'>): Grille {
  const mesures = colonnes.map((colonne, i): MesureColonne => {
    const textes = [...lignes.map((ligne) => ligne[i] ?? ''), totaux[i] ?? ''].filter((texte) => texte !== '');
    const largeur = (texte: string, style: Style): number => plume.largeur(texte.slice(0, TEXTE_MESURE), style);
    const titre = mots(colonne.titre).map((mot) => largeur(mot, STYLES.entete));
    return {
      poids: colonne.largeur ?? null,
      naturelle: maximum(textes.map((texte) => largeur(texte, STYLES.total)), titre) + 1,
      minimale: maximum(textes.flatMap(mots).map((mot) => largeur(mot.slice(0, MOT_MESURE), STYLES.total)), titre) + 1,
      extensible: colonne.alignement !== 'droite',
    };
  });
  const largeurs = largeursColonnes(mesures, LARGEUR - GOUTTIERE * (colonnes.length - 1));
  const x = largeurs.map((_, i) => largeurs.slice(0, i).reduce((total, l) => total + l + GOUTTIERE, PAGE.gauche));
  return { colonnes, x, largeurs };
}

function boitesEntete(atelier: Atelier, grille: Grille, table: Balise): Boite[] {
  const ligne: Ligne = {
    textes: grille.colonnes.map((colonne) => colonne.titre),
    style: STYLES.entete,
    parent: atelier.balises.creer('TR', atelier.balises.creer('THead', table)),
    balise: () => ({ type: 'TH', scope: 'Column' }),
  };
  return boitesDeRangee(atelier, { ...composer(atelier, grille, ligne), filetBas: FILET_FORT, enBas: true });
}

function boitesCorps(
  atelier: Atelier, grille: Grille, lignes: readonly string[][], table: Balise, entete: Boite | undefined,
): Boite[] {
  if (lignes.length === 0) return [];
  const corps = atelier.balises.creer('TBody', table);
  return lignes.flatMap((textes) => {
    const parent = atelier.balises.creer('TR', corps);
    const ligne: Ligne = { textes, style: STYLES.cellule, parent, balise: () => ({ type: 'TD' }) };
    return boitesDeRangee(atelier, { ...composer(atelier, grille, ligne), filetBas: FILET }, entete);
  });
}

function boitesTotaux(
  atelier: Atelier, grille: Grille, textes: readonly string[] | undefined, table: Balise, entete: Boite | undefined,
): Boite[] {
  if (textes === undefined) return [];
  const ligne: Ligne = {
    textes,
    style: STYLES.total,
    parent: atelier.balises.creer('TR', atelier.balises.creer('TFoot', table)),
    balise: (colonne) => (colonne === 0 && textes[0] !== '' ? { type: 'TH', scope: 'Row' } : { type: 'TD' }),
  };
  const rangee = { ...composer(atelier, grille, ligne), filetHaut: FILET_FORT, filetBas: FILET_FORT };
  return boitesDeRangee(atelier, rangee, entete);
}

function composer({ plume, balises }: Atelier, grille: Grille, ligne: Ligne): Rangee {
  const cellules = grille.colonnes.map((colonne, i): Cellule => {
    const { type, ...options } = ligne.balise(i);
    const largeur = grille.largeurs[i] ?? 0;
    return {
      lignes: plume.lignes(ligne.textes[i] ?? '', ligne.style, largeur),
      x: grille.x[i] ?? PAGE.gauche,
      largeur,
      style: ligne.style,
      balise: balises.creer(type, ligne.parent, options),
      aDroite: colonne.alignement === 'droite',
    };
  });
  return { cellules, interligne: ligne.style.interligne, marge: MARGE };
}

function repeter({ balises }: Atelier, entete: Boite): Boite {
  return { hauteur: entete.hauteur, dessiner: (y) => balises.artefact(() => entete.dessiner(y), 'Pagination') };
}

function mots(texte: string): string[] {
  return texte.split(/[ \n]/);
}

function maximum(...listes: readonly number[][]): number {
  return listes.flat().reduce((grand, n) => Math.max(grand, n), 0);
}
