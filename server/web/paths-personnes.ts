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
