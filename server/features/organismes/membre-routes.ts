import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { Interdit, trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { envoyerFichier } from '../documents/fichier-envoi.js';
import { fichierDuChamp } from '../documents/fichier-service.js';
import { voitLaDelegation } from './fiche-page.js';
import { pageDepart, pageMembre } from './membre-page.js';
import { deciderMembre, enregistrerDelegation, quitterOrganisme } from './membre-service.js';
import { formulaireDelegation, formulaireMembre, type DecisionMembre } from './organisme-form.js';
import { lireFichierDeDelegation } from './organisme-queries.js';

const FAIT: Readonly<Record<DecisionMembre['decision'], string>> = {
  accepter: 'Demande acceptée : cette personne est prévenue par courriel.', refuser: 'Demande refusée : cette personne est prévenue par courriel.',
  changer: 'Rôle changé.', retirer: 'Cette personne ne fait plus partie de l’organisme.',
};

/** Members of an organisme: requests, roles, delegations, departures. */
export function routesMembres(routeur: Routeur, deps: Deps): void {
  const membre = pageMembre(deps);
  routeur.pageFormulaire(paths.organismes.membre, 'organisme.modifier', membre);
  routeur.post(paths.organismes.membre, 'organisme.gerer_membres', { formulaire: formulaireMembre, page: membre }, async (ctx, commande, demande) => {
    const [organismeId, membreId] = [parametre(demande, 'organismeId'), parametre(demande, 'membreId')];
    await deciderMembre(ctx, organismeId, membreId, commande);
    annoncer(demande, FAIT[commande.decision]);
    return commande.decision === 'changer' && commande.role === 'signataire' ? vers(paths.organismes.membre, { organismeId, membreId }) : vers(paths.organismes.fiche, { organismeId });
  });
  routesDelegation(routeur, deps);

  const depart = pageDepart(deps);
  routeur.pageFormulaire(paths.organismes.depart, 'organisme.modifier', depart);
  routeur.post(paths.organismes.depart, 'organisme.modifier', { formulaire: formulaireVide, page: depart }, async (ctx, _commande, demande) => {
    await quitterOrganisme(ctx, parametre(demande, 'organismeId'));
    annoncer(demande, 'Vous avez quitté cet organisme.');
    return paths.tableauDeBord;
  });
}

function routesDelegation(routeur: Routeur, deps: Deps): void {
  // Its form is on the member's page; its own address must answer when it is opened again.
  routeur.get(paths.organismes.delegation, 'organisme.modifier', (demande) =>
    Promise.resolve(demande.res.redirect(303, vers(paths.organismes.membre, { organismeId: parametre(demande, 'organismeId'), membreId: parametre(demande, 'membreId') }))));
  routeur.post(paths.organismes.delegation, 'organisme.modifier', { formulaire: formulaireDelegation, page: pageMembre(deps), fichiers: true }, async (ctx, { du, jusquAu }, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await enregistrerDelegation(ctx, deps.magasin, organismeId, parametre(demande, 'membreId'), { du, jusquAu, fichier: fichierDuChamp(demande.fichiers, 'fichier') });
    annoncer(demande, 'Délégation enregistrée.');
    return vers(paths.organismes.fiche, { organismeId });
  });

  routeur.get(paths.organismes.delegationFichier, 'organisme.voir', async (demande) => {
    const organismeId = parametre(demande, 'organismeId');
    const fichier = trouve(await lireFichierDeDelegation(deps.db, organismeId, parametre(demande, 'membreId')));
    if (!voitLaDelegation(demande, organismeId, fichier.personneId)) throw new Interdit('role_insuffisant');
    await envoyerFichier(demande, deps.magasin, fichier);
  });
}
