type Textes = Readonly<Record<string, string>>;

/** French words for bilans, their control and what is paid back. */
export const LIBELLES_BILANS: Readonly<Record<string, Textes>> = {
  nature_bilan: { intermediaire: 'Bilan intermédiaire', final: 'Bilan final' },
  risque: { faible: 'Faible', moyen: 'Moyen', eleve: 'Élevé' },
  drapeau_depense: {
    sans_piece: 'Sans justificatif', hors_periode: 'Hors période', non_acquittee: 'Non acquittée', doublon: 'Déclarée deux fois', temps_depasse: 'Plus de 1 720 heures', temps_incomplet: 'Bulletin incomplet',
  },
  champ_import: {
    libelle: 'Libellé de la dépense', montant: 'Montant', date: 'Date de la dépense', poste: 'Poste', acquitteeLe: 'Date d’acquittement', fournisseur: 'Fournisseur', reference: 'Référence ou n° de facture', salarie: 'Salarié', mois: 'Mois du bulletin', heures: 'Heures passées sur l’opération',
  },
  import_attendu: {
    libelle: 'un libellé', texte_long: 'un texte plus court', montant: 'un montant, par exemple 1 234,56', montant_positif: 'un montant supérieur à 0', montant_borne: 'un montant de 99 999 999,99 € au plus',
    jour: 'une date, par exemple 12/03/2023', poste: 'un poste de dépense : personnel, fonctionnement, prestations, participants ou indirectes', mois: 'un mois, par exemple 06/2022', heures: 'un nombre d’heures, par exemple 151,67', total: 'une dépense : cette ligne est un total',
  },
  sort_ligne: { a_examiner: 'À examiner', hors_echantillon: 'Hors échantillon', acceptee: 'Acceptée', partielle: 'Retenue en partie', rejetee: 'Rejetée' },
  echeance_reversement: { a_venir: 'À venir', partielle: 'Réglée en partie', en_retard: 'En retard', soldee: 'Réglée' },
  periode: { mensuelle: 'Tous les mois', trimestrielle: 'Tous les trois mois' },
};
