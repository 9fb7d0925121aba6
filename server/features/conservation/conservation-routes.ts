import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { aideEtatSaisie, formulaireAideEtat } from './conservation-form.js';
import { pageConservation } from './conservation-page.js';
import { enregistrerAideEtat } from './conservation-service.js';

/** The date until which evidence is kept: for those who follow the dossier, and for the porteur, who keeps it. */
export function routesConservation(routeur: Routeur, deps: Deps): void {
  const page = pageConservation(deps);
  routeur.pageFormulaire(paths.dossiers.conservation, 'dossier.voir', page);
  routeur.post(paths.dossiers.conservation, 'conservation.regime', { formulaire: formulaireAideEtat, page }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerAideEtat(ctx, dossierId, aideEtatSaisie(commande));
    annoncer(demande, 'Régime d’aide d’État enregistré.');
    return vers(paths.dossiers.conservation, { dossierId });
  });
}
