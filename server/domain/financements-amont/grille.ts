import { anomalieAmont, type AnomalieAmont } from './anomalies.js';
import { lireFigure, type Figure, type LireMontant } from './figures.js';

/** A row of a sheet as a reader of CSV or of spreadsheets gives it; lines are counted from 1. */
export interface LigneBrute {
  readonly numero: number;
  readonly cellules: readonly string[];
}

/** A sheet as read. */
export interface FeuilleBrute {
  readonly lignes: readonly LigneBrute[];
  /** Line of a quotation mark that is never closed: from there on quotes were read as they stand. */
  readonly guillemetNonFerme?: number | null;
}

/** Columns expected, in their order; names are compared without accents, case nor signs (`etat_prenotifie` = « État prénotifié »). */
export interface Modele<T extends string, M extends string> {
  readonly textes: readonly T[];
  readonly montants: readonly M[];
}

/** A row with its cells by column; a column that the file does not have gives empty cells. */
export interface Rangee<T extends string, M extends string> {
  readonly numero: number;
  readonly textes: Readonly<Record<T, string>>;
  readonly montants: Readonly<Record<M, Figure>>;
}

/** A sheet read under its model. */
export interface Grille<T extends string, M extends string> {
  readonly rangees: readonly Rangee<T, M>[];
  /** The last row that begins with TOTAL. */
  readonly total: Rangee<T, M> | null;
  /** Heading of each column as the file writes it; null when the file does not have it. */
  readonly entetes: Readonly<Record<T | M, string | null>>;
  /** What could not be read as it should. */
  readonly anomalies: readonly AnomalieAmont[];
}

interface Entete { readonly noms: readonly string[]; readonly ligne: number; readonly avant: readonly LigneBrute[]; readonly corps: readonly LigneBrute[] }
type Positions = ReadonlyMap<string, number>;

/** An identifier of code to the heading of a column: `etatPrenotifie` gives `etat_prenotifie`. */
export const nomDeColonne = (code: string): string => code.replace(/[A-Z]/g, (lettre) => `_${lettre.toLowerCase()}`);

/** Compares words of documents: without accents, case, signs nor spaces. */
export const cleDeTexte = (texte: string): string => texte.normalize('NFD').toLowerCase().replace(/[^\p{L}\p{N}*]/gu, '');

/**
 * Reads a sheet under its model: headings in any order, blank rows skipped, the TOTAL row set apart. Nothing stops the reading: what
 * is missing, unknown or unreadable is an anomaly with its place, and the rest is given. Without headings the columns are taken in
 * the order of the model. Cells missing at the end of a row are empty.
 * @see spec 2.6 ("refuses nothing silently")
 */
export function lireGrille<T extends string, M extends string>(feuille: FeuilleBrute, modele: Modele<T, M>, lireMontant: LireMontant): Grille<T, M> {
  const codes: readonly (T | M)[] = [...modele.textes, ...modele.montants];
  const lignes = feuille.lignes.filter(({ cellules }) => cellules.some((c) => c.trim() !== ''));
  const entete = trouverEntete(lignes, codes) ?? sansEntete(lignes, modele, lireMontant);
  const positions = placer(entete.noms, codes);
  const entetes = parCode(codes, (code) => { const i = positions.get(code); return i === undefined ? null : (entete.noms[i] ?? '').trim(); });
  const lues = entete.corps.map((ligne) => lireRangee(ligne, modele, positions, lireMontant));
  const totaux = lues.filter(estTotal);
  const total = totaux.at(-1) ?? null;
  const rangees = lues.filter((r) => !estTotal(r));
  const anomalies = [
    ...defautsDeFeuille(feuille, entete, codes), ...cellulesEnTrop(entete), ...illisibles(lues, modele, entetes),
    ...defautsDuTotal(totaux, lues), ...(rangees.length === 0 ? [anomalieAmont('aucune_ligne', { lignes: [] }, '', '')] : []),
  ];
  return { rangees, total, entetes, anomalies };
}

/** The heading is the first of the first twenty rows that names two columns of the model. */
function trouverEntete(lignes: readonly LigneBrute[], codes: readonly string[]): Entete | null {
  const connus = new Set(codes.map(cleDeTexte));
  const rang = lignes.slice(0, 20).findIndex(({ cellules }) => new Set(cellules.map(cleDeTexte).filter((c) => connus.has(c))).size >= 2);
  const trouvee = lignes[rang];
  return trouvee === undefined ? null : { noms: trouvee.cellules, ligne: trouvee.numero, avant: lignes.slice(0, rang), corps: lignes.slice(rang + 1) };
}

/** Without headings: the order of the model. A first row that holds no figure is taken for headings that nobody can read. */
function sansEntete<T extends string, M extends string>(lignes: readonly LigneBrute[], { textes, montants }: Modele<T, M>, lireMontant: LireMontant): Entete {
  const [premiere, ...suite] = lignes;
  const chiffree = premiere?.cellules.slice(textes.length).some((c) => c.trim() !== '' && lireFigure(c, lireMontant).cents !== null) ?? true;
  const avant = chiffree || premiere === undefined ? [] : [premiere];
  return { noms: [...textes, ...montants].map(nomDeColonne), ligne: 0, avant, corps: chiffree ? lignes : suite };
}

