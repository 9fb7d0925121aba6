import { nombre, pluriel } from '../platform/format.js';
import { verifierJournal } from '../platform/journal.js';
import { lireEnBase } from './base-cli.js';
import type { Commande } from './commande.js';

const RAISONS = {
  empreinte: 'son contenu ne correspond plus à son empreinte',
  chaine: 'elle manque, ou ne suit plus la précédente',
  tete: 'des lignes manquent à la fin',
} as const;

/** Reads the whole journal again: 0 when the chain is whole, 1 with the first broken row named. */
export const verifier: Commande = async (config, _options, ecrire) => {
  const etat = await lireEnBase(config, verifierJournal);
  if (etat.intact) {
    ecrire(`Journal intact : ${pluriel(etat.lignes, 'ligne')}`);
    return 0;
  }
  ecrire(`Journal altéré à la ligne ${nombre(etat.rang)} : ${RAISONS[etat.raison]}.`);
  return 1;
};
