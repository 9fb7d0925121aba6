import { dateLongue } from '../platform/format.js';
import type { Messages } from './refus-mots.js';

/** Sentences of refusals about participants of FSE+ operations. */
export const REFUS_PARTICIPANTS: Messages = {
  'participant.sans_cle': () => 'Aucune clé de chiffrement n’est configurée : l’identité d’un participant ne peut pas être enregistrée. Prévenez l’administrateur.',
  'participant.deja_inscrit': (d) => `Cette personne est déjà inscrite dans l’opération, sous le pseudonyme ${String(d['pseudonyme'])}.`,
  'participant.conflit': () => 'Quelqu’un a modifié cette fiche pendant votre saisie. Votre saisie est conservée : ouvrez la fiche dans une autre page pour comparer, puis recommencez.',
  'participant.bilan_depose': () => 'Le bilan final est déposé : les chiffres qu’il contient reposent sur cette fiche, elle ne peut plus être retirée.',
  'participant.introuvable': () => 'Personne de ce nom et de cette date de naissance n’est inscrit.',
  'participant.naissance': () => 'Cette date de naissance ne convient pas à une personne entrée à cette date : vérifiez l’année.',
  'participant.entree_future': () => 'Cette date est à venir : inscrivez la personne le jour de son entrée.',
  'participant.entree_hors_operation': (d) => `L’entrée doit avoir lieu pendant l’opération, du ${dateLongue(String(d['debut']))} au ${dateLongue(String(d['fin']))}.`,
  'participant.sortie_avant_entree': (d) => `La sortie vient après l’entrée, le ${dateLongue(String(d['entree']))}.`,
  'participant.sortie_future': () => 'Cette date est à venir : enregistrez la sortie quand la personne est sortie.',
  'participant.sortie_sans_date': () => 'Indiquez la date de sortie : des réponses sur la sortie sont données.',
  'participant.suivi_sans_sortie': () => 'Indiquez d’abord la date de sortie : le suivi a lieu six mois après.',
  'participant.suivi_trop_tot': (d) => `La situation à six mois se demande à partir du ${dateLongue(String(d['du']))}.`,
  'participant.suivi_futur': () => 'Cette date est à venir : enregistrez le suivi quand il a eu lieu.',
};
