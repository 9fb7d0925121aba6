/** Participants of operations co-funded by FSE+: one operation, one person. */
export const CHEMINS_PARTICIPANTS = {
  liste: '/dossiers/:dossierId/participants',
  nouveau: '/dossiers/:dossierId/participants/nouveau',
  recherche: '/dossiers/:dossierId/participants/recherche',
  entites: '/dossiers/:dossierId/participants/entites',
  indicateursCsv: '/dossiers/:dossierId/participants/indicateurs.csv',
  indicateursXlsx: '/dossiers/:dossierId/participants/indicateurs.xlsx',
  ficheVierge: '/dossiers/:dossierId/participants/fiche-vierge.pdf',
  imports: '/dossiers/:dossierId/participants/imports',
  modele: '/dossiers/:dossierId/participants/imports/modele.xlsx',
  import: '/dossiers/:dossierId/participants/imports/:importId',
  importAvancement: '/dossiers/:dossierId/participants/imports/:importId/avancement',
  importErreurs: '/dossiers/:dossierId/participants/imports/:importId/erreurs.csv',
  page: '/dossiers/:dossierId/participants/:participantId',
  retrait: '/dossiers/:dossierId/participants/:participantId/retrait',
  fichePdf: '/dossiers/:dossierId/participants/:participantId/fiche.pdf',
} as const;
