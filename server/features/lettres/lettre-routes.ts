import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageLot, servirLotPdf, servirLotZip } from './lot-page.js';
import { demanderLettres } from './lot-service.js';
import { routesModelesDeLettres } from './modele-routes.js';

/** Letters: their templates, and batches of them. */
export function routesLettres(routeur: Routeur, deps: Deps): void {
  routesModelesDeLettres(routeur, deps);
  routeur.post(paths.appels.decisions, 'decision.prendre', { formulaire: formulaireVide }, async (ctx, _vide, demande) => {
    const appelId = parametre(demande, 'appelId');
    const lotId = await demanderLettres(ctx, appelId);
    annoncer(demande, 'Les lettres s’établissent : vous serez prévenu quand elles seront toutes prêtes.');
    return vers(paths.appels.lot, { appelId, lotId });
  });
  routeur.get(paths.appels.lot, 'decision.prendre', pageLot(deps));
  routeur.get(paths.appels.lotPdf, 'decision.prendre', servirLotPdf(deps));
  routeur.get(paths.appels.lotZip, 'decision.prendre', servirLotZip(deps, 'pdf'));
  routeur.get(paths.appels.lotDocx, 'decision.prendre', servirLotZip(deps, 'docx'));
}
