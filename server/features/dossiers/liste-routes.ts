import type { Deps } from '../../platform/deps.js';
import { servirFeuille, type FormatExport } from '../../platform/export-feuille.js';
import { jourAParis } from '../../platform/clock.js';
import type { Demande } from '../../web/demande.js';
import { lignesDeFeuille } from '../../web/liste.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireAffectation } from './liste-affectation-form.js';
import { pageAffectationEnNombre } from './liste-affectation-page.js';
import { affecterEnNombre, direLeResultat } from './liste-affectation-service.js';
import { lireListe, pageListe } from './liste-page.js';
import { parcourirDossiers } from './liste-queries.js';

/** Agents' list of dossiers, its exports, and the assignment of many at once. */
export function routesListe(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.dossiers.liste, 'dossier.lister', pageListe(deps));
  routeur.get(paths.dossiers.exportCsv, 'dossier.lister', (demande) => exporter(deps, demande, 'csv'));
  routeur.get(paths.dossiers.exportXlsx, 'dossier.lister', (demande) => exporter(deps, demande, 'xlsx'));
  const page = pageAffectationEnNombre(deps);
  routeur.pageFormulaire(paths.dossiers.affectationEnNombre, 'dossier.affecter_en_nombre', page);
  routeur.post(paths.dossiers.affectationEnNombre, 'dossier.affecter_en_nombre', { formulaire: formulaireAffectation, page }, async (ctx, commande, demande) => {
    annoncer(demande, direLeResultat(await affecterEnNombre(ctx, commande.dossiers, commande.instructeurId, commande.motif)));
    return `${paths.dossiers.liste}?${commande.retour}`;
  });
}

/** The list as the address shows it: its filters, its order, its columns, every page. */
async function exporter({ db }: Deps, demande: Demande, format: FormatExport): Promise<void> {
  const { colonnes, demandee } = lireListe(demande);
  await servirFeuille(demande.res, format, `dossiers-${jourAParis(demande.maintenant)}`, { feuille: 'Dossiers', colonnes, lignes: lignesDeFeuille(colonnes, parcourirDossiers(db, demandee)) });
}
