import type { ContenuAppel } from '../appels/contenu.js';

/** A territory as the collectivity names it; `niveau` `departement` covers every other one. */
export interface TerritoireNomme { readonly code: string; readonly nom: string; readonly niveau: string }

/** Words that name a kind of place and not a place. */
const GENERIQUES = new Set(['agglomeration', 'communaute', 'communes', 'commune', 'canton', 'territoire', 'departement', 'pays', 'grand', 'metropole', 'ville', 'bassin']);

const motsPropres = (nom: string): string[] => nom.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().split(/[^a-z0-9]+/)
  .filter((mot) => mot.length >= 4 && !GENERIQUES.has(mot));

/**
 * Partners the call wants consulted before a project on these territories. The call names places in words, the
 * project by codes: they meet by code, by name, by a proper noun they share, or because the project covers the
 * whole département. The machine only draws attention: a person decides whether the place is concerned.
 * @see spec 1, stage 5
 */
export function concertationsRequises(appel: Pick<ContenuAppel, 'regles'>, codes: readonly string[], territoires: readonly TerritoireNomme[]): { territoire: string; partenaire: string }[] {
  const choisis = territoires.filter((t) => codes.includes(t.code));
  return appel.regles.concertationPrealable.filter(({ territoire }) => {
    const mots = motsPropres(territoire);
    return choisis.some((t) => t.niveau === 'departement' || t.code === territoire || t.nom === territoire || motsPropres(t.nom).some((m) => mots.includes(m)));
  }).map(({ territoire, partenaire }) => ({ territoire, partenaire }));
}
