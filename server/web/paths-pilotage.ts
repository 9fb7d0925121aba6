/** Dashboards, the lists behind their figures, the people they compare with. */
export const CHEMINS_PILOTAGE = {
  page: '/pilotage',
  pdf: '/pilotage/tableau-de-bord.pdf',
  dossiers: '/pilotage/dossiers',
  dossiersCsv: '/pilotage/dossiers.csv',
  dossiersXlsx: '/pilotage/dossiers.xlsx',
  beneficiaires: '/pilotage/beneficiaires',
  rapports: '/pilotage/rapports',
  rapportAvancement: '/pilotage/rapports/:rapportId/avancement',
  rapportPdf: '/pilotage/rapports/:rapportId/rapport.pdf',
  rapportDocx: '/pilotage/rapports/:rapportId/rapport.docx',
} as const;
