import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { FORMULAIRE_CORRECTION, FORMULAIRE_INVITATION, FORMULAIRE_NOUVEAU, identiteDe, receptionDe } from './depot-papier-form.js';
import { pageListePapier, pageNouveauPapier, pagePapier } from './depot-papier-page.js';
import { organismeParSiret } from './depot-papier-queries.js';
import { corrigerPapier, inviterRepresentant, joindreOriginal, saisirDossierPapier } from './depot-papier-service.js';

/** Dossiers received on paper, entered by an agent for their organisme (issue 3, Deposit). */
export function routesDepotPapier(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.depotPapier.liste, 'papier.lister', pageListePapier(deps));
  const nouveau = pageNouveauPapier(deps);
  routeur.pageFormulaire(paths.depotPapier.nouveau, 'papier.saisir', nouveau);
  routeur.post(paths.depotPapier.nouveau, 'papier.saisir', { formulaire: FORMULAIRE_NOUVEAU, page: nouveau }, async (ctx, saisie, demande) => {
    const connu = await organismeParSiret(ctx.db, saisie.siret);
    const identite = connu === null ? { siret: saisie.siret, ...identiteDe(saisie) } : null;
    const dossierId = await saisirDossierPapier(ctx, parametre(demande, 'appelId'), { siret: saisie.siret, identite, ...receptionDe(saisie) });
    annoncer(demande, 'Dossier papier ouvert. Joignez l’original numérisé, remplissez les rubriques, puis déposez-le.');
    return vers(paths.dossiers.papier, { dossierId });
  });

  const papier = pagePapier(deps);
  routeur.pageFormulaire(paths.dossiers.papier, 'papier.corriger', papier);
  routeur.post(paths.dossiers.papier, 'papier.corriger', { formulaire: FORMULAIRE_CORRECTION, page: papier }, async (ctx, saisie, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await corrigerPapier(ctx, dossierId, receptionDe(saisie), saisie.avecIdentite === 'oui' ? identiteDe(saisie) : null);
    annoncer(demande, 'Les informations de réception sont enregistrées.');
    return vers(paths.dossiers.papier, { dossierId });
  });
  routeur.post(paths.dossiers.papierInvitation, 'papier.corriger', { formulaire: FORMULAIRE_INVITATION, page: papier }, async (ctx, { courriel }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await inviterRepresentant(ctx, dossierId, { courriel, baseUrl: deps.config.baseUrl });
    annoncer(demande, `Une invitation est envoyée à ${courriel}.`);
    return vers(paths.dossiers.papier, { dossierId });
  });
  routeur.post(paths.dossiers.papierOriginal, 'papier.corriger', { formulaire: formulaireVide, page: papier, fichiers: true }, async (ctx, _, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await joindreOriginal(ctx, deps.magasin, dossierId, demande.fichiers);
    annoncer(demande, 'L’original numérisé est joint.');
    return vers(paths.dossiers.papier, { dossierId });
  });
}
