import type { Jour } from '../kernel/jour.js';

/** Who a participant is, and how to reach them. Kept apart from their answers, encrypted. */
export interface Identite {
  readonly nom: string;
  readonly prenom: string;
  readonly naissance: Jour;
  readonly courriel: string;
  readonly telephone: string;
  readonly adresse: string;
}

/** Letters and digits of a text alone, without accents nor capitals. */
export const motsDe = (texte: string): string => texte.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/œ/g, 'oe').replace(/æ/g, 'ae').replace(/[^\p{L}\p{N}]+/gu, '');

/** What makes two records be of one person: name and first name without accents, capitals, spaces nor hyphens, and day of birth. */
export const cleDePersonne = ({ nom, prenom, naissance }: Pick<Identite, 'nom' | 'prenom' | 'naissance'>): string => `${motsDe(nom)}|${motsDe(prenom)}|${naissance}`;

/** Letters and digits that are not mistaken for others when read aloud or copied. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LONGUEUR = 8;

/**
 * The name under which a person appears wherever their identity is not shown: eight signs drawn from the random end of the id of
 * their record, in two groups (`7QK4-M2XD`). It says nothing of the person.
 * @param id UUID v7, whose last twelve digits are random
 */
export function pseudonymeDe(id: string): string {
  let reste = BigInt(`0x${id.replaceAll('-', '').slice(-12)}`);
  let signes = '';
  for (let i = 0; i < LONGUEUR; i += 1) {
    signes += ALPHABET[Number(reste % BigInt(ALPHABET.length))] ?? '';
    reste /= BigInt(ALPHABET.length);
  }
  return `${signes.slice(0, 4)}-${signes.slice(4)}`;
}
