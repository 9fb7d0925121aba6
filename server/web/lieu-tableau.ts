import type { Lieu, Valeur } from '../domain/financements-amont/anomalies.js';
import { decimalDepuisCents } from '../domain/kernel/cents.js';

/**
 * The place of an anomaly of a funding table in French: « lignes 5 à 11, thème « Insertion », colonne budget (même écart au total de
 * la colonne etat) »; « fichier » when it stands on no line.
 */
export function decrireLieu({ lignes, theme, fiche, poste, total, colonne, memeEcart }: Lieu): string {
  const parties = [
    decrireLignes(lignes),
    total === true ? 'TOTAL' : null,
    fiche === undefined ? null : `fiche ${fiche}`,
    theme === undefined ? null : `thème « ${theme} »`,
    poste === undefined ? null : `poste « ${poste} »`,
    colonne === undefined ? null : `colonne ${colonne}`,
  ].filter((p) => p !== null);
  return parties.join(', ') + (memeEcart === undefined ? '' : ` (même écart au total de la colonne ${memeEcart})`);
}

/** « ligne 5 », « lignes 5 à 8 et 11 ». */
function decrireLignes(lignes: readonly number[]): string {
  if (lignes.length === 0) return 'fichier';
  const suites: [number, number][] = [];
  for (const n of lignes) {
    const derniere = suites.at(-1);
    if (derniere !== undefined && derniere[1] === n - 1) derniere[1] = n;
    else suites.push([n, n]);
  }
  const mots = suites.map(([debut, fin]) => (debut === fin ? String(debut) : `${debut} à ${fin}`));
  const [dernier = '', ...avant] = mots.reverse();
  return `${lignes.length === 1 ? 'ligne' : 'lignes'} ${avant.length === 0 ? dernier : `${avant.reverse().join(', ')} et ${dernier}`}`;
}

/** An amount with two decimals and a point, a text as it is. */
export const ecrireValeur = (valeur: Valeur): string => (typeof valeur === 'number' ? decimalDepuisCents(valeur) : valeur);
