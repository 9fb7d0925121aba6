import { cents, fractionDeCents, maximum, minimum, moins, somme, ZERO, type Cents } from '../kernel/cents.js';
import { DIX_MILLE, dixMilliemes, type Taux } from '../kernel/taux.js';

export const METHODES_SIMULATION = ['coupure', 'reliquat', 'taux', 'prorata', 'bornes'] as const;
/**
 * How a simulation spreads an envelope over a ranking:
 * `coupure` cuts before the first dossier that does not fit; `reliquat` gives that one what is left; `taux` takes the same
 * share of every amount; `prorata` takes the share that just spends the envelope; `bornes` brings each amount between a floor
 * and a ceiling, then cuts.
 */
export type MethodeSimulation = (typeof METHODES_SIMULATION)[number];

/** Settings of a method; amounts in cents, `arrondi` in cents (amounts are rounded down to a multiple of it). */
export interface ParametresSimulation {
  readonly taux: Taux | null;
  readonly plancher: Cents | null;
  readonly plafond: Cents | null;
  readonly arrondi: number;
}

export const PARAMETRES_VIERGES: ParametresSimulation = { taux: null, plancher: null, plafond: null, arrondi: 100 };

/** A ranked dossier: the amount it starts from, and the most it may be given. */
export interface DossierASimuler { readonly id: string; readonly base: Cents; readonly maximum: Cents }

export interface LigneSimulee {
  readonly id: string;
  readonly base: Cents;
  readonly montant: Cents;
  /** Sum of the amounts down to this dossier. */
  readonly cumul: Cents;
  /** The amount was set by hand. */
  readonly arbitre: boolean;
}

export interface Simulation {
  readonly lignes: readonly LigneSimulee[];
  /** Dossiers given something. */
  readonly retenus: number;
  readonly total: Cents;
  /** Envelope less total; negative when arbitration amounts or a rate exceed it. */
  readonly reste: Cents;
  /** Last dossier above the cut-off line, null without one or when nothing is cut. */
  readonly coupure: string | null;
}

/** What a simulation is asked: an envelope, a method, and the amounts set by hand (0 leaves a dossier out). */
export interface DemandeSimulation {
  readonly enveloppe: Cents;
  readonly methode: MethodeSimulation;
  readonly parametres: ParametresSimulation;
  readonly arbitrages: ReadonlyMap<string, Cents>;
}

/**
 * Spreads an envelope over a ranking. Amounts set by hand are taken first, within what the dossier may be given; the method
 * shares what they leave. Amounts are rounded down, so that a rounding never exceeds the envelope.
 * @param classement in the order of the ranking
 * @see spec 1, stage 8; issue 4, Comité
 */
export function simuler(classement: readonly DossierASimuler[], d: DemandeSimulation): Simulation {
  const fixes = new Map(classement.flatMap((x): [string, Cents][] => {
    const montant = d.arbitrages.get(x.id);
    return montant === undefined ? [] : [[x.id, minimum(maximum(montant, ZERO), x.maximum)]];
  }));
  const libres = classement.filter((x) => !fixes.has(x.id));
  const aPartager = maximum(moins(d.enveloppe, somme([...fixes.values()])), ZERO);
  const montants = new Map([...fixes, ...REPARTIR[d.methode](libres, aPartager, d.parametres)]);
  let cumul = ZERO;
  const lignes = classement.map((x): LigneSimulee => {
    const montant = montants.get(x.id) ?? ZERO;
    cumul = somme([cumul, montant]);
    return { id: x.id, base: x.base, montant, cumul, arbitre: fixes.has(x.id) };
  });
  return { lignes, retenus: lignes.filter((l) => l.montant > 0).length, total: cumul, reste: moins(d.enveloppe, cumul), coupure: derniereAvantCoupure(lignes) };
}

type Repartition = (dossiers: readonly DossierASimuler[], enveloppe: Cents, p: ParametresSimulation) => [string, Cents][];

const REPARTIR: Readonly<Record<MethodeSimulation, Repartition>> = {
  coupure: (dossiers, enveloppe, p) => couper(dossiers.map((x) => [x.id, arrondir(minimum(x.base, x.maximum), p)]), enveloppe, null),
  reliquat: (dossiers, enveloppe, p) => couper(dossiers.map((x) => [x.id, arrondir(minimum(x.base, x.maximum), p)]), enveloppe, p),
  taux: (dossiers, _enveloppe, p) => dossiers.map((x) => [x.id, arrondir(minimum(fractionDeCents(x.base, p.taux === null ? DIX_MILLE : dixMilliemes(p.taux), DIX_MILLE, 'tronque'), x.maximum), p)]),
  prorata: (dossiers, enveloppe, p) => {
    const bases = dossiers.map((x) => ({ id: x.id, base: minimum(x.base, x.maximum) }));
    const total = somme(bases.map((x) => x.base));
    return bases.map((x) => [x.id, arrondir(total <= enveloppe ? x.base : fractionDeCents(x.base, enveloppe, total, 'tronque'), p)]);
  },
  bornes: (dossiers, enveloppe, p) => couper(dossiers.map((x) => [x.id, borner(x, p)]), enveloppe, null),
};

/** Between the floor and the ceiling, never above what the dossier may be given; a dossier without any amount stays without. */
function borner({ base, maximum: plusHaut }: DossierASimuler, p: ParametresSimulation): Cents {
  if (base === 0) return ZERO;
  const plafonne = p.plafond === null ? base : minimum(base, p.plafond);
  return arrondir(minimum(p.plancher === null ? plafonne : maximum(plafonne, p.plancher), plusHaut), p);
}

/** Amounts down to the first that does not fit, which gets the rest when `reliquat` is given; nothing below it. */
function couper(montants: readonly [string, Cents][], enveloppe: Cents, reliquat: ParametresSimulation | null): [string, Cents][] {
  let reste = enveloppe;
  let ouverte = true;
  return montants.map(([id, montant]) => {
    if (ouverte && montant <= reste) {
      reste = moins(reste, montant);
      return [id, montant];
    }
    const dernier = ouverte && reliquat !== null ? arrondir(reste, reliquat) : ZERO;
    ouverte = false;
    return [id, dernier];
  });
}

const arrondir = (montant: Cents, { arrondi }: ParametresSimulation): Cents => (arrondi <= 1 ? montant : cents(montant - (montant % arrondi)));

/** The last dossier given something, when one below it asks for something and gets nothing. */
function derniereAvantCoupure(lignes: readonly LigneSimulee[]): string | null {
  const dernier = lignes.findLastIndex((l) => l.montant > 0);
  return dernier >= 0 && lignes.slice(dernier + 1).some((l) => l.base > 0) ? (lignes[dernier]?.id ?? null) : null;
}

/**
 * Splits an amount in equal parts; the first ones get the cents that remain, so that parts always add up.
 * @param parts > 0
 */
export function partagerEgalement(montant: Cents, parts: number): Cents[] {
  const part = Math.floor(montant / parts);
  return Array.from({ length: parts }, (_, i) => cents(part + (i < montant - part * parts ? 1 : 0)));
}
