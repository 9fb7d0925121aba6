import { Refus } from '../kernel/refus.js';

/** What the columns of a spreadsheet may hold: its fields in the order they are asked for, and how each is told by its heading. */
export interface ModeleDImport<C extends string> {
  readonly tableau: 'depenses' | 'participants';
  readonly champs: readonly C[];
  /** Without them a row is nothing. */
  readonly exiges: readonly C[];
  /** Words found at the head of columns, the most precise first; a heading is compared in its compact form. */
  readonly indices: readonly (readonly [C, RegExp])[];
}

/** Rank of the column of each field, from 0. */
export type Colonnes<C extends string> = Readonly<Partial<Record<C, number>>>;

/** Headings already met, under their compact form, and the field they were said to hold. */
export type TitresConnus<C extends string> = Readonly<Record<string, C>>;

/** A heading without accents, capitals or punctuation. */
export const compacterTitre = (titre: string): string => titre.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim().slice(0, 100);

/** Guesses the field of each column from its heading: what was said last time, else the words; each field once. */
export function devinerColonnes<C extends string>({ indices }: ModeleDImport<C>, titres: readonly string[], connus: TitresConnus<C> = {}): Colonnes<C> {
  const compacts = titres.map(compacterTitre);
  const trouvees: Partial<Record<C, number>> = {};
  const prises = new Set<number>();
  const prendre = (champ: C, rang: number): void => {
    if (rang < 0 || trouvees[champ] !== undefined) return;
    trouvees[champ] = rang;
    prises.add(rang);
  };
  compacts.forEach((t, rang) => { const champ = connus[t]; if (champ !== undefined) prendre(champ, rang); });
  for (const [champ, mots] of indices) prendre(champ, compacts.findIndex((t, rang) => !prises.has(rang) && mots.test(t)));
  return trouvees;
}

/** How many fields the headings of a row let one guess: the row of headings is the one that says most. */
export const titresReconnus = <C extends string>(modele: ModeleDImport<C>, cellules: readonly string[]): number => Object.keys(devinerColonnes(modele, cellules)).length;

const TITRES_RETENUS = 200;

/** The headings of these columns, kept for the next spreadsheet of the organisme. */
export function retenirTitres<C extends string>({ champs }: ModeleDImport<C>, titres: readonly string[], colonnes: Colonnes<C>, connus: TitresConnus<C> = {}): TitresConnus<C> {
  const nouveaux = champs.flatMap((champ) => {
    const titre = compacterTitre(titres[colonnes[champ] ?? -1] ?? '');
    return titre === '' ? [] : [[titre, champ] as const];
  });
  return Object.fromEntries([...Object.entries<C>(connus), ...nouveaux].slice(-TITRES_RETENUS));
}

/** Holds that each field that is needed has its column, and no column two fields. @throws Refus `import.colonne_absente`, `import.colonne_double` */
export function exigerColonnes<C extends string>({ tableau, champs, exiges }: ModeleDImport<C>, colonnes: Colonnes<C>): void {
  const absente = exiges.find((champ) => colonnes[champ] === undefined);
  if (absente !== undefined) throw new Refus('import.colonne_absente', { champ: `colonnes.${absente}`, nom: absente, tableau });
  const double = champs.find((champ, i) => colonnes[champ] !== undefined && champs.slice(0, i).some((autre) => colonnes[autre] === colonnes[champ]));
  if (double !== undefined) throw new Refus('import.colonne_double', { champ: `colonnes.${double}` });
}

/** A code and the texts by which a cell may name it. */
export interface Nomme<T extends string> { readonly code: T; readonly noms: readonly string[] }

/**
 * The code that a cell names, by one of its names or the first words of one; null when none or several do.
 * @param abrege letters from which the beginning of a name is enough
 */
export function codeNomme<T extends string>(ecrit: string, codes: readonly Nomme<T>[], abrege = 3): T | null {
  const mots = compacterTitre(ecrit);
  const formes = codes.map(({ code, noms }) => ({ code, noms: [code, ...noms].map(compacterTitre) }));
  const exact = formes.find((f) => f.noms.includes(mots));
  if (exact !== undefined) return exact.code;
  const abreges = mots.length < abrege ? [] : formes.filter((f) => f.noms.some((n) => n.startsWith(mots)));
  return abreges.length === 1 ? abreges[0]?.code ?? null : null;
}
