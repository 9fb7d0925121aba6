/**
 * A calendar day 'AAAA-MM-JJ' (0001-01-01 … 9999-12-31), without hour nor zone:
 * legal periods count days, and a Date at local midnight shifts them.
 * Days compare with `<` and `===` as the strings they are.
 */
export type Jour = string & { readonly __unit: 'jour' };

const ECRITURE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

interface Calendrier {
  readonly annee: number;
  readonly mois: number;
  readonly quantieme: number;
}

/**
 * Reads 'AAAA-MM-JJ', refusing days that do not exist ("2023-02-29").
 * @returns null when the text is no real calendar day
 * @see spec 1, time limits
 */
export function lireJour(texte: string): Jour | null {
  const lu = ECRITURE.exec(texte);
  if (lu === null) return null;
  const [annee = 0, mois = 0, quantieme = 0] = lu.slice(1).map(Number);
  if (annee < 1 || mois < 1 || mois > 12) return null;
  if (quantieme < 1 || quantieme > joursDansMois(annee, mois)) return null;
  return texte as Jour;
}

/**
 * The day written 'AAAA-MM-JJ', for constants and trusted sources.
 * @throws RangeError when it is no real calendar day
 * @see spec 1, time limits
 */
export function jour(texte: string): Jour {
  const lu = lireJour(texte);
  if (lu === null) throw new RangeError(`not a calendar day: ${texte}`);
  return lu;
}

/**
 * The day n days later (earlier when n < 0).
 * @throws RangeError when n is not whole or the result leaves years 1–9999
 * @see spec 1, time limits given in days
 */
export function ajouterJours(j: Jour, n: number): Jour {
  exigerEntier(n);
  return depuisNumero(numeroDuJour(j) + n);
}

/**
 * The same day number n months later, or the last day of that month where the number does not exist.
 * @throws RangeError when n is not whole or the result leaves years 1–9999
 * @see spec 1, time limits given in months
 */
export function ajouterMois(j: Jour, n: number): Jour {
  exigerEntier(n);
  const { annee, mois, quantieme } = decomposer(j);
  const rang = annee * 12 + (mois - 1) + n;
  const anneeArrivee = Math.floor(rang / 12);
  const moisArrivee = rang - anneeArrivee * 12 + 1;
  return ecrire({
    annee: anneeArrivee,
    mois: moisArrivee,
    quantieme: Math.min(quantieme, joursDansMois(anneeArrivee, moisArrivee)),
  });
}

/** Days from a to b: 0 for the same day, negative when b comes before a (spec 1, time limits). */
export function joursEntre(a: Jour, b: Jour): number {
  return numeroDuJour(b) - numeroDuJour(a);
}

/**
 * Complete months from a to b: the greatest n whose `ajouterMois(a, n)` is not after b.
 * For a period given by its first and last day, pass the day after the last one
 * (2022-01-01 … 2023-12-31 is `moisEntre('2022-01-01', '2024-01-01')` = 24).
 * When b is before a, minus the months from b to a.
 * @see spec 1, stage 1 ("at most 24 months")
 */
export function moisEntre(a: Jour, b: Jour): number {
  if (b < a) {
    const inverse = moisEntre(b, a);
    return inverse === 0 ? 0 : -inverse;
  }
  const debut = decomposer(a);
  const fin = decomposer(b);
  const n = (fin.annee - debut.annee) * 12 + fin.mois - debut.mois;
  return n > 0 && ajouterMois(a, n) > b ? n - 1 : n;
}

/** Is it a Saturday or a Sunday? (spec 1, délai franc) */
export function estWeekend(j: Jour): boolean {
  // Day 0 is 1970-01-01, a Thursday; Saturday and Sunday are 2 and 3 days later.
  const rang = ((numeroDuJour(j) % 7) + 7) % 7;
  return rang === 2 || rang === 3;
}

/** The year of a day, as a number (spec 1, keeping of evidence). */
export function anneeDe(j: Jour): number {
  return decomposer(j).annee;
}

/** Number of days in a month (mois 1–12) of the Gregorian calendar (spec 1, délai franc). */
export function joursDansMois(annee: number, mois: number): number {
  if (mois === 2) return annee % 4 === 0 && (annee % 100 !== 0 || annee % 400 === 0) ? 29 : 28;
  return mois === 4 || mois === 6 || mois === 9 || mois === 11 ? 30 : 31;
}

function exigerEntier(n: number): void {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not a whole number: ${n}`);
}

function decomposer(j: Jour): Calendrier {
  return { annee: Number(j.slice(0, 4)), mois: Number(j.slice(5, 7)), quantieme: Number(j.slice(8, 10)) };
}

function ecrire({ annee, mois, quantieme }: Calendrier): Jour {
  if (annee < 1 || annee > 9999) throw new RangeError(`year out of range: ${annee}`);
  const deuxChiffres = (n: number): string => String(n).padStart(2, '0');
  return `${String(annee).padStart(4, '0')}-${deuxChiffres(mois)}-${deuxChiffres(quantieme)}` as Jour;
}

// Civil calendar <-> day number (0 = 1970-01-01), with years starting in March so that
// the leap day comes last; a 400-year era has 146 097 days.
function numeroDuJour(j: Jour): number {
  const { annee, mois, quantieme } = decomposer(j);
  const anneeDeMars = mois <= 2 ? annee - 1 : annee;
  const ere = Math.floor(anneeDeMars / 400);
  const anneeDeLEre = anneeDeMars - ere * 400;
  const jourDeLAnnee = Math.floor((153 * ((mois + 9) % 12) + 2) / 5) + quantieme - 1;
  const bissextiles = Math.floor(anneeDeLEre / 4) - Math.floor(anneeDeLEre / 100);
  return ere * 146_097 + anneeDeLEre * 365 + bissextiles + jourDeLAnnee - 719_468;
}

function depuisNumero(numero: number): Jour {
  const decale = numero + 719_468;
  const ere = Math.floor(decale / 146_097);
  const jourDeLEre = decale - ere * 146_097;
  const corrections =
    Math.floor(jourDeLEre / 1460) - Math.floor(jourDeLEre / 36_524) + Math.floor(jourDeLEre / 146_096);
  const anneeDeLEre = Math.floor((jourDeLEre - corrections) / 365);
  const joursAvantAnnee = 365 * anneeDeLEre + Math.floor(anneeDeLEre / 4) - Math.floor(anneeDeLEre / 100);
  const jourDeLAnnee = jourDeLEre - joursAvantAnnee;
  const moisDeMars = Math.floor((5 * jourDeLAnnee + 2) / 153);
  const mois = moisDeMars < 10 ? moisDeMars + 3 : moisDeMars - 9;
  return ecrire({
    annee: anneeDeLEre + ere * 400 + (mois <= 2 ? 1 : 0),
    mois,
    quantieme: jourDeLAnnee - Math.floor((153 * moisDeMars + 2) / 5) + 1,
  });
}
