/** Unknown, foreign or ill-formed: the answer never says which. */
export class Introuvable extends Error {
  constructor() {
    super('introuvable');
    this.name = 'Introuvable';
  }
}

/** Known but not allowed. */
export class Interdit extends Error {
  constructor(readonly motif: string) {
    super(`interdit: ${motif}`);
    this.name = 'Interdit';
  }
}

/** A form that does not parse; `erreurs` by dotted field path, in French. */
export class FormulaireInvalide extends Error {
  constructor(readonly erreurs: Readonly<Record<string, string>>) {
    super('formulaire invalide');
    this.name = 'FormulaireInvalide';
  }
}

/** Too many tries; the answer is 429 with `Retry-After`. */
export class TropDeTentatives extends Error {
  constructor(readonly secondes: number) {
    super('trop de tentatives');
    this.name = 'TropDeTentatives';
  }
}

/** Value that must exist, or 404. */
export function trouve<T>(valeur: T | null | undefined): T {
  if (valeur === null || valeur === undefined) throw new Introuvable();
  return valeur;
}
