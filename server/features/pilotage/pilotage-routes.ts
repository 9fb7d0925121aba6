import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { pagePilotage } from './pilotage-page.js';

/** The dashboard of the direction. */
export function routesPilotage(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.pilotage, 'pilotage.voir', pagePilotage(deps));
}
