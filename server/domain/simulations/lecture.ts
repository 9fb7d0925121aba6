/**
 * Readers of untrusted JSON (spec 3). Each takes a value, its path and the list of faults:
 * it adds a fault or returns what it read. After a fault it returns a harmless stand-in, so
 * that reading goes on and every fault is told; the whole is then refused.
 */

export type CodeDetail =
  | 'cle_inconnue'
  | 'champ_requis'
  | 'type_invalide'
  | 'valeur_inconnue'
  | 'decimal_invalide'
  | 'somme_differente_de_un'
  | 'hors_bornes';

/** One fault of a request body: `depenses[0].montant` and why. */
export interface Detail {
  readonly champ: string;
  readonly code: CodeDetail;
}

/** A body read whole, or every fault found (at most `DETAILS_MAX`). */
export type Lecture<T> =
  | { readonly ok: true; readonly demande: T }
  | { readonly ok: false; readonly details: readonly Detail[] };

/** Lines a list may have. */
export const LIGNES_MAX = 500;
/** Characters a text may have. */
export const TEXTE_MAX = 500;
/** Faults told at most; unknown keys are cut at `CLE_MAX` characters. */
export const DETAILS_MAX = 100;
const CLE_MAX = 60;

/** Path given to faults of the body itself. */
const RACINE = 'corps';

type Champs = ReadonlyMap<string, unknown>;
export type Lecteur<T> = (valeur: unknown, champ: string, erreurs: Erreurs) => T;

/** Collects faults, up to `DETAILS_MAX`. */
export class Erreurs {
  readonly #details: Detail[] = [];

  /** Adds a fault, once per field and code. */
  signaler(champ: string, code: CodeDetail): void {
    if (this.#details.length >= DETAILS_MAX) return;
    if (this.#details.some((d) => d.champ === champ && d.code === code)) return;
    this.#details.push({ champ, code });
  }

  get details(): readonly Detail[] {
    return this.#details;
  }
}

/**
 * Reads a whole body with a reader. Never throws on any JSON value.
 * @see spec 3 ("a malformed body gets 400")
 */
export function lireCorps<T>(corps: unknown, lecteur: Lecteur<T>): Lecture<T> {
  const erreurs = new Erreurs();
  const demande = lecteur(corps, '', erreurs);
  return erreurs.details.length === 0 ? { ok: true, demande } : { ok: false, details: erreurs.details };
}

/**
 * The own fields of an object, refusing any key out of `cles`. A missing field reads as
 * undefined, which each reader refuses as `champ_requis`; null when it is no object at all.
 * @see spec 3 ("unknown keys are refused")
 */
export function lireChamps(
  valeur: unknown,
  champ: string,
  cles: readonly string[],
  erreurs: Erreurs,
): Champs | null {
  if (manque(valeur, champ, erreurs)) return null;
  if (!estObjet(valeur)) {
    erreurs.signaler(champ || RACINE, 'type_invalide');
    return null;
  }
  const lus = new Map<string, unknown>();
  for (const cle of Object.keys(valeur)) {
    if (cles.includes(cle)) lus.set(cle, valeur[cle]);
    else erreurs.signaler(sous(champ, cle.slice(0, CLE_MAX)), 'cle_inconnue');
  }
  return lus;
}

/** Path of a field inside another: `regles.forfaits`, or the field alone at the top (spec 3, `champ`). */
export function sous(champ: string, cle: string): string {
  return champ === '' ? cle : `${champ}.${cle}`;
}

/** Reads a list of at most `LIGNES_MAX` values, each with its path `champ[i]` (spec 3). */
export function lireListe<T>(valeur: unknown, champ: string, erreurs: Erreurs, lecteur: Lecteur<T>): readonly T[] {
  if (manque(valeur, champ, erreurs)) return [];
  if (!Array.isArray(valeur)) {
    erreurs.signaler(champ, 'type_invalide');
    return [];
  }
  if (valeur.length > LIGNES_MAX) {
    erreurs.signaler(champ, 'hors_bornes');
    return [];
  }
  return Array.from(valeur, (element: unknown, i) => lecteur(element, `${champ}[${i}]`, erreurs));
}

/** Reads a field that may be left out, for which `defaut` then stands (spec 3, `regles`). */
export function lireFacultatif<T>(
  valeur: unknown,
  champ: string,
  erreurs: Erreurs,
  defaut: T,
  lecteur: Lecteur<T>,
): T {
  return valeur === undefined ? defaut : lecteur(valeur, champ, erreurs);
}

/** Reads a text of at most `TEXTE_MAX` characters (spec 3). */
export function lireTexte(valeur: unknown, champ: string, erreurs: Erreurs): string {
  const texte = lireChaine(valeur, champ, erreurs);
  if (texte === null) return '';
  if (texte.length > TEXTE_MAX) erreurs.signaler(champ, 'hors_bornes');
  return texte;
}

/** Reads a string of any length, or null after a fault (spec 3). */
export function lireChaine(valeur: unknown, champ: string, erreurs: Erreurs): string | null {
  if (manque(valeur, champ, erreurs)) return null;
  if (typeof valeur === 'string') return valeur;
  erreurs.signaler(champ, 'type_invalide');
  return null;
}

/** Reads true or false (spec 3). */
export function lireBooleen(valeur: unknown, champ: string, erreurs: Erreurs): boolean {
  if (manque(valeur, champ, erreurs)) return false;
  if (typeof valeur === 'boolean') return valeur;
  erreurs.signaler(champ, 'type_invalide');
  return false;
}

/** A reader of one value of a closed, non-empty list of codes (spec 3). */
export function parmi<T extends string>(codes: readonly [T, ...T[]]): Lecteur<T> {
  return (valeur, champ, erreurs) => {
    const texte = lireChaine(valeur, champ, erreurs);
    const trouve = codes.find((code) => code === texte);
    if (texte !== null && trouve === undefined) erreurs.signaler(champ, 'valeur_inconnue');
    return trouve ?? codes[0];
  };
}

/** Tells a missing field as `champ_requis` (spec 3). */
export function manque(valeur: unknown, champ: string, erreurs: Erreurs): boolean {
  if (valeur !== undefined) return false;
  erreurs.signaler(champ || RACINE, 'champ_requis');
  return true;
}

function estObjet(valeur: unknown): valeur is Readonly<Record<string, unknown>> {
  return typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur);
}
