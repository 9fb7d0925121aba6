import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireCreation, formulaireInvitation, formulaireMembre, formulaireModification } from './organisme-form.js';
import { pageCreation, pageFiche, pageModification } from './organisme-page.js';
import { deciderMembre, declarerOrganisme, inviterMembre, modifierOrganisme } from './organisme-service.js';

/** Organismes: declaration by SIRET, sheet, members. */
export function routesOrganismes(routeur: Routeur, deps: Deps): void {
  routeur.pageFormulaire(paths.organismes.nouveau, 'organisme.creer', pageCreation);
  routeur.post(paths.organismes.nouveau, 'organisme.creer', { formulaire: formulaireCreation, page: pageCreation }, async (ctx, { representant, ...identite }, demande) => {
    const { id, rejoint } = await declarerOrganisme(ctx, identite, representant);
    annoncer(demande, rejoint
      ? 'Cet organisme est déjà connu : ses signataires ont reçu votre demande pour le rejoindre.'
      : 'Organisme enregistré. Vous pouvez déposer un dossier.');
    return rejoint ? paths.tableauDeBord : vers(paths.organismes.fiche, { organismeId: id });
  });

  const fiche = pageFiche(deps);
  routeur.pageFormulaire(paths.organismes.fiche, 'organisme.voir', fiche);

  const modification = pageModification(deps);
  routeur.pageFormulaire(paths.organismes.modifier, 'organisme.modifier', modification);
  routeur.post(paths.organismes.modifier, 'organisme.modifier', { formulaire: formulaireModification, page: modification }, async (ctx, { version, ...identite }, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await modifierOrganisme(ctx, organismeId, identite, version);
    annoncer(demande, 'Organisme modifié.');
    return vers(paths.organismes.fiche, { organismeId });
  });

  routeur.post(paths.organismes.inviter, 'organisme.gerer_membres', { formulaire: formulaireInvitation, page: fiche }, async (ctx, { courriel, role }, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await inviterMembre(ctx, organismeId, courriel, role);
    annoncer(demande, `Invitation envoyée à ${courriel}.`);
    return vers(paths.organismes.fiche, { organismeId });
  });

  routeur.post(paths.organismes.membre, 'organisme.gerer_membres', { formulaire: formulaireMembre, page: fiche }, async (ctx, commande, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await deciderMembre(ctx, organismeId, parametre(demande, 'membreId'), commande);
    annoncer(demande, 'Membres mis à jour.');
    return vers(paths.organismes.fiche, { organismeId });
  });
}
