import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { pageEmargements } from './emargement-page.js';
import { classerEmargement, retirerEmargement } from './emargement-service.js';
import { ajouterSuite, marquerFaite } from './suite-service.js';
import { feuilleEmargement } from './suivi-documents.js';
import { formulaireEmargement, formulaireFaite, formulaireSuite, formulaireVisite } from './suivi-form.js';
import { pageSuivi } from './suivi-page.js';
import { enregistrerVisite } from './suivi-service.js';

/** Follow-up of a dossier: visits, steering meetings, calendar, attendance sheet. */
export function routesSuivi(routeur: Routeur, deps: Deps): void {
  const page = pageSuivi(deps);
  routeur.pageFormulaire(paths.dossiers.suivi, 'suivi.lire', page);
  routeur.post(paths.dossiers.suivi, 'suivi.visiter', { formulaire: formulaireVisite, page }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerVisite(ctx, dossierId, commande);
    annoncer(demande, 'Compte rendu enregistré.');
    return vers(paths.dossiers.suivi, { dossierId });
  });

  routesSuites(routeur, deps);
  routesEmargements(routeur, deps);
  routeur.get(paths.dossiers.emargement, 'dossier.voir', async (demande) => {
    const dossier = trouve(await lireDossier(deps.db, parametre(demande, 'dossierId')));
    const version = trouve(await lireVersionDossier(deps.db, dossier.id));
    const { emargement } = await lireReglesDuDossier(deps.db, dossier);
    await servirPdf(demande.res, feuilleEmargement({
      numero: dossier.numero ?? '', version, colonnes: emargement, marque: await lireMarque(deps.db), creeLe: demande.maintenant,
    }));
  });
}

/** What visits ask for: added by the service, done by either side. */
function routesSuites(routeur: Routeur, deps: Deps): void {
  const page = pageSuivi(deps);
  routeur.post(paths.dossiers.suites, 'suivi.visiter', { formulaire: formulaireSuite, page }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await ajouterSuite(ctx, dossierId, parametre(demande, 'visiteId'), commande);
    annoncer(demande, 'Suite ajoutée.');
    return `${vers(paths.dossiers.suivi, { dossierId })}#suites`;
  });
  routeur.post(paths.dossiers.suiteFaite, 'suivi.repondre', { formulaire: formulaireFaite, page }, async (ctx, { reponse }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await marquerFaite(ctx, dossierId, parametre(demande, 'suiteId'), reponse);
    annoncer(demande, 'Suite notée comme faite.');
    return `${vers(paths.dossiers.suivi, { dossierId })}#suites`;
  });
}

/** Signed attendance sheets, session by session. */
function routesEmargements(routeur: Routeur, deps: Deps): void {
  const page = pageEmargements(deps);
  routeur.pageFormulaire(paths.dossiers.emargements, 'suivi.lire', page);
  routeur.post(paths.dossiers.emargements, 'emargement.classer', { formulaire: formulaireEmargement, page, fichiers: true }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const recu = fichierDuChamp(demande.fichiers, 'feuille');
    if (recu === null) throw new FormulaireInvalide({ feuille: 'Joignez la feuille signée, numérisée.' });
    await classerEmargement(ctx, dossierId, { ...commande, fichierId: await rangerFichier(ctx, deps.magasin, recu) });
    annoncer(demande, 'Feuille d’émargement classée.');
    return vers(paths.dossiers.emargements, { dossierId });
  });
  routeur.post(paths.dossiers.retirerEmargement, 'emargement.classer', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await retirerEmargement(ctx, dossierId, parametre(demande, 'emargementId'));
    annoncer(demande, 'Feuille d’émargement retirée.');
    return vers(paths.dossiers.emargements, { dossierId });
  });
}
