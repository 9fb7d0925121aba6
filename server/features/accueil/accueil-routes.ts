import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { pageTableauDeBord } from './accueil-page.js';
import { pageAFaire } from './taches-page.js';

/** What waits for the signed-in person, by habilitation and by organisme. */
export function routesAccueil(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.tableauDeBord, 'accueil.voir', pageTableauDeBord(deps));
  routeur.get(paths.aFaire, 'accueil.voir', pageAFaire(deps));
}
