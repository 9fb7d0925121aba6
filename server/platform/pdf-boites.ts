import { HAUTEUR, PAGE } from './pdf-style.js';

/** A background shared by successive boxes, drawn once behind them on each page. */
export interface Fond {
  readonly dessiner: (y: number, hauteur: number) => void;
}

/** The smallest piece that is never cut by the end of a page; everything drawn is made of them. */
export interface Boite {
  readonly hauteur: number;
  /** Space above, lost at the top of a page. */
  avant?: number;
  /** Space below, lost at the bottom of a page. */
  apres?: number;
  /** Draws with its top at y, on the current page. */
  readonly dessiner: (y: number) => void;
  /** Stays on the page of the next box: title and text, first two lines, header and first row. */
  avecSuivante?: boolean;
  readonly fond?: Fond;
  /** Drawn again above this box where it starts a page (header row). */
  readonly entete?: Boite;
  /** On the first page, not above this height. */
  readonly plancher?: number;
  /** Starts a new page; draws nothing. */
  readonly saut?: boolean;
}

/** A box and where it goes. */
export interface Placement {
  readonly page: number;
  readonly y: number;
  readonly boite: Boite;
}

const BAS = PAGE.hauteur - PAGE.bas;

/** Distributes boxes over pages from the top margin, moving whole to the next page what must stay together. */
export function paginer(boites: readonly Boite[]): Placement[] {
  const placements: Placement[] = [];
  let page = 0;
  let y: number = PAGE.haut;
  const tourner = (): void => {
    page += 1;
    y = PAGE.haut;
  };
  const poser = (boite: Boite): void => {
    const enHaut = y === PAGE.haut;
    let haut = y + (enHaut ? 0 : (boite.avant ?? 0));
    if (page === 0) haut = Math.max(haut, boite.plancher ?? 0);
    placements.push({ page, y: haut, boite });
    y = haut + boite.hauteur + (boite.apres ?? 0);
  };
  for (const chaine of chaines(boites)) {
    const solidaire = !tient(chaine, y, page) && encombrement(chaine, true) <= HAUTEUR;
    if (solidaire && y > PAGE.haut) tourner();
    for (const boite of chaine) {
      const deborde = !tient([boite], y, page) && y > PAGE.haut;
      if (boite.saut === true ? y > PAGE.haut : deborde) tourner();
      if (boite.saut === true) continue;
      if (y === PAGE.haut && page > 0 && boite.entete !== undefined) poser(boite.entete);
      poser(boite);
    }
  }
  return placements;
}

/** Splits into runs of boxes that want one page. */
function chaines(boites: readonly Boite[]): Boite[][] {
  const resultat: Boite[][] = [];
  let courante: Boite[] = [];
  boites.forEach((boite, i) => {
    courante.push(boite);
    if (boite.avecSuivante === true && boites[i + 1] !== undefined && boites[i + 1]?.saut !== true) return;
    resultat.push(courante);
    courante = [];
  });
  return resultat;
}

function tient(chaine: readonly Boite[], y: number, page: number): boolean {
  const plancher = page === 0 ? (chaine[0]?.plancher ?? 0) : 0;
  return Math.max(y, plancher) + encombrement(chaine, y === PAGE.haut) <= BAS + 0.01;
}

function encombrement(chaine: readonly Boite[], enHautDePage: boolean): number {
  const somme = chaine.reduce((total, boite) => total + (boite.avant ?? 0) + boite.hauteur + (boite.apres ?? 0), 0);
  const hauteurs = somme - (chaine.at(-1)?.apres ?? 0);
  const premiere = chaine[0];
  return enHautDePage ? hauteurs - (premiere?.avant ?? 0) + (premiere?.entete?.hauteur ?? 0) : hauteurs;
}

/** Sets the space below a block. */
export function espacer(boites: Boite[], apres: number): Boite[] {
  const derniere = boites.at(-1);
  if (derniere !== undefined) derniere.apres = apres;
  return boites;
}

/** Marks each box to stay with the next one; the last stays free. */
export function solidariser(boites: Boite[]): Boite[] {
  boites.slice(0, -1).forEach((boite) => {
    boite.avecSuivante = true;
  });
  return boites;
}

/** Keeps the first two and the last two lines of a text together, so that no line stands alone on a page. */
export function eviterLignesSeules(lignes: Boite[]): Boite[] {
  for (const i of [0, lignes.length - 2]) {
    const boite = lignes[i];
    if (boite !== undefined && i < lignes.length - 1) boite.avecSuivante = true;
  }
  return lignes;
}
