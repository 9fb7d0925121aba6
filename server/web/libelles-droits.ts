type Famille = Readonly<Record<string, string>>;

/** French words for what persons ask about their data. */
export const LIBELLES_DROITS: Readonly<Record<string, Famille>> = {
  demande_droits: { recue: 'Reçue', trouvee: 'Personne trouvée', introuvable: 'Personne introuvable', repondue: 'Répondue', refusee: 'Refusée' },
  nature_droit: { acces: 'Accès à ses données', rectification: 'Correction de ses données', effacement: 'Effacement de ses données', portabilite: 'Portabilité de ses données' },
  demande_dite: { acces: 'd’accéder à vos données', rectification: 'de corriger vos données', effacement: 'd’effacer vos données', portabilite: 'de vous remettre vos données sous une forme réutilisable' },
  article_rgpd: { acces: 'article 15', rectification: 'article 16', effacement: 'article 17', portabilite: 'article 20' },
  canal_droit: { courrier: 'Par courrier', courriel: 'Par courriel', guichet: 'Au guichet', organisme: 'Par l’organisme qui l’accompagne' },
  verification: {
    a_verifier: 'Pas encore vérifiée', piece_identite: 'Pièce d’identité montrée (aucune copie gardée)', presence: 'Personne venue, connue du service', organisme: 'Confirmée par l’organisme qui l’accompagne',
  },
  motif_prolongation: { complexite: 'Demande complexe', nombre: 'Demandes nombreuses' },
  moyen_reponse: { courrier: 'Par courrier', courriel: 'Par courriel', remise: 'Remise en main propre' },
  motif_refus_droits: {
    identite: 'Identité du demandeur non confirmée (articles 12.2 et 12.6)', excessive: 'Demande manifestement infondée ou excessive (article 12.5)', conservation: 'Obligation légale de conserver (article 17.3 b)',
    exactitude: 'Données exactes, pièce à l’appui (articles 5.1 d et 16)', autrui: 'Atteinte aux droits d’autres personnes (articles 15.4 et 20.4)',
  },
  sort_fiche: { effacee: 'Effacée', gardee: 'À conserver', transmise: 'Correction demandée', corrigee: 'Corrigée', retiree: 'Retirée de l’opération' },
  regle_courte: { apurement_comptes: 'la justification des comptes de la collectivité', fse: 'le contrôle des fonds européens', aide_etat: 'le contrôle d’une aide d’État' },
};
