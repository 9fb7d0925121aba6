import { cleDeTexte, type FeuilleBrute, type LigneBrute } from '../financements-amont/grille.js';
import { CADRES, type Cadre } from './fiche.js';

/** A fiche-action as a file of the programme names it. */
export interface FicheLue {
  readonly numero: string;
  readonly intitule: string;
  readonly cadre: Cadre;
}

/** An operational objective with its fiches, in the order of the file. */
export interface ObjectifLu {
  readonly numero: string;
  readonly intitule: string;
  readonly fiches: readonly FicheLue[];
}

export type CodeErreurProgramme =
  | 'entete_absente' | 'aucune_fiche' | 'objectif_absent' | 'objectif_sans_intitule' | 'objectif_contradictoire'
  | 'fiche_absente' | 'fiche_en_double' | 'fiche_sans_intitule' | 'cadre_inconnu' | 'trop_long';

/** What stops the loading, with its line in the file (0 for the file as a whole) and what is written there. */
export interface ErreurProgramme {
  readonly ligne: number;
  readonly code: CodeErreurProgramme;
  readonly trouve: string;
}

export interface ProgrammeLu {
  readonly objectifs: readonly ObjectifLu[];
  /** Empty when the programme may be loaded. */
  readonly erreurs: readonly ErreurProgramme[];
}

const COLONNES = ['objectif', 'objectif_intitule', 'fiche', 'fiche_intitule', 'cadre'] as const;
type Cellules = Readonly<Record<(typeof COLONNES)[number], string>>;

const NUMERO_MAX = 10;
const INTITULE_MAX = 500;

/**
 * Reads the programme from the cells of a sheet, one fiche a row: `objectif;objectif_intitule;fiche;fiche_intitule;cadre`. The title
 * of an objective may be given on its first row alone. Every error is named with its line.
 */
export function lireProgramme(feuille: FeuilleBrute): ProgrammeLu {
  const lignes = feuille.lignes.filter(({ cellules }) => cellules.some((c) => c.trim() !== ''));
  const [entete, ...corps] = lignes;
  const noms = entete?.cellules.map(cleDeTexte) ?? [];
  const absentes = COLONNES.filter((c) => !noms.includes(cleDeTexte(c)));
  if (entete === undefined || absentes.length > 0) return { objectifs: [], erreurs: [{ ligne: entete?.numero ?? 0, code: 'entete_absente', trouve: absentes.join(', ') }] };
  const lues = corps.map((ligne) => ({ numero: ligne.numero, ...lireCellules(ligne, noms) }));
  const erreurs: ErreurProgramme[] = [...lues.flatMap((l) => [...erreursDeLigne(l)]), ...doublons(lues), ...intitulesDesObjectifs(lues), ...(lues.length === 0 ? [{ ligne: 0, code: 'aucune_fiche' as const, trouve: '' }] : [])];
  return { objectifs: erreurs.length > 0 ? [] : regrouper(lues), erreurs: erreurs.sort((a, b) => a.ligne - b.ligne) };
}

type Rangee = Cellules & { readonly numero: number };

function lireCellules({ cellules }: LigneBrute, noms: readonly string[]): Cellules {
  const lue = (c: keyof Cellules): string => (cellules[noms.indexOf(cleDeTexte(c))] ?? '').replace(/\s+/g, ' ').trim();
  return { objectif: lue('objectif'), objectif_intitule: lue('objectif_intitule'), fiche: lue('fiche'), fiche_intitule: lue('fiche_intitule'), cadre: lue('cadre') };
}

const cadreDe = (texte: string): Cadre | undefined => CADRES.find((c) => c === texte.toUpperCase());

function* erreursDeLigne({ numero: ligne, objectif, objectif_intitule, fiche, fiche_intitule, cadre }: Rangee): Generator<ErreurProgramme> {
  if (objectif === '') yield { ligne, code: 'objectif_absent', trouve: '' };
  if (fiche === '') yield { ligne, code: 'fiche_absente', trouve: '' };
  if (fiche_intitule === '') yield { ligne, code: 'fiche_sans_intitule', trouve: fiche };
  if (cadreDe(cadre) === undefined) yield { ligne, code: 'cadre_inconnu', trouve: cadre };
  const long = [objectif, fiche].find((t) => t.length > NUMERO_MAX) ?? [objectif_intitule, fiche_intitule].find((t) => t.length > INTITULE_MAX);
  if (long !== undefined) yield { ligne, code: 'trop_long', trouve: long.slice(0, 60) };
}

