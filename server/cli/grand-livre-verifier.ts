import type { CodeDifference, Difference } from '../domain/grand-livre/verification.js';
import { verifierGrandLivre } from '../features/grand-livre/verification-queries.js';
import { euros, pluriel } from '../platform/format.js';
import { lireEnBase } from './base-cli.js';
import type { Commande } from './commande.js';

const PHRASES: Readonly<Record<CodeDifference, (d: Difference) => string>> = {
  ecriture_vide: (d) => `L’écriture ${d.lieu} n’a aucun mouvement.`,
  ecriture_desequilibree: (d) => `L’écriture ${d.lieu} n’est pas équilibrée : ${euros(d.trouve)} d’écart.`,
  objet_inconnu: (d) => `L’écriture ${d.lieu} porte sur un objet qui n’existe pas.`,
  enveloppe_depassee: (d) => `L’enveloppe ${d.lieu} est dépassée : ${euros(d.trouve)} engagés pour ${euros(d.attendu)} votés.`,
  compte_negatif: (d) => `Le compte de ${d.lieu} est négatif : ${euros(d.trouve)}.`,
  convention_non_engagee: (d) => `La convention ${d.lieu} est de ${euros(d.attendu)} ; ${euros(d.trouve)} sont engagés.`,
  echeancier_different: (d) => `La convention ${d.lieu} a ${euros(d.attendu)} d’échéances à payer ; le grand livre en porte ${euros(d.trouve)}.`,
  versement_different: (d) => `Versement ${d.lieu} : ${euros(d.attendu)} attendus, ${euros(d.trouve)} au grand livre.`,
  titre_different: (d) => `Titre ${d.lieu} : ${euros(d.attendu)} attendus, ${euros(d.trouve)} au grand livre.`,
};

/** Proves the ledger against conventions, envelopes, payments and titles: 0 when all agree, 1 with each difference named. */
export const verifierLivre: Commande = async (config, options, ecrire) => {
  const { ecritures, differences } = await lireEnBase(config, verifierGrandLivre);
  if (options['json'] !== undefined) ecrire(JSON.stringify({ ecritures, differences }));
  else if (differences.length === 0) ecrire(`Grand livre juste : ${pluriel(ecritures, 'écriture')}`);
  else for (const d of differences) ecrire(PHRASES[d.code](d));
  return differences.length === 0 ? 0 : 1;
};
