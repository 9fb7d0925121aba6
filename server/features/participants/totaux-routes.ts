import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { imprimerTotaux } from './totaux-documents.js';
import { exporterOperations, exporterTotaux, pageOperations } from './totaux-liste-page.js';
import { pageTotaux } from './totaux-page.js';

/** Common indicators of FSE+ across operations, and the operations behind each of their figures. */
export function routesTotaux(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.totaux.page, 'pilotage.voir', pageTotaux(deps));
  routeur.get(paths.totaux.pdf, 'pilotage.voir', imprimerTotaux(deps));
  routeur.get(paths.totaux.csv, 'pilotage.voir', exporterTotaux(deps, 'csv'));
  routeur.get(paths.totaux.xlsx, 'pilotage.voir', exporterTotaux(deps, 'xlsx'));
  routeur.get(paths.totaux.operations, 'pilotage.voir', pageOperations(deps));
  routeur.get(paths.totaux.operationsCsv, 'pilotage.voir', exporterOperations(deps, 'csv'));
  routeur.get(paths.totaux.operationsXlsx, 'pilotage.voir', exporterOperations(deps, 'xlsx'));
}
