/** Pages of a bilan, the same for the intermediate one and the final one. */
const pagesDuBilan = <R extends string>(racine: R) => ({
  page: racine,
  realisation: `${racine}/realisation`,
  realisationEtat: `${racine}/realisation/etat`,
  depenses: `${racine}/depenses`,
  retirerDepense: `${racine}/depenses/:depenseId/retrait`,
  detacherPiece: `${racine}/depenses/:depenseId/pieces/:fichierId/retrait`,
  pieces: `${racine}/depenses/pieces`,
  retirerPiece: `${racine}/pieces/:fichierId/retrait`,
  rattacher: `${racine}/depenses/rattachement`,
  imports: `${racine}/depenses/imports`,
  import: `${racine}/depenses/imports/:importId`,
  importAvancement: `${racine}/depenses/imports/:importId/avancement`,
  importErreurs: `${racine}/depenses/imports/:importId/erreurs.csv`,
  ressources: `${racine}/ressources`,
  retirerRessource: `${racine}/ressources/:ressourceId/retrait`,
  depot: `${racine}/depot`,
} as const);

/** The final bilan, the porteur's part of its control, and the balance. */
export const CHEMINS_BILANS = {
  ...pagesDuBilan('/dossiers/:dossierId/bilan'),
  contradictoire: '/dossiers/:dossierId/bilan/contradictoire',
  prolongation: '/dossiers/:dossierId/bilan/contradictoire/prolongation',
  questions: '/dossiers/:dossierId/bilan/questions',
  solde: '/dossiers/:dossierId/solde',
} as const;

/** An intermediate bilan, which an agent examines and validates. */
export const CHEMINS_BILANS_INTERMEDIAIRES = {
  ...pagesDuBilan('/dossiers/:dossierId/bilan-intermediaire'),
  examen: '/dossiers/:dossierId/bilan-intermediaire/examen',
  validation: '/dossiers/:dossierId/bilan-intermediaire/validation',
  renvoi: '/dossiers/:dossierId/bilan-intermediaire/renvoi',
} as const;

/** Service-fait control, on the side of the service. */
export const CHEMINS_CONTROLES = {
  liste: '/controles',
  designation: '/dossiers/:dossierId/controle/designation',
  page: '/dossiers/:dossierId/controle',
  ouverture: '/dossiers/:dossierId/controle/ouverture',
  ligne: '/dossiers/:dossierId/controle/depenses/:depenseId',
  question: '/dossiers/:dossierId/controle/depenses/:depenseId/question',
  realisation: '/dossiers/:dossierId/controle/realisation',
  echantillon: '/dossiers/:dossierId/controle/echantillon',
  acceptation: '/dossiers/:dossierId/controle/acceptation',
  provisoire: '/dossiers/:dossierId/controle/provisoire',
  prolongation: '/dossiers/:dossierId/controle/prolongation',
  definitif: '/dossiers/:dossierId/controle/definitif',
  irregularite: '/dossiers/:dossierId/controle/irregularites/:irregulariteId',
} as const;