function placer(noms: readonly string[], codes: readonly string[]): Positions {
  const cles = noms.map(cleDeTexte);
  return new Map(codes.flatMap((code) => { const i = cles.indexOf(cleDeTexte(code)); return i < 0 ? [] : [[code, i] as const]; }));
}

function lireRangee<T extends string, M extends string>(ligne: LigneBrute, modele: Modele<T, M>, positions: Positions, lireMontant: LireMontant): Rangee<T, M> {
  const cellule = (code: string): string => ligne.cellules[positions.get(code) ?? -1]?.trim() ?? '';
  return {
    numero: ligne.numero,
    textes: parCode(modele.textes, cellule),
    montants: parCode(modele.montants, (code) => lireFigure(cellule(code), lireMontant)),
  };
}

/** A row is the TOTAL when that is its first word, under any of the columns of text. */
const estTotal = ({ textes }: Rangee<string, string>): boolean => /^totaux$|^total(general)?$/.test(cleDeTexte(Object.values(textes).find((t) => t !== '') ?? ''));

function* defautsDeFeuille(feuille: FeuilleBrute, entete: Entete, codes: readonly string[]): Generator<AnomalieAmont> {
  if (feuille.guillemetNonFerme != null) yield anomalieAmont('guillemet_non_ferme', { lignes: [feuille.guillemetNonFerme] }, '"', '');
  const attendus = codes.map(nomDeColonne).join(';');
  if (entete.ligne === 0) {
    yield anomalieAmont('entete_absente', { lignes: feuille.lignes.slice(0, 1).map((l) => l.numero) }, attendus, entete.avant[0]?.cellules.join(';') ?? '');
    return;
  }
  for (const { numero, cellules } of entete.avant) yield anomalieAmont('texte_avant_entete', { lignes: [numero] }, '', cellules.filter((c) => c.trim() !== '').join(' '));
  const cles = entete.noms.map(cleDeTexte);
  for (const code of codes) {
    if (!cles.includes(cleDeTexte(code))) yield anomalieAmont('colonne_absente', { lignes: [entete.ligne], colonne: nomDeColonne(code) }, nomDeColonne(code), '');
  }
  for (const [i, nom] of entete.noms.entries()) {
    const lieu = { lignes: [entete.ligne], colonne: nom.trim() };
    if (cles[i] === '') continue;
    if (cles.indexOf(cles[i] ?? '') < i) yield anomalieAmont('colonne_en_double', lieu, '', nom.trim());
    else if (!codes.some((code) => cleDeTexte(code) === cles[i])) yield anomalieAmont('colonne_inconnue', lieu, '', nom.trim());
  }
}

/** A cell under no heading: often a separator inside a text that was not quoted, which shifts the row. */
function* cellulesEnTrop({ noms, corps }: Entete): Generator<AnomalieAmont> {
  for (const { numero, cellules } of corps) {
    const perdues = cellules.filter((c, i) => c.trim() !== '' && (noms[i] ?? '').trim() === '');
    if (perdues.length > 0) yield anomalieAmont('cellule_en_trop', { lignes: [numero] }, '', perdues.map((c) => c.trim()).join(';'));
  }
}

function* illisibles<T extends string, M extends string>(rangees: readonly Rangee<T, M>[], { montants }: Modele<T, M>, entetes: Readonly<Record<T | M, string | null>>): Generator<AnomalieAmont> {
  for (const rangee of rangees) {
    for (const code of montants) {
      const { brut, cents } = rangee.montants[code];
      if (cents === null) yield anomalieAmont('montant_illisible', { ...lieuDeRangee(rangee), colonne: entetes[code] ?? nomDeColonne(code) }, '', brut);
    }
  }
}

function* defautsDuTotal(totaux: readonly Rangee<string, string>[], rangees: readonly Rangee<string, string>[]): Generator<AnomalieAmont> {
  const dernier = totaux.at(-1);
  if (dernier === undefined) {
    yield anomalieAmont('total_absent', { lignes: [] }, 'TOTAL', '');
    return;
  }
  for (const total of totaux.slice(0, -1)) yield anomalieAmont('total_en_double', lieuDeRangee(total), '', 'TOTAL');
  const fin = rangees.at(-1);
  if (fin !== undefined && fin !== dernier) yield anomalieAmont('total_mal_place', lieuDeRangee(dernier), '', '');
}

/** The place of one row, by its line and what names it. */
export function lieuDeRangee(rangee: Rangee<string, string>): { lignes: readonly number[]; theme?: string; fiche?: string; poste?: string; total?: true } {
  const lignes = [rangee.numero];
  if (estTotal(rangee)) return { lignes, total: true };
  const { theme = '', fiche = '', poste = '' } = rangee.textes;
  return { lignes, ...(theme === '' ? {} : { theme }), ...(fiche === '' || fiche === '*' ? {} : { fiche }), ...(poste === '' ? {} : { poste }) };
}

/** A record with one value for each code. */
export function parCode<C extends string, V>(codes: readonly C[], valeur: (code: C) => V): Readonly<Record<C, V>> {
  return Object.fromEntries(codes.map((code) => [code, valeur(code)])) as Record<C, V>;
}
