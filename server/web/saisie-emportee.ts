import type { Request } from 'express';
import { objetSansNul } from './nettoyage.js';

/** One field of a form as a browser sends it. */
export type ChampTape = readonly [nom: string, valeur: string];

/** What somebody typed in a form that could not be received, with where it goes; fields in the order they came, then the names of its file fields. */
export interface SaisieEmportee { readonly chemin: string; readonly champs: readonly ChampTape[]; readonly fichiers: readonly string[] }

const CHAMPS_MAX = 6000;
const SECRET = /mot_?de_?passe|password/i;

/** Names and values of a parsed body, as a form would send them again: `depenses[0][montant]`; secrets and the token left out. */
export function champsDe(corps: Readonly<Record<string, unknown>>): ChampTape[] {
  const champs: ChampTape[] = [];
  const parcourir = (nom: string, valeur: unknown): void => {
    if (champs.length >= CHAMPS_MAX || SECRET.test(nom)) return;
    if (typeof valeur === 'string') champs.push([nom, valeur]);
    else if (Array.isArray(valeur)) valeur.forEach((v, i) => parcourir(typeof v === 'string' ? nom : `${nom}[${i}]`, v));
    else if (typeof valeur === 'object' && valeur !== null) for (const [c, v] of Object.entries(valeur)) parcourir(`${nom}[${c}]`, v);
  };
  for (const [nom, valeur] of Object.entries(corps)) if (nom !== '_csrf') parcourir(nom, valeur);
  return champs;
}

/** A path of this server that takes forms: letters, figures, hyphens and slashes. */
export const estChemin = (valeur: unknown): valeur is string => typeof valeur === 'string' && /^(\/[\w-]{1,60}){1,8}$/.test(valeur);

/**
 * The form that this refused request carried, to be sent again once its author is signed in; null when there is none to
 * keep, or when another site sent it: nothing foreign is offered to be confirmed.
 */
export function saisieDeLaRequete(req: Request): SaisieEmportee | null {
  const site = req.headers['sec-fetch-site'];
  if (req.method !== 'POST' || (site !== undefined && site !== 'same-origin') || !estChemin(req.path)) return null;
  const champs = champsDe(objetSansNul(req.body));
  return champs.some(([nom]) => nom !== '_cle') ? { chemin: req.path, champs, fichiers: champsDeFichiers(req) } : null;
}

function champsDeFichiers({ files }: Request): string[] {
  const recus = Array.isArray(files) ? files : [];
  return [...new Set(recus.filter((f) => f.originalname !== '').map((f) => f.fieldname))].filter(estChampDeFichier);
}

const estChampDeFichier = (nom: unknown): nom is string => typeof nom === 'string' && /^[\w.[\]-]{1,100}$/.test(nom);

/** Names of file fields that a page carried along, parted by commas; what is no such name is left out. */
export const lireChampsDeFichiers = (texte: string): string[] => texte.split(',').filter(estChampDeFichier).slice(0, 20);

/** Reads what a page carried along; null when it is not what `JSON.stringify` of the fields gives. */
export function lireChamps(texte: string): ChampTape[] | null {
  try {
    const lu: unknown = JSON.parse(texte);
    const juste = Array.isArray(lu) && lu.length <= CHAMPS_MAX && lu.every((c) => Array.isArray(c) && c.length === 2 && c.every((x) => typeof x === 'string'));
    return juste ? (lu as ChampTape[]).filter(([nom]) => nom !== '_csrf' && !SECRET.test(nom)) : null;
  } catch {
    return null;
  }
}
