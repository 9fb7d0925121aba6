import { NATURES_BILAN, type NatureBilan } from '../../domain/bilans/lignes.js';
import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import { avecQuery, estParScript } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { fichiersJoints } from './bilan-fichiers.js';
import { formulaireDepot, formulaireRealisation, formulaireRenvoi, formulaireRessource } from './bilan-form.js';
import { pageBilan } from './bilan-page.js';
import { ajouterRessource, deposerBilan, enregistrerRealisation, modifierRessource, retirerRessource } from './bilan-service.js';
import { routesDepenses } from './depense-routes.js';
import { pageExamen } from './examen-page.js';
import { renvoyerIntermediaire, validerIntermediaire } from './intermediaire-service.js';
import { etatRealisation, pageRealisation } from './realisation-page.js';
import { pageRessources } from './ressources-page.js';

/** The bilans of a dossier, as their porteur writes and deposits them: the same pages for the intermediate and the final one. */
export function routesBilans(routeur: Routeur, deps: Deps): void {
  for (const nature of NATURES_BILAN) {
    routesDepot(routeur, deps, nature);
    routesRealisation(routeur, deps, nature);
    routesDepenses(routeur, deps, nature);
    routesRessources(routeur, deps, nature);
  }
  routesExamen(routeur, deps);
}

function routesDepot(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  const chemins = cheminsDuBilan(nature);
  const page = pageBilan(deps, nature);
  routeur.pageFormulaire(chemins.page, 'bilan.rediger', page);
  routeur.post(chemins.depot, 'bilan.deposer', { formulaire: formulaireDepot, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await deposerBilan(ctx, dossierId, nature);
    annoncer(demande, `${libelle('nature_bilan', nature)} déposé. Le récépissé est dans votre dossier et vous a été annoncé par courriel.`);
    return vers(chemins.page, { dossierId });
  });
}

function routesRealisation(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  const chemins = cheminsDuBilan(nature);
  const page = pageRealisation(deps, nature);
  routeur.pageFormulaire(chemins.realisation, 'bilan.rediger', page);
  routeur.get(chemins.realisationEtat, 'bilan.rediger', etatRealisation(deps, nature));
  routeur.post(chemins.realisation, 'bilan.rediger', { formulaire: formulaireRealisation, page }, async (ctx, { version, ...saisie }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const auto = estParScript(demande.req);
    const ecrite = await enregistrerRealisation(ctx, dossierId, saisie, { version, nature, auto });
    if (auto) return avecQuery(vers(chemins.realisationEtat, { dossierId }), { version: String(ecrite) });
    annoncer(demande, 'Réalisation enregistrée.');
    return vers(chemins.page, { dossierId });
  });
}

function routesRessources(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  const chemins = cheminsDuBilan(nature);
  const page = pageRessources(deps, nature);
  routeur.pageFormulaire(chemins.ressources, 'bilan.rediger', page);
  routeur.post(chemins.ressources, 'bilan.rediger', { formulaire: formulaireRessource, page, fichiers: true }, async (ctx, { ressourceId, montant, ...saisie }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const [fichierId = null] = await fichiersJoints(ctx, deps, demande, 'preuve');
    const ressource = { ...saisie, montantCents: montant, fichierId };
    if (ressourceId === null) await ajouterRessource(ctx, dossierId, ressource, nature);
    else await modifierRessource(ctx, dossierId, ressourceId, ressource, nature);
    annoncer(demande, ressourceId === null ? 'Ressource ajoutée.' : 'Ressource modifiée.');
    return vers(chemins.ressources, { dossierId });
  });
  routeur.post(chemins.retirerRessource, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await retirerRessource(ctx, dossierId, parametre(demande, 'ressourceId'), nature);
    annoncer(demande, 'Ressource retirée du bilan.');
    return vers(chemins.ressources, { dossierId });
  });
}

/** The intermediate bilan as the service reads it, validates it or sends it back. */
function routesExamen(routeur: Routeur, deps: Deps): void {
  const { examen, validation, renvoi } = paths.bilansIntermediaires;
  const page = pageExamen(deps);
  routeur.pageFormulaire(examen, 'bilan.examiner', page);
  routeur.post(validation, 'bilan.valider', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await validerIntermediaire(ctx, dossierId);
    annoncer(demande, 'Bilan intermédiaire validé : l’échéance qui l’attendait est exigible.');
    return vers(examen, { dossierId });
  });
  routeur.post(renvoi, 'bilan.valider', { formulaire: formulaireRenvoi, page }, async (ctx, { motif }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await renvoyerIntermediaire(ctx, dossierId, motif);
    annoncer(demande, 'Bilan intermédiaire renvoyé à l’organisme.');
    return vers(examen, { dossierId });
  });
}
