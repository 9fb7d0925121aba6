import type { ConditionPiece, Critere, Dispositif, PieceDemandee, ReglesAppel } from '../../domain/appels/contenu.js';
import { DECLENCHEURS, type Declencheur, type PartEcheance } from '../../domain/conventions/echeancier.js';
import type { Taux } from '../../domain/kernel/taux.js';
import { FormulaireInvalide } from '../../web/errors.js';
import type { Saisie } from '../../web/saisie.js';
import { NATURES_ORGANISME } from './appel-contenu.js';

/** Groups of rows of a call's forms, as they are read; empty rows are still among them. */
export interface RangeesSaisies {
  readonly dispositifs: readonly { readonly numero?: number; readonly intitule: string; readonly plusValues: readonly string[] }[];
  readonly concertation: readonly { readonly territoire: string; readonly partenaire: string }[];
  readonly criteres: readonly { readonly code: string; readonly intitule: string; readonly poids?: number; readonly transversal: boolean }[];
  readonly pieces: readonly { readonly code: string; readonly intitule: string; readonly obligatoire: boolean; readonly pour: readonly string[]; readonly si: '' | ConditionPiece; readonly parCofinanceur: boolean; readonly aide: string }[];
  readonly echeances: readonly EcheanceSaisie[];
  readonly echeancesFse: readonly EcheanceSaisie[];
}

export interface EcheanceSaisie { readonly declencheur?: Declencheur; readonly taux?: Taux }

/**
 * Dispositifs in their order. Dossiers refer to them by number: once the call is published a row keeps its own and a new one
 * takes the next; a brouillon is numbered again from 1.
 */
export function dispositifs(rangees: RangeesSaisies['dispositifs'], renumeroter: boolean): Dispositif[] {
  const remplis = rangees.filter((d) => d.intitule !== '');
  const pris = new Set<number>();
  let plusGrand = Math.max(0, ...remplis.map((d) => d.numero ?? 0));
  return remplis.map(({ numero, intitule, plusValues }, i) => {
    const garde = numero !== undefined && numero > 0 && !pris.has(numero) ? numero : (plusGrand += 1);
    pris.add(garde);
    return { numero: renumeroter ? i + 1 : garde, intitule, plusValues };
  });
}

/** Concertations that name a territory. */
export const concertations = (rangees: RangeesSaisies['concertation']): ReglesAppel['concertationPrealable'] => rangees.filter((c) => c.territoire !== '');

/** Criteria in their order, which breaks ties. */
export function criteres(rangees: RangeesSaisies['criteres']): Critere[] {
  const remplis = rangees.filter((c) => c.intitule !== '');
  const codes = codesUniques(remplis);
  return remplis.map((c, i) => ({ code: codes[i] ?? '', intitule: c.intitule, poids: c.poids ?? 0, ...(c.transversal ? { transversal: true } : {}) }));
}

/** Pieces in their order; what says nothing is left out. */
export function pieces(rangees: RangeesSaisies['pieces']): PieceDemandee[] {
  const remplies = rangees.filter((p) => p.intitule !== '');
  const codes = codesUniques(remplies);
  return remplies.map((p, i) => ({
    code: codes[i] ?? '', intitule: p.intitule, obligatoire: p.obligatoire,
    ...(p.pour.length > 0 && p.pour.length < NATURES_ORGANISME.length ? { pour: p.pour } : {}),
    ...(p.si === '' ? {} : { si: p.si }), ...(p.parCofinanceur ? { parCofinanceur: true } : {}), ...(p.aide === '' ? {} : { aide: p.aide }),
  }));
}

/** Instalments in the order of their triggers; the last one is the balance. */
export function echeances(rangees: readonly EcheanceSaisie[]): PartEcheance[] {
  const entieres = rangees.flatMap(({ declencheur, taux }) => (declencheur && taux ? [{ declencheur, taux }] : []));
  return entieres.sort((a, b) => DECLENCHEURS.indexOf(a.declencheur) - DECLENCHEURS.indexOf(b.declencheur));
}

