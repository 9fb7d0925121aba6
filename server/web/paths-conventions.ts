/** A convention, its avenants, moves between posts and termination. */
export const CHEMINS_CONVENTIONS = {
  generer: '/dossiers/:dossierId/conventions',
  page: '/dossiers/:dossierId/conventions/:conventionId',
  exemplaire: '/dossiers/:dossierId/conventions/:conventionId/exemplaire-signe',
  signature: '/dossiers/:dossierId/conventions/:conventionId/signature',
  avenants: '/dossiers/:dossierId/conventions/:conventionId/avenants',
  avenantNouveau: '/dossiers/:dossierId/conventions/:conventionId/nouvel-avenant',
  avenant: '/dossiers/:dossierId/conventions/:conventionId/avenants/:avenantId',
  avenantValidation: '/dossiers/:dossierId/conventions/:conventionId/avenants/:avenantId/validation',
  avenantAbandon: '/dossiers/:dossierId/conventions/:conventionId/avenants/:avenantId/abandon',
  avenantExemplaire: '/dossiers/:dossierId/conventions/:conventionId/avenants/:avenantId/exemplaire-signe',
  avenantSignature: '/dossiers/:dossierId/conventions/:conventionId/avenants/:avenantId/signature',
  avenantDemandes: '/dossiers/:dossierId/conventions/:conventionId/demandes-d-avenant',
  avenantReponse: '/dossiers/:dossierId/conventions/:conventionId/demandes-d-avenant/:demandeId',
  mouvements: '/dossiers/:dossierId/conventions/:conventionId/mouvements',
  resiliation: '/dossiers/:dossierId/conventions/:conventionId/resiliation',
} as const;

/** Scanned bundles of signed conventions and avenants. */
export const CHEMINS_LIASSES = {
  liste: '/liasses',
  page: '/liasses/:liasseId',
  avancement: '/liasses/:liasseId/avancement',
  vignette: '/liasses/:liasseId/pages/:page/vignette.jpg',
  affectation: '/liasses/:liasseId/pages/:page/affectation',
  ecart: '/liasses/:liasseId/pages/:page/ecart',
} as const;
