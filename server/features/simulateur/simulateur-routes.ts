import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { routesApi } from './simulateur-api.js';
import { FORMULAIRE_CALCUL } from './simulateur-form.js';
import { calculer, pageSimulateur } from './simulateur-page.js';

/** The public simulator: a page that works without JavaScript, and the JSON calculators it shares its rules with. */
export function routesSimulateur(routeur: Routeur, deps: Deps): void {
  const page = pageSimulateur(deps);
  routeur.pageFormulaire(paths.simulateur, 'public.lire', page);
  // Computes and stores nothing, hence answers the page itself and not a redirection.
  routeur.postLibre(paths.simulateur, 'public.lire', { formulaire: FORMULAIRE_CALCUL, page }, async ({ calcul }, demande) => {
    await calculer(demande, calcul, demande.corps);
    return null;
  });
  routesApi(routeur);
}