/** Rows keep their code, by which dossiers refer to them; a new row is named after its title. */
function codesUniques(rangees: readonly { readonly code: string; readonly intitule: string }[]): string[] {
  const reserves = new Set(rangees.map((r) => r.code).filter((c) => c !== ''));
  const donnes = new Set<string>();
  return rangees.map(({ code, intitule }) => {
    const racine = code === '' ? codeDepuis(intitule) : code;
    let libre = racine;
    for (let n = 2; donnes.has(libre) || (code === '' && reserves.has(libre)); n += 1) libre = `${racine}_${n}`;
    donnes.add(libre);
    return libre;
  });
}

const codeDepuis = (intitule: string): string =>
  intitule.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '').slice(0, 34) || 'ligne';

const A_REMPLIR = 'Renseignez ce champ, ou videz toute la ligne.';

/** Holds that no row is half filled. @throws FormulaireInvalide */
export function exigerRangeesEntieres(s: Partial<RangeesSaisies>): void {
  const erreurs: Record<string, string> = {};
  const exiger = (manque: boolean, champ: string): void => { if (manque) erreurs[champ] = A_REMPLIR; };
  s.dispositifs?.forEach((d, i) => exiger(d.intitule === '' && d.plusValues.length > 0, `dispositifs.${i}.intitule`));
  for (const groupe of ['echeances', 'echeancesFse'] as const) {
    s[groupe]?.forEach((e, i) => {
      exiger(e.declencheur !== undefined && e.taux === undefined, `${groupe}.${i}.taux`);
      exiger(e.declencheur === undefined && e.taux !== undefined, `${groupe}.${i}.declencheur`);
    });
  }
  s.criteres?.forEach((c, i) => {
    exiger(c.intitule === '' && (c.poids !== undefined || c.transversal), `criteres.${i}.intitule`);
    exiger(c.intitule !== '' && c.poids === undefined, `criteres.${i}.poids`);
  });
  s.concertation?.forEach((c, i) => {
    exiger(c.territoire === '' && c.partenaire !== '', `concertation.${i}.territoire`);
    exiger(c.territoire !== '' && c.partenaire === '', `concertation.${i}.partenaire`);
  });
  s.pieces?.forEach((p, i) => exiger(p.intitule === '' && (p.pour.length > 0 || p.si !== '' || p.aide !== ''), `pieces.${i}.intitule`));
  if (Object.keys(erreurs).length > 0) throw new FormulaireInvalide(erreurs);
}

const GROUPES = ['dispositifs', 'concertation', 'criteres', 'pieces', 'echeances', 'echeancesFse'] as const;
export type Groupe = (typeof GROUPES)[number];

/** What the person asked of a group of rows, besides saving: `monter:criteres:2`, `ajouter:pieces`. */
export interface Geste { readonly verbe: 'ajouter' | 'retirer' | 'monter' | 'descendre' | 'recalculer'; readonly groupe: Groupe; readonly rang: number }

/** Reads a gesture from the button that was pressed; null when the form was saved. */
export function lireGeste(valeur: unknown): Geste | null {
  const lu = typeof valeur === 'string' ? /^(ajouter|retirer|monter|descendre|recalculer):([a-zA-Z]+)(?::(\d{1,3}))?$/.exec(valeur) : null;
  const groupe = GROUPES.find((g) => g === lu?.[2]);
  return lu === null || groupe === undefined ? null : { verbe: lu[1] as Geste['verbe'], groupe, rang: Number(lu[3] ?? 0) };
}

/** What was typed, with the rows of one group moved as asked: nothing else changes, nothing is checked. */
export function appliquerGeste(saisie: Saisie, { verbe, groupe, rang }: Geste): Saisie {
  const brutes = saisie[groupe];
  const rangees: unknown[] = typeof brutes === 'object' && brutes !== null ? Object.values(brutes) : [];
  const echanger = (a: number, b: number): unknown[] => (rangees[a] === undefined || rangees[b] === undefined ? rangees : rangees.with(a, rangees[b]).with(b, rangees[a]));
  if (verbe === 'retirer') return { ...saisie, [groupe]: rangees.filter((_, i) => i !== rang) };
  if (verbe === 'monter') return { ...saisie, [groupe]: echanger(rang, rang - 1) };
  return verbe === 'descendre' ? { ...saisie, [groupe]: echanger(rang, rang + 1) } : saisie;
}
