import { motsDe } from '../participants/identite.js';

/** Names of a person as a text may hold them. */
export interface Nommee { readonly nom: string; readonly autreNom: string; readonly prenom: string }

/**
 * Does a text name this person: one of their names and their first name, whatever the accents, capitals, spaces and hyphens? It says
 * yes of a namesake too: a spreadsheet removed for nothing is sent again, one kept by mistake would name somebody erased.
 */
export function nommeLaPersonne(texte: string, { nom, autreNom, prenom }: Nommee): boolean {
  const lu = motsDe(texte);
  return lu.includes(motsDe(prenom)) && [nom, autreNom].map(motsDe).some((n) => n !== '' && lu.includes(n));
}
