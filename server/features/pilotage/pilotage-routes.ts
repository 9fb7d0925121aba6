import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { exporterDossiersDerriere, pageDossiersDerriere } from './liste-page.js';
import { imprimerPilotage, pagePilotage } from './pilotage-page.js';

/** Dashboards of the direction, and the dossiers behind each of their figures. */
export function routesPilotage(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.pilotage.page, 'pilotage.voir', pagePilotage(deps));
  routeur.get(paths.pilotage.pdf, 'pilotage.voir', imprimerPilotage(deps));
  routeur.get(paths.pilotage.dossiers, 'pilotage.voir', pageDossiersDerriere(deps));
  routeur.get(paths.pilotage.dossiersCsv, 'pilotage.voir', exporterDossiersDerriere(deps, 'csv'));
  routeur.get(paths.pilotage.dossiersXlsx, 'pilotage.voir', exporterDossiersDerriere(deps, 'xlsx'));
}
