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
  titre: '/dossiers/:dossierId/reversements/:reversementId',
  encaissement: '/dossiers/:dossierId/reversements/:reversementId/encaissement',
  echelonnement: '/dossiers/:dossierId/reversements/:reversementId/echeancier',
  remise: '/dossiers/:dossierId/reversements/:reversementId/remise',
} as const;

/** Ledger of a convention and of an envelope. */
export const CHEMINS_GRAND_LIVRE = {
  convention: '/grand-livre/conventions/:conventionId',
  enveloppe: '/grand-livre/enveloppes/:enveloppeId',
} as const;

/** What the State and the EU pay the département. */
export const CHEMINS_AMONT = {
  liste: '/conventions-amont',
  page: '/conventions-amont/:amontId',
  recettes: '/conventions-amont/:amontId/recettes',
  avenants: '/conventions-amont/:amontId/avenants',
  avenantFichier: '/conventions-amont/:amontId/avenants/:avenantId/exemplaire',
  tableaux: '/conventions-amont/:amontId/tableaux',
  tableau: '/conventions-amont/:amontId/tableaux/:tableauId',
  reprise: '/conventions-amont/:amontId/tableaux/:tableauId/reprise',
  recapitulatifPdf: '/conventions-amont/:amontId/recapitulatif.pdf',
  recapitulatifXlsx: '/conventions-amont/:amontId/recapitulatif.xlsx',
  lignes: '/conventions-amont/:amontId/lignes',
  ligne: '/conventions-amont/:amontId/lignes/:ligneId',
  ligneLiens: '/conventions-amont/:amontId/lignes/:ligneId/liens',
  ligneRetrait: '/conventions-amont/:amontId/lignes/:ligneId/liens/retrait',
  indicateurs: '/conventions-amont/:amontId/indicateurs',
  indicateursXlsx: '/conventions-amont/:amontId/indicateurs.xlsx',
  resultats: '/conventions-amont/:amontId/indicateurs/:indicateurId/resultats',
} as const;

/** Credits voted, split and moved. */
export const CHEMINS_ENVELOPPES = {
  liste: '/enveloppes', page: '/enveloppes/:enveloppeId', repartition: '/enveloppes/:enveloppeId/repartition', credits: '/enveloppes/:enveloppeId/credits-paiement', virement: '/enveloppes/:enveloppeId/virement',
  reserve: '/enveloppes/:enveloppeId/reserve',
} as const;
