/** Indicators of the participants across operations. */
export const CHEMINS_TOTAUX = {
  page: '/pilotage/participants',
  pdf: '/pilotage/participants/indicateurs.pdf',
  csv: '/pilotage/participants/indicateurs.csv',
  xlsx: '/pilotage/participants/indicateurs.xlsx',
  operations: '/pilotage/participants/operations',
  operationsCsv: '/pilotage/participants/operations.csv',
  operationsXlsx: '/pilotage/participants/operations.xlsx',
} as const;

/** What persons ask about their data (GDPR): the register, one request and its letters. */
export const CHEMINS_DROITS = {
  liste: '/droits',
  csv: '/droits/registre.csv',
  xlsx: '/droits/registre.xlsx',
  nouvelle: '/droits/nouvelle',
  page: '/droits/:demandeId',
  verification: '/droits/:demandeId/verification',
  recherche: '/droits/:demandeId/recherche',
  prolongation: '/droits/:demandeId/prolongation',
  effacement: '/droits/:demandeId/effacement',
  transmission: '/droits/:demandeId/transmission',
  reponse: '/droits/:demandeId/reponse',
  refus: '/droits/:demandeId/refus',
  lettre: '/droits/:demandeId/lettre.pdf',
  lettreProlongation: '/droits/:demandeId/prolongation.pdf',
  donneesJson: '/droits/:demandeId/donnees.json',
} as const;
