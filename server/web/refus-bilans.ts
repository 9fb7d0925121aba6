import { libelle } from './libelles.js';
import type { Messages } from './refus-mots.js';

/** French sentence of each refusal about a bilan, its imports and the follow-up of a dossier. */
export const REFUS_BILANS: Messages = {
  'visite.date_future': () => 'Une visite s’enregistre une fois qu’elle a eu lieu.',
  'suite.echeance_passee': () => 'Choisissez une date à venir.', 'suite.deja_faite': () => 'Cette suite est déjà notée comme faite.',
  'emargement.date_future': () => 'Une feuille se classe une fois la séance tenue.', 'emargement.heures_inversees': () => 'La séance finit avant de commencer.',
  'emargement.bilan_depose': () => 'Le bilan est déposé : les feuilles d’émargement en sont les preuves et ne se retirent plus.',
  'visite.dossier_non_notifie': () => 'Le suivi commence à la notification de la décision.',
  'bilan.rien_a_rattacher': () => 'Choisissez au moins un fichier, nouveau ou déjà reçu.',
  'bilan.aucune_ligne': () => 'Cochez au moins une dépense à laquelle rattacher ces fichiers.',
  'bilan.piece_rattachee': () => 'Ce fichier justifie encore une dépense : détachez-le d’abord.',
  'bilan.non_execution': () => 'L’opération est déclarée non exécutée : rien ne peut être versé sur ce bilan. Renvoyez-le ou attendez le bilan final.',
  'import.sans_ligne': () => 'Ce tableau n’a aucune ligne sous ses titres.', 'import.colonne_absente': (d) => `Indiquez la colonne « ${libelle(d['tableau'] === 'participants' ? 'champ_participant' : 'champ_import', String(d['nom']))} »${d['nom'] === 'poste' ? ', ou le poste de toutes les lignes' : ''}.`,
  'import.colonne_double': () => 'Cette colonne est déjà choisie pour un autre champ.', 'import.deja_lance': () => 'Cet import est déjà lancé.',
};
