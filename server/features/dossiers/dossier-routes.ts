import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { formulaire, formulaireVide, ligne } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { creerDossier, deposerDossier, retirerDossier } from './dossier-service.js';
import { pageDossier, pageVerification } from './dossier-page.js';
import { pageHistorique, pageVersion } from './historique-page.js';
import { routesListe } from './liste-routes.js';
import { pageMesDossiers, pageNouveau } from './mes-dossiers-page.js';
import { routesPieces } from './pieces-routes.js';
import { reprendreDossier } from './reprise-service.js';
import { routesSections } from './section-routes.js';

const idDossier = (demande: Demande): string => parametre(demande, 'dossierId');

/** Dossiers: lists, writing by sections, pieces, review, deposit, withdrawal, history. */
export function routesDossiers(routeur: Routeur, deps: Deps): void {
  routesListe(routeur, deps);
  routesOuverture(routeur, deps);
  routesSections(routeur, deps);
  routesPieces(routeur, deps);
  routesDepot(routeur, deps);
}

function routesOuverture(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.dossiers.mes, 'accueil.voir', pageMesDossiers(deps));
  const nouveau = pageNouveau(deps);
  routeur.pageFormulaire(paths.dossiers.nouveau, 'dossier.creer', nouveau);
  const formulaireNouveau = formulaire<{ organismeId: string; repriseDe: string }>({ organismeId: ligne(36).required(), repriseDe: ligne(36).allow('').default('') });
  routeur.post(paths.dossiers.nouveau, 'dossier.creer', { formulaire: formulaireNouveau, page: nouveau }, async (ctx, { organismeId, repriseDe }, demande) => {
    const dossierId = await creerDossier(ctx, parametre(demande, 'appelId'), organismeId);
    if (repriseDe !== '') await reprendreDossier(ctx, dossierId, repriseDe);
    return vers(paths.dossiers.page, { dossierId });
  });
  const page = pageDossier(deps);
  routeur.get(paths.dossiers.page, 'dossier.voir', (demande) => page(demande));
}

function routesDepot(routeur: Routeur, deps: Deps): void {
  const verification = pageVerification(deps);
  routeur.pageFormulaire(paths.dossiers.verification, 'dossier.rediger', verification);
  routeur.post(paths.dossiers.depot, 'dossier.deposer', { formulaire: formulaireVide, page: verification }, async (ctx, _, demande) => {
    const numero = await deposerDossier(ctx, idDossier(demande));
    annoncer(demande, `Dossier déposé sous le numéro ${numero}. Un récépissé vous est envoyé.`);
    return vers(paths.dossiers.page, { dossierId: idDossier(demande) });
  });
  const formulaireRetrait = formulaire<{ motif: string }>({ motif: ligne(500).required() });
  const page = pageDossier(deps);
  routeur.post(paths.dossiers.retrait, 'dossier.retirer', { formulaire: formulaireRetrait, page }, async (ctx, { motif }, demande) => {
    await retirerDossier(ctx, idDossier(demande), motif);
    annoncer(demande, 'Dossier retiré.');
    return vers(paths.dossiers.page, { dossierId: idDossier(demande) });
  });
  routeur.get(paths.dossiers.historique, 'dossier.voir', pageHistorique(deps));
  routeur.get(paths.dossiers.version, 'dossier.voir', pageVersion(deps));
}
