/** Text as somebody types it, by field: the shape of a form's body. */
export type Saisie = Readonly<Record<string, unknown>>;

/** Text at a dotted path of what was typed; empty when there is none. */
export function texteTape(saisie: Saisie, chemin: string): string {
  const valeur = valeurA(saisie, chemin);
  return typeof valeur === 'string' ? valeur : '';
}

/** Several texts at a dotted path (checkboxes); a single one counts. */
export function choixTapes(saisie: Saisie, chemin: string): string[] {
  const valeur = valeurA(saisie, chemin);
  return (Array.isArray(valeur) ? valeur : [valeur]).filter((v): v is string => typeof v === 'string' && v !== '');
}

/**
 * Rows at a dotted path followed by `vides` empty ones; long forms arrive as objects with numbered keys.
 * @param remplissent fields that make a row more than empty; every field unless said otherwise
 */
export function rangeesTapees(saisie: Saisie, chemin: string, vides: number, remplissent?: readonly string[]): Saisie[] {
  const valeur = valeurA(saisie, chemin);
  const toutes: unknown[] = typeof valeur === 'object' && valeur !== null ? Object.values(valeur) : [];
  const rangees = toutes.map((r): Saisie => (typeof r === 'object' && r !== null ? (r as Saisie) : {}));
  while (rangees.length > 0 && estVide(rangees.at(-1) ?? {}, remplissent)) rangees.pop();
  return [...rangees, ...Array.from({ length: vides }, () => ({}))];
}

/** How many rows the form carried at a dotted path, the empty ones included. */
export function nombreDeRangees(saisie: Saisie, chemin: string): number {
  const valeur = valeurA(saisie, chemin);
  return typeof valeur === 'object' && valeur !== null ? Object.keys(valeur).length : 0;
}

const estVide = (rangee: Saisie, champs: readonly string[] = Object.keys(rangee)): boolean => champs.map((c) => rangee[c]).every((v) => v === '' || v === undefined || (Array.isArray(v) && v.length === 0));

function valeurA(saisie: Saisie, chemin: string): unknown {
  let valeur: unknown = saisie;
  for (const cle of chemin.split('.')) {
    if (typeof valeur !== 'object' || valeur === null || !Object.hasOwn(valeur, cle)) return undefined;
    valeur = (valeur as Saisie)[cle];
  }
  return valeur;
}

/** Text typed in the field at a dotted path (`lignes.3.commentaire`); undefined when the form did not carry it, so that the stored value shows. */
export function texteSaisi(saisie: Saisie | null, chemin: string): string | undefined {
  const valeur = saisie === null ? undefined : valeurA(saisie, chemin);
  return typeof valeur === 'string' ? valeur : undefined;
}

/** Path of the row of `groupe` whose field `champ` holds `valeur`, wherever it stands in the form; undefined when there is none. */
export function ligneSaisie(saisie: Saisie | null, groupe: string, champ: string, valeur: string): string | undefined {
  const lignes = saisie === null ? undefined : valeurA(saisie, groupe);
  if (typeof lignes !== 'object' || lignes === null) return undefined;
  const rang = Object.keys(lignes).find((i) => texteSaisi(saisie, `${groupe}.${i}.${champ}`) === valeur);
  return rang === undefined ? undefined : `${groupe}.${rang}`;
}

/** A number as a person types it: `12,5`; empty when there is none. */
export const nombreASaisir = (n: number | null | undefined): string => (n === null || n === undefined ? '' : String(n).replace('.', ','));

/** Cents as a person types them: `1234,56`. */
export const montantASaisir = (cents: number | null | undefined): string =>
  cents === null || cents === undefined ? '' : `${Math.trunc(cents / 100)},${String(Math.abs(cents % 100)).padStart(2, '0')}`;
