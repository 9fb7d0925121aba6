import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageFeuille } from './feuille-page.js';
import { formulaireDeport, formulaireNotation } from './notation-form.js';
import { pageDeport, pageListe } from './notation-page.js';
import { declarerDeport, enregistrerNotation, soumettreNotation } from './notation-service.js';
import { pageScores } from './scores-page.js';

/** Scoring by the committee: list, sheet, withdrawal, scores. */
export function routesNotation(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.notations, 'notation.lister', pageListe(deps));

  const feuille = pageFeuille(deps);
  routeur.pageFormulaire(paths.dossiers.notation, 'notation.noter', feuille);
  routeur.post(paths.dossiers.notation, 'notation.noter', { formulaire: formulaireNotation, page: feuille }, async (ctx, saisie, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerNotation(ctx, dossierId, saisie);
    annoncer(demande, 'Brouillon enregistré. Personne d’autre ne le voit ; il ne compte qu’une fois soumis.');
    return vers(paths.dossiers.notation, { dossierId });
  });
  routeur.post(paths.dossiers.notationSoumission, 'notation.noter', { formulaire: formulaireNotation, page: feuille }, async (ctx, saisie, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerNotation(ctx, dossierId, saisie);
    await soumettreNotation(ctx, dossierId);
    annoncer(demande, 'Notation soumise. Vous voyez maintenant celles des autres membres.');
    return vers(paths.dossiers.scores, { dossierId });
  });
  routeur.get(paths.dossiers.scores, 'notation.lire', pageScores(deps));

  const deport = pageDeport(deps);
  routeur.pageFormulaire(paths.dossiers.deport, 'notation.se_deporter', deport);
  routeur.post(paths.dossiers.deport, 'notation.se_deporter', { formulaire: formulaireDeport, page: deport }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await declarerDeport(ctx, dossierId, commande);
    annoncer(demande, 'Déport enregistré.');
    return vers(paths.dossiers.deport, { dossierId });
  });
}
