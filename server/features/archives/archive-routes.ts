import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageListeArchives } from './archive-liste-page.js';
import { avancementArchive, pageArchive, servirArchive } from './archive-page.js';
import { demanderArchive } from './archive-service.js';

/** The archive of a dossier as one file, and the list of dossiers by the date until which they are kept. */
export function routesArchives(routeur: Routeur, deps: Deps): void {
  const page = pageArchive(deps);
  routeur.get(paths.archives.liste, 'archive.lister', pageListeArchives(deps));
  routeur.pageFormulaire(paths.archives.page, 'archive.exporter', page);
  routeur.post(paths.archives.page, 'archive.exporter', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await demanderArchive(ctx, dossierId);
    annoncer(demande, 'L’archive est en cours de préparation : vous serez prévenu quand elle sera prête.');
    return vers(paths.archives.page, { dossierId });
  });
  routeur.get(paths.archives.avancement, 'archive.exporter', avancementArchive(deps));
  routeur.get(paths.archives.fichier, 'archive.exporter', servirArchive(deps));
}
