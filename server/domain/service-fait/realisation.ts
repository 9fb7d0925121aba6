import { formaterTaux, type Taux } from '../kernel/taux.js';
import { lireQuantite, type Quantite } from './quantite.js';

/** A volume objective of the convention and what was retained of it: decimals ≥ 0, `poids` > 0. */
export interface Objectif {
  readonly prevu: number | string;
  readonly realise: number | string;
  readonly poids: number | string;
}

/** One objective as counted: its own rate min(1, realised ÷ planned), or null when nothing was planned. */
export interface ObjectifConstate extends Objectif {
  readonly taux: Taux | null;
}

/** The realisation rate r, exact and shown. */
export interface Realisation {
  readonly exact: Quantite;
  readonly taux: Taux;
  readonly objectifs: readonly ObjectifConstate[];
}

const UN: Quantite = { numerateur: 1n, denominateur: 1n };

/**
 * r = Σ wᵢ × min(1, realisedᵢ ÷ plannedᵢ) ÷ Σ wᵢ over the objectives with plannedᵢ > 0;
 * without any, 1. Kept as an exact fraction; `taux` is it with four decimals, half up.
 * @throws RangeError when a value is no decimal ≥ 0 or a weight is 0
 * @see spec 2.5
 */
export function calculerRealisation(objectifs: readonly Objectif[]): Realisation {
  let obtenu: Quantite = { numerateur: 0n, denominateur: 1n };
  let attendu: Quantite = obtenu;
  const constates: ObjectifConstate[] = [];
  for (const objectif of objectifs) {
    const poids = exiger(objectif.poids);
    if (poids.numerateur === 0n) throw new RangeError('a weight must be above 0');
    const part = partRealisee(exiger(objectif.realise), exiger(objectif.prevu));
    const taux = part === null ? null : formaterTaux(part.numerateur, part.denominateur);
    constates.push({ ...objectif, taux });
    if (part === null) continue;
    obtenu = ajouter(obtenu, multiplier(poids, part));
    attendu = ajouter(attendu, poids);
  }
  const exact =
    attendu.numerateur === 0n
      ? UN
      : {
          numerateur: obtenu.numerateur * attendu.denominateur,
          denominateur: obtenu.denominateur * attendu.numerateur,
        };
  return { exact, taux: formaterTaux(exact.numerateur, exact.denominateur), objectifs: constates };
}

function exiger(valeur: number | string): Quantite {
  const lue = lireQuantite(valeur);
  if (typeof lue === 'string') throw new RangeError(`not a decimal ≥ 0: ${valeur} (${lue})`);
  return lue;
}

function partRealisee(realise: Quantite, prevu: Quantite): Quantite | null {
  if (prevu.numerateur === 0n) return null;
  const numerateur = realise.numerateur * prevu.denominateur;
  const denominateur = realise.denominateur * prevu.numerateur;
  return numerateur >= denominateur ? UN : { numerateur, denominateur };
}

function multiplier(a: Quantite, b: Quantite): Quantite {
  return { numerateur: a.numerateur * b.numerateur, denominateur: a.denominateur * b.denominateur };
}

// Equal denominators are kept as they are: the usual case (same target, whole weights) stays small.
function ajouter(a: Quantite, b: Quantite): Quantite {
  if (a.denominateur === b.denominateur) {
    return { numerateur: a.numerateur + b.numerateur, denominateur: a.denominateur };
  }
  return {
    numerateur: a.numerateur * b.denominateur + b.numerateur * a.denominateur,
    denominateur: a.denominateur * b.denominateur,
  };
}
