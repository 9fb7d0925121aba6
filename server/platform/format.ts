import { Decimal } from 'decimal.js';
import { Temporal } from 'temporal-polyfill';
import { jour, lireJour } from '../domain/kernel/jour.js';

// Plain code rather than Intl: the spaces Intl puts in French numbers and dates change
// from one ICU release to the next, and a frozen document must not change with it.

/** U+202F, between the thousands of a number. */
export const ESPACE_FINE = '\u202f';
/** U+00A0, before €, %, a unit, and inside an hour. */
export const ESPACE_INSECABLE = '\u00a0';
const SIGNE_MOINS = '\u2212';

const MOIS = [
  'janvier', 'février', 'mars', 'avril', 'mai', 'juin',
  'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre',
] as const;

/**
 * Money for people: `1 234,56 €`, thousands parted by U+202F, U+00A0 before €, a true minus sign (U+2212).
 * @param cents whole euro cents, any sign
 * @throws RangeError when it is not a safe integer
 */
export function euros(cents: number): string {
  exigerEntier(cents, 'cents');
  const chiffres = String(Math.abs(cents)).padStart(3, '0');
  const entiers = grouper(chiffres.slice(0, -2));
  return `${cents < 0 ? SIGNE_MOINS : ''}${entiers},${chiffres.slice(-2)}${ESPACE_INSECABLE}€`;
}

/**
 * A number for people: `1 234,5`, with as many decimals as it has.
 * @param decimales when given, exactly that many decimals, half away from zero
 * @throws RangeError when n is not finite
 */
export function nombre(n: number, decimales?: number): string {
  if (!Number.isFinite(n)) throw new RangeError(`not a finite number: ${n}`);
  const valeur = new Decimal(n);
  return ecrireDecimal(decimales === undefined ? valeur.toFixed() : valeur.toFixed(decimales, Decimal.ROUND_HALF_UP));
}

/**
 * A rate for people: `"0.1000"` gives `10 %`, `"0.0909"` gives `9,09 %`.
 * @param taux share of one, as the kernel's `Taux` text or a number
 * @param decimales greatest number of decimals shown (half away from zero); useless zeros are dropped
 * @throws Error when taux is no number
 */
export function pourcent(taux: string | number, decimales: 0 | 1 | 2 = 2): string {
  const valeur = new Decimal(taux).times(100).toDecimalPlaces(decimales, Decimal.ROUND_HALF_UP);
  if (!valeur.isFinite()) throw new RangeError(`not a finite rate: ${taux}`);
  return `${ecrireDecimal(valeur.toFixed())}${ESPACE_INSECABLE}%`;
}

/**
 * A calendar day in words: `12 mars 2023`, `1er mars 2023`.
 * @param iso `AAAA-MM-JJ`
 * @throws RangeError when it is no real calendar day
 */
export function dateLongue(iso: string): string {
  const [annee = 0, mois = 1, quantieme = 1] = jour(iso).split('-').map(Number);
  return `${quantieme === 1 ? '1er' : quantieme} ${MOIS[mois - 1]} ${annee}`;
}

/**
 * A calendar day in figures: `12/03/2023`.
 * @param iso `AAAA-MM-JJ`
 * @throws RangeError when it is no real calendar day
 */
export function dateCourte(iso: string): string {
  return jour(iso).split('-').reverse().join('/');
}

/**
 * A moment in words, on the clocks of a zone: `12 mars 2023 à 14 h 05`.
 * @param isoUtc ISO instant with its offset, `2023-03-12T13:05:00.000Z`
 * @throws RangeError when it is no instant
 */
export function instantLong(isoUtc: string, zone = 'Europe/Paris'): string {
  return `${dateLongue(locale(isoUtc, zone).toPlainDate().toString())} à ${heure(isoUtc, zone)}`;
}

/**
 * The hour of a moment on the clocks of a zone: `14 h 05`, `9 h 00`.
 * @param isoUtc ISO instant with its offset
 * @throws RangeError when it is no instant
 */
export function heure(isoUtc: string, zone = 'Europe/Paris'): string {
  const lue = locale(isoUtc, zone);
  return [lue.hour, 'h', String(lue.minute).padStart(2, '0')].join(ESPACE_INSECABLE);
}

const UNITES = ['ko', 'Mo', 'Go', 'To'] as const;

/**
 * A file's size: `950 octets`, `12 ko`, `1,2 Mo` (decimal units, at most one decimal).
 * @throws RangeError when it is not a whole number ≥ 0
 */
export function tailleFichier(octets: number): string {
  exigerEntier(octets, 'octets');
  if (octets < 0) throw new RangeError(`a size is never negative: ${octets}`);
  if (octets < 1000) return pluriel(octets, 'octet');
  let rang = 0;
  let valeur = new Decimal(octets).div(1000);
  // 999,96 ko is shown as 1 Mo, never as 1 000 ko.
  while (valeur.toDecimalPlaces(1).gte(1000) && rang < UNITES.length - 1) {
    valeur = valeur.div(1000);
    rang += 1;
  }
  return `${ecrireDecimal(valeur.toDecimalPlaces(1).toFixed())}${ESPACE_INSECABLE}${UNITES[rang]}`;
}

