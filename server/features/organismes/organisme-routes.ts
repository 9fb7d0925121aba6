import { annuaireEntreprises } from '../../platform/annuaire-entreprises.js';
import type { Deps } from '../../platform/deps.js';
import { creerFrein } from '../../platform/throttle.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageAides, pdfAides } from './aides-page.js';
import { pageFiche } from './fiche-page.js';
import { pageCreation, pageModification } from './formulaire-page.js';
import { routesInvitations } from './invitation-routes.js';
import { routesMembres } from './membre-routes.js';
import { formulaireCreation, formulaireModification, formulaireRepresentant } from './organisme-form.js';
import { pageRepresentant } from './membre-page.js';
import { changerRepresentant, declarerOrganisme, modifierOrganisme } from './organisme-service.js';

/** Look-ups of one person in an hour: enough for a federation that declares its members, too few to copy the register. */
const RECHERCHES_PAR_HEURE = 30;

/** Organismes: declaration by SIRET, sheet, identity, legal representative, members, invitations. */
export function routesOrganismes(routeur: Routeur, deps: Deps): void {
  routesDeclaration(routeur, deps);
  const fiche = pageFiche(deps);
  routeur.pageFormulaire(paths.organismes.fiche, 'organisme.voir', fiche);

  const modification = pageModification(deps);
  routeur.pageFormulaire(paths.organismes.modifier, 'organisme.modifier', modification);
  routeur.post(paths.organismes.modifier, 'organisme.modifier', { formulaire: formulaireModification, page: modification }, async (ctx, { version, ...profil }, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await modifierOrganisme(ctx, organismeId, profil, version);
    annoncer(demande, 'Organisme modifié. Les prochains dépôts porteront ces renseignements ; les dossiers déposés gardent les leurs.');
    return vers(paths.organismes.fiche, { organismeId });
  });

  const representant = pageRepresentant(deps);
  routeur.pageFormulaire(paths.organismes.representant, 'organisme.gerer_membres', representant);
  routeur.post(paths.organismes.representant, 'organisme.gerer_membres', { formulaire: formulaireRepresentant, page: representant }, async (ctx, commande, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await changerRepresentant(ctx, organismeId, commande);
    annoncer(demande, 'Représentant légal enregistré.');
    return vers(paths.organismes.fiche, { organismeId });
  });
  routeur.get(paths.organismes.aides, 'organisme.instruire', pageAides(deps));
  routeur.get(paths.organismes.aidesPdf, 'organisme.instruire', pdfAides(deps));
  routesMembres(routeur, deps);
  routesInvitations(routeur, deps);
}

function routesDeclaration(routeur: Routeur, { config, db, horloge, log }: Deps): void {
  const creation = pageCreation({
    annuaire: annuaireEntreprises({ url: config.annuaireEntreprisesUrl }, log), frein: creerFrein(db, horloge, 'annuaire', RECHERCHES_PAR_HEURE, 3600),
  });
  routeur.pageFormulaire(paths.organismes.nouveau, 'organisme.creer', creation);
  routeur.post(paths.organismes.nouveau, 'organisme.creer', { formulaire: formulaireCreation, page: creation }, async (ctx, { representant, ...identite }, demande) => {
    const { id, rejoint, membreId } = await declarerOrganisme(ctx, identite, representant);
    if (rejoint) {
      annoncer(demande, 'Cet organisme est déjà connu : ses signataires ont reçu votre demande pour le rejoindre.');
      return paths.tableauDeBord;
    }
    if (representant || membreId === null) {
      annoncer(demande, 'Organisme enregistré. Vous pouvez commencer un dossier.');
      return vers(paths.organismes.fiche, { organismeId: id });
    }
    annoncer(demande, 'Organisme enregistré. Vous pouvez commencer un dossier ; pour le déposer, joignez la délégation que vous a donnée le représentant légal.');
    return vers(paths.organismes.membre, { organismeId: id, membreId });
  });
}
