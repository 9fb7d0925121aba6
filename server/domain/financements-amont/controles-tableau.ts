import { somme, type Cents } from '../kernel/cents.js';
import { anomalieAmont, trierParLieu, type AnomalieAmont, type Lieu } from './anomalies.js';
import { sommeFigures, sommeLisible } from './figures.js';
import { parCode } from './grille.js';
import { COLONNES_TABLEAU, type ColonneTableau, type LigneTableau, type TableauFinancier } from './tableau.js';
import { ecartsDeTotal, type EcartDeTotal } from './totaux.js';

const RESSOURCES = ['etat', 'departement', 'report', 'autres'] as const satisfies readonly ColonneTableau[];

/** Highest State share of a theme in cents, set by an avenant, by name of theme: it takes the place of the pre-notified credits. */
export type PlafondsParAvenant = ReadonlyMap<string, Cents>;

/** The result of the checks. */
export interface VerificationTableau {
  /** Number of lines, those of themes included and the TOTAL row not: the total is their sum. */
  readonly lignes: number;
  /** Sums of the lines in cents, not what the TOTAL row says; an unreadable figure is left out and reported. */
  readonly totaux: Readonly<Record<ColonneTableau, Cents>>;
  /** In the order of the file. */
  readonly anomalies: readonly AnomalieAmont[];
}

/**
 * Checks a funding table: sums per fiche or per theme, totals row, State share against pre-notified credits.
 * @param plafonds themes whose State share an avenant has set
 * @throws RangeError beyond twenty thousand lines of the highest amounts
 * @see spec 2.6
 */
export function verifierTableau(tableau: TableauFinancier, plafonds: PlafondsParAvenant = new Map()): VerificationTableau {
  return {
    lignes: tableau.lignes.length,
    totaux: parCode(COLONNES_TABLEAU, (c) => sommeLisible(tableau.lignes.map((l) => l.montants[c]))),
    anomalies: trierParLieu([...tableau.lecture, ...controler(tableau, plafonds)]),
  };
}

type Ecart = EcartDeTotal<ColonneTableau>;

function controler(tableau: TableauFinancier, plafonds: PlafondsParAvenant): readonly AnomalieAmont[] {
  const totaux = ecartsDeTotal(tableau, COLONNES_TABLEAU);
  const themes = parTheme(tableau.lignes);
  return [
    ...totaux.map((t) => t.anomalie),
    ...themes.flatMap((lignes) => groupes(lignes)).flatMap((groupe) => sommeIncoherente(tableau, groupe, totaux)),
    ...themes.flatMap((lignes) => prenotification(tableau, lignes, plafonds)),
  ];
}

function parTheme(lignes: readonly LigneTableau[]): readonly (readonly LigneTableau[])[] {
  const themes = new Map<string, LigneTableau[]>();
  for (const ligne of lignes) {
    const cle = cleDeTheme(ligne.theme);
    const dejaLues = themes.get(cle);
    if (dejaLues === undefined) themes.set(cle, [ligne]);
    else dejaLues.push(ligne);
  }
  return [...themes.values()];
}

/** Two spellings of a theme that differ by case, spaces or apostrophes are one theme. */
const cleDeTheme = (theme: string): string => theme.normalize('NFC').toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ').trim();

/**
 * Lines of a theme that are added up together: each fiche that has its own carry-over alone, and what is left with the row of the
 * theme. A fiche has its own carry-over when it gives one above or below zero; when its theme has no row that could give it; or when
 * it writes 0.00 and the row of its theme brings nothing to the sum. Zeros typed into empty cells thus change nothing.
 * @see spec 2.6 ("per fiche when it has its own carry-over, else per theme")
 */
function groupes(theme: readonly LigneTableau[]): readonly (readonly LigneTableau[])[] {
  const duTheme = theme.filter((l) => l.fiche === null);
  const apporte = duTheme.some((l) => (['budget', ...RESSOURCES] as const).some((c) => l.montants[c].cents !== 0));
  const seule = (l: LigneTableau): boolean => {
    if (l.fiche === null) return false;
    const { brut, cents } = l.montants.report;
    return duTheme.length === 0 || cents !== 0 || (brut !== '' && !apporte);
  };
  const ensemble = theme.filter((l) => !seule(l));
  return [...theme.filter(seule).map((l) => [l]), ...(ensemble.length > 0 ? [ensemble] : [])];
}

/** budget = etat + departement + report + autres: expected the right side, found the budget. */
function sommeIncoherente({ entetes }: TableauFinancier, lignes: readonly LigneTableau[], totaux: readonly Ecart[]): AnomalieAmont[] {
  if (['budget' as const, ...RESSOURCES].some((c) => entetes[c] === null)) return [];
  const trouve = sommeFigures(lignes.map((l) => l.montants.budget));
  const parts = RESSOURCES.map((c) => sommeFigures(lignes.map((l) => l.montants[c])));
  if (trouve === null || !parts.every((p) => p !== null)) return [];
  const attendu = somme(parts);
  if (attendu === trouve) return [];
  const memeEcart = colonneDuMemeEcart(BigInt(attendu) - BigInt(trouve), totaux);
  const colonne = entetes.budget ?? '';
  const lieu = { ...lieuDesLignes(lignes), colonne, ...(memeEcart === null ? {} : { memeEcart: entetes[memeEcart] ?? memeEcart }) };
  return [anomalieAmont('somme_incoherente', lieu, attendu, trouve)];
}

/** The only column of resources whose total is off by the same amount, which names the figure to look at; null when none or several. */
function colonneDuMemeEcart(ecart: bigint, totaux: readonly Ecart[]): ColonneTableau | null {
  const memes = totaux.filter((t) => t.ecart === (t.colonne === 'budget' ? -ecart : ecart) && t.colonne !== 'etatPrenotifie');
  const [seule] = memes;
  return memes.length === 1 && seule !== undefined && seule.colonne !== 'budget' ? seule.colonne : null;
}

/** `etat` of the theme above what the State has announced for it, or above what an avenant has set since. */
function prenotification({ entetes }: TableauFinancier, lignes: readonly LigneTableau[], plafonds: PlafondsParAvenant): AnomalieAmont[] {
  if (entetes.etat === null) return [];
  const cle = cleDeTheme(lignes[0]?.theme ?? '');
  const avenant = [...plafonds].find(([theme]) => cleDeTheme(theme) === cle)?.[1];
  const annonce = entetes.etatPrenotifie === null ? null : sommeFigures(lignes.map((l) => l.montants.etatPrenotifie));
  const plafond: Cents | null = avenant ?? annonce;
  const etat = sommeFigures(lignes.map((l) => l.montants.etat));
  if (plafond === null || etat === null || etat <= plafond) return [];
  return [anomalieAmont('prenotification_depassee', { ...lieuDesLignes(lignes), colonne: entetes.etat }, plafond, etat)];
}

/** One fiche is named by its number, several by their theme. */
function lieuDesLignes(lignes: readonly LigneTableau[]): Lieu {
  const { theme = '', fiche = null } = lignes[0] ?? {};
  const nomme = lignes.length === 1 && fiche !== null ? { fiche } : {};
  return { lignes: lignes.map((l) => l.numero), ...(theme === '' ? {} : { theme }), ...nomme };
}