/**
 * A count with its noun: `0 dossier`, `1 dossier`, `2 dossiers`, `3 avis`, `2 travaux`.
 * @param motPluriel when the plural is more than an added s (`travaux`, `dossiers déposés`)
 */
export function pluriel(n: number, singulier: string, motPluriel?: string): string {
  // In French the plural starts at two: 1,5 heure, 0 dossier.
  const mot = Math.abs(n) < 2 ? singulier : (motPluriel ?? (/[sxz]$/u.test(singulier) ? singulier : `${singulier}s`));
  return `${nombre(n)}${ESPACE_INSECABLE}${mot}`;
}

const MONTANT = /^([0-9]+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+(?=,))(?:[.,]([0-9]{1,2}))?$/;

/**
 * Reads an amount as people type or paste it: `1234,56`, `1 234.56`, `1 234,56 €`, `1.234,56`, `-5`.
 * Any kind of space parts the thousands. What could be read in two ways (`1.234`, `1,234`, `12 34`) is refused.
 * @returns cents, or null when the text is no amount or leaves the safe integers
 */
export function lireMontantSaisi(texte: string): number | null {
  const { signe, reste } = parterSigne(espacesSimples(texte).replace(/ ?(?:€|euros?|eur)$/iu, ''));
  const lu = MONTANT.exec(reste);
  if (lu === null) return null;
  const [, entiers = '', decimales = ''] = lu;
  return entierSur(signe, entiers.replace(/[ .]/g, '') + decimales.padEnd(2, '0'));
}

const ENTIER = /^(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)$/;

/**
 * Reads a whole number as people type it: `1234`, `1 234`, `-3`.
 * @returns null when the text is anything else or leaves the safe integers
 */
export function lireEntierSaisi(texte: string): number | null {
  const { signe, reste } = parterSigne(espacesSimples(texte));
  return ENTIER.test(reste) ? entierSur(signe, reste.replaceAll(' ', '')) : null;
}

const JOUR_FRANCAIS = /^([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})$/;

/**
 * Reads a day as people type it: `12/03/2023`, `12.03.2023`, `12-03-2023`, `1/3/2023`, `2023-03-12`.
 * @returns `AAAA-MM-JJ`, or null when it is no real calendar day (a year takes four figures) or is out of `ANNEES_SAISIES`
 */
export function lireDateSaisie(texte: string): string | null {
  const lu = lireDateQuelconque(texte);
  return lu === null || estHorsDesAnneesSaisies(lu) ? null : lu;
}

/** Years of the days that people type: beyond them a year is a slip, and a limit counted from it may be no day at all. */
export const ANNEES_SAISIES = { de: 1900, a: 2199 } as const;

/** True for a real day in a year that nobody means. */
export const estHorsDesAnneesSaisies = (texte: string): boolean => {
  const annee = Number(lireDateQuelconque(texte)?.slice(0, 4) ?? ANNEES_SAISIES.de);
  return annee < ANNEES_SAISIES.de || annee > ANNEES_SAISIES.a;
};

function lireDateQuelconque(texte: string): string | null {
  const saisie = espacesSimples(texte).replaceAll(' ', '');
  const lu = JOUR_FRANCAIS.exec(saisie);
  if (lu === null) return lireJour(saisie);
  const [, quantieme = '', , mois = '', annee = ''] = lu;
  return lireJour(`${annee}-${mois.padStart(2, '0')}-${quantieme.padStart(2, '0')}`);
}

function locale(isoUtc: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(isoUtc).toZonedDateTimeISO(zone);
}

function exigerEntier(n: number, quoi: string): void {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not a whole number of ${quoi}: ${n}`);
}

/** From "-1234.5" (no exponent) to "−1 234,5"; a rounded "-0.00" loses its sign. */
function ecrireDecimal(texte: string): string {
  const negatif = texte.startsWith('-') && /[1-9]/.test(texte);
  const [entiers = '0', decimales] = texte.replace('-', '').split('.');
  return `${negatif ? SIGNE_MOINS : ''}${grouper(entiers)}${decimales === undefined ? '' : `,${decimales}`}`;
}

function grouper(chiffres: string): string {
  return chiffres.replace(/(?<=[0-9])(?=(?:[0-9]{3})+$)/g, ESPACE_FINE);
}

/** Every run of white space, of any width, as one plain space; nothing at the ends. */
function espacesSimples(texte: string): string {
  return texte.replace(/[\s\u180e\u200b\u2060]+/gu, ' ').trim();
}

function parterSigne(texte: string): { signe: 1 | -1; reste: string } {
  const lu = /^([-+\u2212]) ?/u.exec(texte);
  if (lu === null) return { signe: 1, reste: texte };
  return { signe: lu[1] === '+' ? 1 : -1, reste: texte.slice(lu[0].length) };
}

function entierSur(signe: 1 | -1, chiffres: string): number | null {
  const valeur = Number(chiffres);
  if (!Number.isSafeInteger(valeur)) return null;
  return valeur === 0 ? 0 : signe * valeur;
}