function* doublons(rangees: readonly Rangee[]): Generator<ErreurProgramme> {
  const vues = new Set<string>();
  for (const { numero: ligne, fiche } of rangees) {
    if (fiche !== '' && vues.has(fiche)) yield { ligne, code: 'fiche_en_double', trouve: fiche };
    vues.add(fiche);
  }
}

/** Each objective has one title, on one of its rows at least. */
function* intitulesDesObjectifs(rangees: readonly Rangee[]): Generator<ErreurProgramme> {
  const intitules = new Map<string, { ligne: number; intitule: string }>();
  for (const { numero: ligne, objectif, objectif_intitule: intitule } of rangees) {
    const connu = intitules.get(objectif);
    if (connu === undefined || connu.intitule === '') intitules.set(objectif, { ligne: connu?.ligne ?? ligne, intitule });
    else if (intitule !== '' && intitule !== connu.intitule) yield { ligne, code: 'objectif_contradictoire', trouve: intitule };
  }
  for (const [objectif, { ligne, intitule }] of intitules) {
    if (objectif !== '' && intitule === '') yield { ligne, code: 'objectif_sans_intitule', trouve: objectif };
  }
}

function regrouper(rangees: readonly Rangee[]): ObjectifLu[] {
  const numeros = [...new Set(rangees.map((r) => r.objectif))];
  return numeros.map((numero) => {
    const siennes = rangees.filter((r) => r.objectif === numero);
    return {
      numero, intitule: siennes.find((r) => r.objectif_intitule !== '')?.objectif_intitule ?? '',
      fiches: siennes.map((r) => ({ numero: r.fiche, intitule: r.fiche_intitule, cadre: cadreDe(r.cadre) ?? 'PDI' })),
    };
  });
}

/** What loading does to one objective or fiche. `conservee`: the file no longer names it, and it stays. */
export interface EffetChargement {
  readonly nature: 'objectif' | 'fiche';
  readonly numero: string;
  readonly intitule: string;
  readonly effet: 'ajout' | 'modification' | 'inchange' | 'conservee';
}

/** Compares a programme as read with the one already there: what loading it would do, in the order of the file. */
export function effetsDuChargement(enBase: readonly ObjectifLu[], lus: readonly ObjectifLu[]): readonly EffetChargement[] {
  const plat = (objectifs: readonly ObjectifLu[]): (Omit<EffetChargement, 'effet'> & { readonly empreinte: string })[] => objectifs.flatMap((o) => [
    { nature: 'objectif' as const, numero: o.numero, intitule: o.intitule, empreinte: o.intitule },
    ...o.fiches.map((f) => ({ nature: 'fiche' as const, numero: f.numero, intitule: f.intitule, empreinte: JSON.stringify([o.numero, f.intitule, f.cadre]) })),
  ]);
  const [avant, apres] = [plat(enBase), plat(lus)];
  const memes = (a: { nature: string; numero: string }, b: { nature: string; numero: string }): boolean => a.nature === b.nature && a.numero === b.numero;
  const effets = apres.map(({ empreinte, ...x }): EffetChargement => {
    const ancien = avant.find((a) => memes(a, x));
    return { ...x, effet: ancien === undefined ? 'ajout' : ancien.empreinte === empreinte ? 'inchange' : 'modification' };
  });
  const gardes = avant.filter((a) => !apres.some((x) => memes(a, x)));
  return [...effets, ...gardes.map(({ nature, numero, intitule }): EffetChargement => ({ nature, numero, intitule, effet: 'conservee' }))];
}

/** Years named by a text, such as a file's name (`programme-2023-2027.csv`); null when it names none. */
export function anneesDe(texte: string): { readonly debut: number; readonly fin: number } | null {
  const lu = /(?<!\d)(20\d\d)\D{1,4}(20\d\d)(?!\d)/.exec(texte);
  if (lu === null) return null;
  const [debut, fin] = [Number(lu[1]), Number(lu[2])];
  return debut <= fin && fin - debut <= 20 ? { debut, fin } : null;
}
