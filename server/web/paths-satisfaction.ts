/** Satisfaction of participants: the page they fill, its collection and its results by action, the questions. */
export const CHEMINS_SATISFACTION = {
  merci: '/satisfaction/merci',
  repondre: '/satisfaction/:jeton',
  modele: '/questions-de-satisfaction',
  dossier: '/dossiers/:dossierId/satisfaction',
  ouvrir: '/dossiers/:dossierId/satisfaction/ouverture',
  fermer: '/dossiers/:dossierId/satisfaction/fermeture',
  affiche: '/dossiers/:dossierId/satisfaction/affiche.pdf',
  bulletins: '/dossiers/:dossierId/satisfaction/bulletins',
  lot: '/dossiers/:dossierId/satisfaction/bulletins/:lotId/bulletins.pdf',
  xlsx: '/dossiers/:dossierId/satisfaction/resultats.xlsx',
  csv: '/dossiers/:dossierId/satisfaction/resultats.csv',
} as const;
