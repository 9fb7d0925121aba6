/** Dashboards, the lists behind their figures, the people they compare with. */
export const CHEMINS_PILOTAGE = {
  page: '/pilotage',
  pdf: '/pilotage/tableau-de-bord.pdf',
  dossiers: '/pilotage/dossiers',
  dossiersCsv: '/pilotage/dossiers.csv',
  dossiersXlsx: '/pilotage/dossiers.xlsx',
} as const;
