import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireRecours, formulaireReponse } from './recours-form.js';
import { pageRecours } from './recours-page.js';
import { deposerRecours, repondreRecours } from './recours-service.js';

/** Recours gracieux of a dossier and their answers. */
export function routesRecours(routeur: Routeur, deps: Deps): void {
  const page = pageRecours(deps);
  routeur.pageFormulaire(paths.dossiers.recours, 'dossier.voir', page);

  routeur.post(paths.dossiers.recours, 'recours.deposer', { formulaire: formulaireRecours, page, fichiers: true }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await deposerRecours(ctx, dossierId, commande, { magasin: deps.magasin, recus: demande.fichiers.filter((f) => f.champ === 'fichiers') });
    annoncer(demande, 'Recours déposé : son récépissé est ci-dessous. Le service vous répondra ici et par courriel.');
    return vers(paths.dossiers.recours, { dossierId });
  });

  routeur.post(paths.dossiers.recoursReponse, 'recours.repondre', { formulaire: formulaireReponse, page }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await repondreRecours(ctx, dossierId, parametre(demande, 'recoursId'), commande);
    annoncer(demande, 'Réponse enregistrée : la lettre est établie et le porteur est prévenu.');
    return vers(paths.dossiers.recours, { dossierId });
  });
}
