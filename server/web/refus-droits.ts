import { dateLongue } from '../platform/format.js';
import type { Messages } from './refus-mots.js';

/** Sentences of refusals about what persons ask about their data. */
export const REFUS_DROITS: Messages = {
  'droits.recue_future': () => 'Cette date est à venir : indiquez le jour où la demande est arrivée.',
  'droits.precision_absente': () => 'Dites ce qui est à corriger, et comment : l’organisme le lira.',
  'droits.deja_prolongee': () => 'Le délai de cette demande est déjà prolongé : il ne peut l’être qu’une fois.',
  'droits.prolongation_tardive': (d) => `Le délai ne peut plus être prolongé : il fallait en informer la personne au plus tard le ${dateLongue(String(d['limite']))}.`,
  'droits.identite_a_verifier': () => 'Vérifiez d’abord l’identité de la personne : rien ne peut lui être communiqué avant.',
  'droits.motif_etranger': () => 'Ce motif ne vaut pas pour une demande de cette nature.',
  'droits.reponse_datee': (d) => `La réponse part entre le jour de la demande, le ${dateLongue(String(d['recue']))}, et aujourd’hui.`,
  'droits.oubliee': () => 'L’identité de cette demande est détruite : il n’y a plus de lettre à établir.',
};
