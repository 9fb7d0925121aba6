import type { ContenuAppel } from './contenu.js';
import { sectionDuChamp, SECTIONS_APPEL, type SectionAppel } from './sections.js';

/** A call as one of its versions says it; instants are ISO text, null where an old version did not keep them. */
export interface AppelDecrit {
  readonly titre: string | null;
  readonly ouvreLe: string | null;
  readonly fermeLe: string | null;
  readonly contenu: ContenuAppel;
}

export type Valeur = string | number | boolean | null | readonly Valeur[] | { readonly [champ: string]: Valeur };

/**
 * One thing that changed. `chemin` names the place, rows by what identifies them (`criteres.innovation.poids`,
 * `regles.echeances.bilan.taux`); `avant` is null for what is added, `apres` for what is removed. Of an `ordre`, both are
 * the keys of the rows or the texts that stayed, in their order.
 */
export interface Difference {
  readonly section: SectionAppel;
  readonly chemin: readonly string[];
  readonly nature: 'ajout' | 'retrait' | 'modification' | 'ordre';
  readonly avant: Valeur;
  readonly apres: Valeur;
}

/** A version as the comparison walks it: identity beside the content. */
const deplier = ({ contenu, titre, ouvreLe, fermeLe }: AppelDecrit): Record<string, unknown> => ({ titre, ouvreLe, fermeLe, ...contenu });

/**
 * What the second version changes, field by field and row by row, in the order of the sections. What is empty, false or
 * absent is the same thing; dates that one of the versions did not keep are not compared.
 * @see spec 1, Appel ("a change makes a new version")
 */
export function differencesAppel(avant: AppelDecrit, apres: AppelDecrit): Difference[] {
  const [a, b] = [deplier(avant), deplier(apres)];
  for (const champ of ['titre', 'ouvreLe', 'fermeLe']) if (a[champ] === null || b[champ] === null) { a[champ] = null; b[champ] = null; }
  const toutes = [...comparer([], a, b)].map((d): Difference => ({ ...d, section: sectionDuChamp(d.chemin.join('.')) }));
  return toutes.sort((x, y) => SECTIONS_APPEL.indexOf(x.section) - SECTIONS_APPEL.indexOf(y.section));
}

type Ecart = Omit<Difference, 'section'>;

function* comparer(chemin: readonly string[], a: unknown, b: unknown): Generator<Ecart> {
  if (canonique(a) === canonique(b)) return;
  if (estObjet(a) || estObjet(b)) {
    const [x, y] = [estObjet(a) ? a : {}, estObjet(b) ? b : {}];
    for (const champ of new Set([...Object.keys(x), ...Object.keys(y)])) yield* comparer([...chemin, champ], x[champ], y[champ]);
    return;
  }
  if (estListe(a) || estListe(b)) {
    yield* comparerListes(chemin, rangs(estListe(a) ? a : []), rangs(estListe(b) ? b : []));
    return;
  }
  const nature = absent(a) ? 'ajout' : absent(b) ? 'retrait' : 'modification';
  yield { chemin, nature, avant: valeur(a), apres: valeur(b) };
}

function* comparerListes(chemin: readonly string[], a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): Generator<Ecart> {
  for (const [cle, v] of a) if (!b.has(cle)) yield { chemin: [...chemin, cle], nature: 'retrait', avant: valeur(v), apres: null };
  for (const [cle, v] of b) {
    if (!a.has(cle)) yield { chemin: [...chemin, cle], nature: 'ajout', avant: null, apres: valeur(v) };
    else yield* comparer([...chemin, cle], a.get(cle), v);
  }
  const restes = (de: ReadonlyMap<string, unknown>, autre: ReadonlyMap<string, unknown>): string[] => [...de.keys()].filter((c) => autre.has(c));
  const [avant, apres] = [restes(a, b), restes(b, a)];
  if (avant.join('\n') !== apres.join('\n')) yield { chemin, nature: 'ordre', avant, apres };
}

/** Rows by what identifies them; a second row of the same identity gets its rank. */
function rangs(liste: readonly unknown[]): Map<string, unknown> {
  const carte = new Map<string, unknown>();
  for (const element of liste) {
    const racine = identite(element);
    let cle = racine;
    for (let n = 2; carte.has(cle); n += 1) cle = `${racine} (${n})`;
    carte.set(cle, element);
  }
  return carte;
}

const CLES = ['code', 'numero', 'declencheur', 'territoire'] as const;

function identite(element: unknown): string {
  if (!estObjet(element)) return String(element);
  const cle = CLES.find((c) => c in element);
  return cle === undefined ? canonique(element) : String(element[cle]);
}

const estListe = (v: unknown): v is readonly unknown[] => Array.isArray(v);
const estObjet = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);
const absent = (v: unknown): boolean => canonique(v) === '';
const valeur = (v: unknown): Valeur => (absent(v) ? null : (v as Valeur));

/** The same object written in another order is the same; what is empty, false or absent is written as nothing. */
function canonique(v: unknown): string {
  if (v === undefined || v === null || v === '' || v === false) return '';
  if (estListe(v)) return v.length === 0 ? '' : `[${v.map(canonique).join(',')}]`;
  if (!estObjet(v)) return JSON.stringify(v);
  const champs = Object.keys(v).sort().map((c) => [c, canonique(v[c])] as const).filter(([, t]) => t !== '');
  return champs.length === 0 ? '' : `{${champs.map(([c, t]) => `${JSON.stringify(c)}:${t}`).join(',')}}`;
}
