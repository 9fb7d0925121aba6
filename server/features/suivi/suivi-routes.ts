import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { feuilleEmargement } from './suivi-documents.js';
import { formulaireVisite } from './suivi-form.js';
import { pageSuivi } from './suivi-page.js';
import { enregistrerVisite } from './suivi-service.js';

/** Follow-up of a dossier: visits, steering meetings, calendar, attendance sheet. */
export function routesSuivi(routeur: Routeur, deps: Deps): void {
  const page = pageSuivi(deps);
  routeur.pageFormulaire(paths.dossiers.suivi, 'dossier.suivre', page);
  routeur.post(paths.dossiers.suivi, 'suivi.visiter', { formulaire: formulaireVisite, page }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerVisite(ctx, dossierId, commande);
    annoncer(demande, 'Compte rendu enregistré.');
    return vers(paths.dossiers.suivi, { dossierId });
  });

  routeur.get(paths.dossiers.emargement, 'dossier.voir', async (demande) => {
    const dossier = trouve(await lireDossier(deps.db, parametre(demande, 'dossierId')));
    const version = trouve(await lireVersionDossier(deps.db, dossier.id));
    const { emargement } = await lireReglesDuDossier(deps.db, dossier);
    await servirPdf(demande.res, feuilleEmargement({
      numero: dossier.numero ?? '', version, colonnes: emargement, marque: await lireMarque(deps.db), creeLe: demande.maintenant,
    }));
  });
}
