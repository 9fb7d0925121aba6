import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { FORMULAIRE_CALCUL, FORMULAIRE_REPONSE, FORMULAIRE_TOUR } from './ajustement-form.js';
import { pageAjustement } from './ajustement-page.js';
import { accepterLesSouhaits, enregistrerTour, ouvrirTour, repondreAuTour, reprendreTour } from './ajustement-service.js';

const retour = (demande: Demande): string => vers(paths.dossiers.ajustement, { dossierId: parametre(demande, 'dossierId') });

/** Budget adjustment (spec 1, stage 6): rounds between the service and the porteur. */
export function routesAjustements(routeur: Routeur, deps: Deps): void {
  const page = pageAjustement(deps);
  routeur.pageFormulaire(paths.dossiers.ajustement, 'ajustement.lire', page);
  routeur.post(paths.dossiers.ajustementOuverture, 'ajustement.rediger', { formulaire: formulaireVide, page }, async (ctx, _, demande) => {
    await ouvrirTour(ctx, parametre(demande, 'dossierId'));
    return retour(demande);
  });
  routeur.post(paths.dossiers.ajustement, 'ajustement.rediger', { formulaire: FORMULAIRE_TOUR, page }, async (ctx, { version, lignes, message, suite }, demande) => {
    await enregistrerTour(ctx, parametre(demande, 'dossierId'), { version, lignes, message, envoyer: suite === 'envoyer' });
    annoncer(demande, suite === 'envoyer' ? 'Le budget ajusté est envoyé à l’organisme.' : 'Le budget ajusté est enregistré.');
    return retour(demande);
  });
  routeur.postLibre(paths.dossiers.ajustementCalcul, 'ajustement.lire', { formulaire: FORMULAIRE_CALCUL, page }, async (_, demande) => {
    await page(demande, { saisie: demande.corps, erreurs: {}, refus: null });
    return null;
  });
  routeur.post(paths.dossiers.ajustementReprise, 'ajustement.rediger', { formulaire: formulaireVide, page }, async (ctx, _, demande) => {
    await reprendreTour(ctx, parametre(demande, 'dossierId'));
    annoncer(demande, 'La proposition est reprise : l’organisme n’a plus à y répondre.');
    return retour(demande);
  });
  routeur.post(paths.dossiers.ajustementSouhaits, 'ajustement.rediger', { formulaire: formulaireVide, page }, async (ctx, _, demande) => {
    await accepterLesSouhaits(ctx, parametre(demande, 'dossierId'));
    annoncer(demande, 'Les montants de l’organisme sont retenus.');
    return retour(demande);
  });
  routeur.post(paths.dossiers.ajustementReponse, 'ajustement.repondre', { formulaire: FORMULAIRE_REPONSE, page }, async (ctx, { lignes, reponse, suite }, demande) => {
    const reponses = suite === 'accepter' ? [] : lignes.map((l) => ({ ...l, accord: l.accord === 'oui' }));
    const issue = await repondreAuTour(ctx, parametre(demande, 'dossierId'), { reponses, reponse });
    annoncer(demande, issue === 'accepte' ? 'Vous acceptez le budget ajusté. Il est retenu.' : 'Votre réponse est envoyée au service.');
    return retour(demande);
  });
}
