import { ZERO, fractionDeCents, moins, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import { DIX_MILLE, dixMilliemes, formaterTaux, taux, type Taux } from '../kernel/taux.js';

/**
 * How a convention lets its control rest on part of the expense lines: from how many lines on, which share of them is drawn
 * (rounded up) and never fewer than how many, and whether the error found in them is extended to the others.
 */
export interface RegleEchantillonnage { readonly seuilLignes: number; readonly taux: Taux; readonly minimum: number; readonly extrapolation: boolean }

/** A line that may be drawn. */
export interface LigneATirer { readonly id: string; readonly rang: number }

/** Name of the way lines are drawn, kept with each draw: another way will have another name. */
export const ALGORITHME = 'splitmix64-fisher-yates-1';

const GRAINE = /^[0-9a-f]{16}$/;
const MASQUE = 0xffff_ffff_ffff_ffffn;

/** What is proposed to a call that allows sampling: from 100 lines on, a fifth of them and 30 at least, the error extended. */
export const ECHANTILLONNAGE_PAR_DEFAUT: RegleEchantillonnage = { seuilLignes: 100, taux: taux('0.2'), minimum: 30, extrapolation: true };

/**
 * The rule of a control that answers for several conventions: sampling is allowed only where each of them says so, and
 * the most demanding of their figures holds.
 * @param regles rule of each convention, undefined for one that says nothing
 * @returns null when one of them does not allow it, or without any convention
 */
export function regleCommune(regles: readonly (RegleEchantillonnage | undefined)[]): RegleEchantillonnage | null {
  const dites = regles.filter((r) => r !== undefined);
  if (dites.length === 0 || dites.length < regles.length) return null;
  return dites.reduce((a, b) => ({
    seuilLignes: Math.max(a.seuilLignes, b.seuilLignes), taux: dixMilliemes(a.taux) > dixMilliemes(b.taux) ? a.taux : b.taux, minimum: Math.max(a.minimum, b.minimum), extrapolation: a.extrapolation || b.extrapolation,
  }));
}

/**
 * How many lines a rule draws among so many: its share rounded up, its minimum at least, all of them at most.
 * @throws Refus `echantillon.sous_le_seuil` { lignes, seuil } below its threshold
 */
export function tailleEchantillon(regle: RegleEchantillonnage, lignes: number): number {
  if (lignes < regle.seuilLignes) throw new Refus('echantillon.sous_le_seuil', { lignes, seuil: regle.seuilLignes });
  const part = Number((BigInt(lignes) * dixMilliemes(regle.taux) + DIX_MILLE - 1n) / DIX_MILLE);
  return Math.min(lignes, Math.max(1, part, regle.minimum));
}

/**
 * Draws lines without putting any back: the lines in the order of their rank, the first `taille` places of a Fisher–Yates
 * shuffle led by splitmix64 from the seed, each place chosen without bias (values beyond the last whole multiple are drawn
 * again). The same lines, seed and size give the same draw, whoever does it again.
 * @param graine sixteen hexadecimal figures
 * @returns ids of the drawn lines, by rank
 * @throws RangeError on a seed that is none, or a size below 0 or above the lines
 */
export function tirer(lignes: readonly LigneATirer[], graine: string, taille: number): string[] {
  if (!GRAINE.test(graine)) throw new RangeError('a seed is sixteen hexadecimal figures');
  if (!Number.isInteger(taille) || taille < 0 || taille > lignes.length) throw new RangeError('cannot draw so many lines');
  const ordre = [...lignes].sort((a, b) => a.rang - b.rang);
  const suivant = splitmix64(BigInt(`0x${graine}`));
  for (let i = 0; i < taille; i += 1) {
    const j = i + entierSous(suivant, ordre.length - i);
    const [a, b] = [ordre[i], ordre[j]];
    if (a !== undefined && b !== undefined) [ordre[i], ordre[j]] = [b, a];
  }
  return ordre.slice(0, taille).sort((a, b) => a.rang - b.rang).map((l) => l.id);
}

/** splitmix64 (Steele, Lea, Flood, 2014). */
function splitmix64(graine: bigint): () => bigint {
  let etat = graine;
  return () => {
    etat = (etat + 0x9e37_79b9_7f4a_7c15n) & MASQUE;
    let z = etat;
    z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASQUE;
    z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASQUE;
    return z ^ (z >> 31n);
  };
}

function entierSous(suivant: () => bigint, borne: number): number {
  const n = BigInt(borne);
  const limite = (MASQUE + 1n) - ((MASQUE + 1n) % n);
  for (;;) {
    const valeur = suivant();
    if (valeur < limite) return Number(valeur % n);
  }
}

/** A line of the population with what the control decided on it; `retenu` null when nobody looked. */
export interface LigneExtrapolee<P extends string> { readonly poste: P; readonly montant: Cents; readonly retenu: Cents | null; readonly tiree: boolean }

/** What is extended to the lines nobody looked at; amounts in cents. */
export interface Extrapolation<P extends string> {
  /** Amounts of the drawn lines, and what of them was not retained. */
  readonly controle: Cents;
  readonly erreur: Cents;
  /** `erreur ÷ controle`, four decimals half up; computed exactly. */
  readonly taux: Taux;
  /** How many lines nobody looked at, their amounts, and the correction they bear: zero where the convention extends nothing. */
  readonly lignes: number;
  readonly reste: Cents;
  readonly correction: Cents;
  /** What is retained of them, by post: the amount less the error rate, half up to the cent, once per post. */
  readonly retenuParPoste: readonly { readonly poste: P; readonly montant: Cents; readonly retenu: Cents }[];
}

/**
 * Extends the error found in the drawn lines to the lines nobody looked at. A line looked at outside the draw keeps what was
 * decided on it and weighs on no rate: only what chance chose speaks for the rest. As long as a drawn line waits, nothing is
 * extended.
 * @param lignes lines at real cost, drawn and others
 * @returns null while a drawn line waits
 */
export function extrapoler<P extends string>(lignes: readonly LigneExtrapolee<P>[], { extrapolation }: Pick<RegleEchantillonnage, 'extrapolation'>): Extrapolation<P> | null {
  const tirees = lignes.filter((l) => l.tiree);
  if (tirees.some((l) => l.retenu === null)) return null;
  const controle = somme(tirees.map((l) => l.montant));
  const erreur = somme(tirees.map((l) => moins(l.montant, l.retenu ?? ZERO)));
  const applique = extrapolation && controle > 0;
  const reste = lignes.filter((l) => !l.tiree && l.retenu === null);
  const retenuParPoste = [...new Set(reste.map((l) => l.poste))].map((poste) => {
    const montant = somme(reste.filter((l) => l.poste === poste).map((l) => l.montant));
    return { poste, montant, retenu: applique ? fractionDeCents(montant, moins(controle, erreur), controle, 'demi_superieur') : montant };
  });
  const total = somme(reste.map((l) => l.montant));
  return {
    controle, erreur, taux: formaterTaux(erreur, controle === 0 ? 1 : controle), lignes: reste.length, reste: total, correction: moins(total, somme(retenuParPoste.map((p) => p.retenu))), retenuParPoste,
  };
}
