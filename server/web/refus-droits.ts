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
  'droits.rien_a_effacer': () => 'Une obligation légale impose de conserver chaque fiche : refusez la demande sur ce motif, la lettre dira jusqu’à quand.',
  'droits.import_en_cours': (d) => `Un tableau de participants du dossier ${String(d['numero'])} est en cours de lecture : recommencez dans quelques minutes.`,
  'droits.fiches_a_traiter': () => 'Faites d’abord ce que la personne demande de chaque fiche, puis notez la réponse.',
  'droits.correction_attendue': () => 'L’organisme n’a pas encore corrigé la fiche : attendez-le, ou refusez la demande s’il prouve que les données sont exactes.',
  'droits.effacement_possible': () => 'Aucune obligation n’impose plus de conserver ces données : effacez-les.',
};
