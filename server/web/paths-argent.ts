/** Payments, what goes to accounting and what comes back, titles of recovery. */
export const CHEMINS_VERSEMENTS = {
  liste: '/versements',
  exportCsv: '/versements/export.csv',
  lot: '/versements/mandatement',
  bordereaux: '/versements/bordereaux',
  bordereau: '/versements/bordereaux/:bordereauId/bordereau.pdf',
  retours: '/versements/retours',
  retour: '/versements/retours/:retourId',
  page: '/dossiers/:dossierId/versements/:versementId',
  confirmation: '/dossiers/:dossierId/versements/:versementId/confirmation',
  compte: '/dossiers/:dossierId/versements/:versementId/compte',
  suspension: '/dossiers/:dossierId/versements/:versementId/suspension',
  finSuspension: '/dossiers/:dossierId/versements/:versementId/suspension/fin',
  retenue: '/dossiers/:dossierId/versements/:versementId/retenue',
  liquidation: '/dossiers/:dossierId/versements/:versementId/liquidation',
  validation: '/dossiers/:dossierId/versements/:versementId/validation',
  mandatement: '/dossiers/:dossierId/versements/:versementId/mandatement',
  paiement: '/dossiers/:dossierId/versements/:versementId/paiement',
  rejet: '/dossiers/:dossierId/versements/:versementId/rejet',
  reprise: '/dossiers/:dossierId/versements/:versementId/reprise',
  encaissement: '/dossiers/:dossierId/reversements/:reversementId/encaissement',
  annulation: '/dossiers/:dossierId/reversements/:reversementId/annulation',
} as const;

/** Ledger of a convention and of an envelope. */
export const CHEMINS_GRAND_LIVRE = {
  convention: '/grand-livre/conventions/:conventionId',
  enveloppe: '/grand-livre/enveloppes/:enveloppeId',
} as const;
