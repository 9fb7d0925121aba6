import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { pageConservation } from './conservation-page.js';

/** The date until which evidence is kept: for those who follow the dossier, and for the porteur, who keeps it. */
export function routesConservation(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.dossiers.conservation, 'dossier.voir', pageConservation(deps));
}
