import type { VariableLettre } from '../../domain/lettres/modele.js';

/** What each variable of a letter is, with a value as an example; shown beside the editor. */
export const VARIABLES_DOCUMENTEES: Readonly<Record<VariableLettre, { readonly sens: string; readonly exemple: string }>> = {
  numero: { sens: 'Numéro du dossier', exemple: 'AAP-2022-0001' },
  titre: { sens: 'Titre du projet', exemple: 'Un parcours vers l’emploi' },
  organisme: { sens: 'Nom de l’organisme', exemple: 'Association Rebond' },
  representant: { sens: 'Nom et qualité du représentant légal', exemple: 'Claire Durand, présidente' },
  appel: { sens: 'Titre de l’appel à projets', exemple: 'Insertion sociale et professionnelle 2022-2023' },
  depose_le: { sens: 'Date du dépôt du dossier', exemple: '28 janvier 2022' },
  debut: { sens: 'Début de l’opération', exemple: '1er janvier 2022' },
  fin: { sens: 'Fin de l’opération', exemple: '31 décembre 2022' },
  montant_demande: { sens: 'Total demandé aux financeurs qui versent', exemple: '20\u202f000,00\u00a0€' },
  montant_attribue: { sens: 'Total attribué', exemple: '18\u202f000,00\u00a0€' },
  montants_par_financeur: { sens: 'Phrase qui donne la part de chaque financeur, vide s’il est seul', exemple: 'Ce montant se partage ainsi : 12\u202f000,00\u00a0€ au titre du financeur « Département », 6\u202f000,00\u00a0€ au titre du financeur « FSE+ ».' },
  montant_non_retenu: { sens: 'Différence entre le montant demandé et le montant attribué', exemple: '2\u202f000,00\u00a0€' },
  motifs: { sens: 'Motifs du refus ou de l’ajournement, ce qui n’est pas retenu, ou observations', exemple: 'Les frais de communication ne sont pas retenus.' },
  deliberation_numero: { sens: 'Numéro de la délibération', exemple: '2022-CP-0412' },
  deliberation_date: { sens: 'Date de la délibération', exemple: '8 avril 2022' },
  acte_conteste: { sens: 'Acte contre lequel le recours est formé', exemple: 'le refus de subvention' },
  recours_depose_le: { sens: 'Date du dépôt du recours', exemple: '10 mai 2022' },
  reponse: { sens: 'Motifs de la réponse au recours', exemple: 'Le diagnostic joint au recours établit le besoin.' },
  conventions: { sens: 'Numéros des conventions envoyées', exemple: 'CONV-AAP-2022-0001-D, CONV-AAP-2022-0001-F' },
  collectivite: { sens: 'Nom de la collectivité', exemple: 'Département' },
  service: { sens: 'Service qui écrit', exemple: 'Direction de l’insertion' },
  contact: { sens: 'Contact du service', exemple: 'insertion@departement.example' },
};
