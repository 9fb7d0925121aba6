import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import { avecQuery, estParScript } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { etatFeuille, pageFeuille } from './feuille-page.js';
import { formulaireDeport, formulaireLiens, formulaireMaintien, formulaireNotation, formulaireRelance } from './notation-form.js';
import { pageDeport, pageListe } from './notation-page.js';
import { declarerDeport, declarerLiens } from './deport-service.js';
import { pageLiens } from './liens-page.js';
import { enregistrerNotation, maintenirNotation, soumettreNotation } from './notation-service.js';
import { relancerEvaluateur } from './suivi-service.js';
import { pageSuivi } from './suivi-page.js';
import { pageScores } from './scores-page.js';

/** Scoring by the committee: list, sheet, withdrawal, scores. */
export function routesNotation(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.notations, 'notation.lister', pageListe(deps));
  feuilles(routeur, deps);
  scores(routeur, deps);
  liens(routeur, deps);
  suivi(routeur, deps);
}

function feuilles(routeur: Routeur, deps: Deps): void {
  const feuille = pageFeuille(deps);
  routeur.pageFormulaire(paths.dossiers.notation, 'notation.noter', feuille);
  routeur.post(paths.dossiers.notation, 'notation.noter', { formulaire: formulaireNotation, page: feuille }, async (ctx, saisie, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const auto = estParScript(demande.req);
    const version = await enregistrerNotation(ctx, dossierId, saisie, auto);
    if (auto) return avecQuery(vers(paths.dossiers.notationEtat, { dossierId }), { version: String(version) });
    annoncer(demande, 'Brouillon enregistré. Personne d’autre ne le voit ; il ne compte qu’une fois soumis.');
    return vers(paths.dossiers.notation, { dossierId });
  });
  routeur.get(paths.dossiers.notationEtat, 'notation.noter', etatFeuille(deps));
  routeur.post(paths.dossiers.notationSoumission, 'notation.noter', { formulaire: formulaireNotation, page: feuille }, async (ctx, saisie, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerNotation(ctx, dossierId, saisie);
    await soumettreNotation(ctx, dossierId);
    annoncer(demande, 'Notation soumise. Vous voyez maintenant celles des autres membres.');
    return vers(paths.dossiers.scores, { dossierId });
  });
}

function scores(routeur: Routeur, deps: Deps): void {
  const page = pageScores(deps);
  routeur.pageFormulaire(paths.dossiers.scores, 'notation.lire', page);
  routeur.post(paths.dossiers.concertation, 'notation.lire', { formulaire: formulaireMaintien, page }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await maintenirNotation(ctx, dossierId, commande);
    annoncer(demande, 'Vous maintenez votre notation. Votre motif est affiché avec les scores.');
    return vers(paths.dossiers.scores, { dossierId });
  });
}

function liens(routeur: Routeur, deps: Deps): void {
  const page = pageLiens(deps);
  routeur.pageFormulaire(paths.notationLiens, 'notation.declarer_liens', page);
  routeur.post(paths.notationLiens, 'notation.declarer_liens', { formulaire: formulaireLiens, page }, async (ctx, { reponses }, demande) => {
    const { deports } = await declarerLiens(ctx, parametre(demande, 'appelId'), reponses);
    annoncer(demande, deports === 0 ? 'Réponses enregistrées : vous pouvez ouvrir les dossiers.' : `Réponses enregistrées. Vous êtes déporté de ${pluriel(deports, 'dossier')}.`);
    return paths.notations;
  });

  const deport = pageDeport(deps);
  routeur.pageFormulaire(paths.dossiers.deport, 'notation.se_deporter', deport);
  routeur.post(paths.dossiers.deport, 'notation.se_deporter', { formulaire: formulaireDeport, page: deport }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await declarerDeport(ctx, dossierId, commande);
    annoncer(demande, 'Déport enregistré.');
    return vers(paths.dossiers.deport, { dossierId });
  });
}

function suivi(routeur: Routeur, deps: Deps): void {
  const page = pageSuivi(deps);
  routeur.pageFormulaire(paths.appels.notation, 'notation.suivre', page);
  routeur.post(paths.appels.notationRelance, 'notation.suivre', { formulaire: formulaireRelance, page }, async (ctx, { personneId }, demande) => {
    const appelId = parametre(demande, 'appelId');
    const { nom, dossiers } = await relancerEvaluateur(ctx, appelId, personneId);
    annoncer(demande, `${nom} est relancé pour ${pluriel(dossiers, 'dossier')}.`);
    return vers(paths.appels.notation, { appelId });
  });
}
