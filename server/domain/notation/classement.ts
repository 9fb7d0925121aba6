import { comparer, type SyntheseScores } from './synthese.js';

export interface DossierAClasser {
  readonly id: string;
  readonly numero: string;
  /** Null while nobody has scored it. */
  readonly synthese: SyntheseScores | null;
}

/** `rang` starts at 1; dossiers equal on every criterion share it; null without any score. */
export type Classe<D> = D & { readonly rang: number | null };

/**
 * Ranks dossiers by exact mean, the highest first. Equal means are parted by the mean of the first criterion, then the
 * second, and so on; still equal, they share the rank and follow their numbers. Dossiers without a score come last.
 * @see spec 1, stages 7 and 8
 */
export function classer<D extends DossierAClasser>(dossiers: readonly D[]): Classe<D>[] {
  const tries = [...dossiers].sort((a, b) => comparerDossiers(a, b) || (a.numero < b.numero ? -1 : a.numero > b.numero ? 1 : 0));
  let rang = 0;
  return tries.map((dossier, i) => {
    if (dossier.synthese === null) return { ...dossier, rang: null };
    const precedent = tries[i - 1];
    if (precedent === undefined || comparerDossiers(precedent, dossier) !== 0) rang = i + 1;
    return { ...dossier, rang };
  });
}

function comparerDossiers(a: DossierAClasser, b: DossierAClasser): number {
  if (a.synthese === null || b.synthese === null) return Number(a.synthese === null) - Number(b.synthese === null);
  const autres = b.synthese.exactes;
  for (const [i, exacte] of a.synthese.exactes.entries()) {
    const autre = autres[i];
    const ordre = autre === undefined ? -1 : comparer(autre, exacte);
    if (ordre !== 0) return ordre;
  }
  return autres.length - a.synthese.exactes.length;
}

/** Why a dossier stands where it does among those of the same mean: the criterion that parts them, or nothing does. */
export type Departage = { readonly nature: 'critere'; readonly critere: number } | { readonly nature: 'egalite' };

/**
 * Reasons of the ranks that the mean alone does not give, by dossier id; `critere` is the place of the criterion, from 0.
 * A dossier is compared with its neighbour of the same mean: the one above it, or the one below when it heads the group.
 * @param classes in the order of the ranking
 */
export function departages(classes: readonly DossierAClasser[]): Map<string, Departage> {
  const memeMoyenne = (a: DossierAClasser | undefined, b: DossierAClasser): boolean => {
    const [x, y] = [a?.synthese?.exactes[0], b.synthese?.exactes[0]];
    return x !== undefined && y !== undefined && comparer(x, y) === 0;
  };
  return new Map(classes.flatMap((d, i): [string, Departage][] => {
    const [avant, apres] = [classes[i - 1], classes[i + 1]];
    const voisin = memeMoyenne(avant, d) ? avant : memeMoyenne(apres, d) ? apres : undefined;
    return voisin === undefined ? [] : [[d.id, departager(d, voisin)]];
  }));
}

function departager(a: DossierAClasser, b: DossierAClasser): Departage {
  const autres = b.synthese?.exactes ?? [];
  const rang = (a.synthese?.exactes ?? []).findIndex((x, i) => autres[i] !== undefined && comparer(x, autres[i]) !== 0);
  return rang < 1 ? { nature: 'egalite' } : { nature: 'critere', critere: rang - 1 };
}
