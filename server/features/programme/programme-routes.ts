import { lireProgramme } from '../../domain/programme/chargement.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { lireTexte } from '../../platform/lecture-feuille.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { envoyerFichier } from '../documents/fichier-envoi.js';
import { fichierDuChamp } from '../documents/fichier-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { montrerApercu, pageChargement } from './chargement-page.js';
import { chargerProgramme } from './chargement-service.js';
import { pageComite, pageComites } from './comite-page.js';
import { lireFichierDuComite } from './comite-queries.js';
import { ajouterSuite, enregistrerComite, noterFaite } from './comite-service.js';
import { apresSection, pageAction, pagePilotageFiche, pageSectionFiche, sectionDe } from './edition-page.js';
import { pageFiche } from './fiche-page.js';
import { lireActions, lireActionsDuProgramme, lireBilanDesDossiers, lireFiche, lireSections, lireSectionsDuProgramme } from './fiche-queries.js';
import { enregistrerAction, enregistrerSection, piloterFiche } from './fiche-service.js';
import { pageDossierProgramme, pageDossiersFiche } from './liens-page.js';
import { detacherDossier, rattacherDossiers } from './liens-service.js';
import { documentFiche, documentProgramme } from './programme-documents.js';
import { formulaireAction, formulaireComite, formulaireConfirmation, formulaireDelier, formulaireEnvoi, formulaireFiche, formulaireLien, formulairePilotage, formulaireSection, formulaireSuite } from './programme-form.js';
import { pageProgramme } from './programme-page.js';
import { lireObjectifs, lireProgrammeParId } from './programme-queries.js';

/** The insertion programme: objectives, fiches-actions, actions, dossiers that carry them, committees. */
export function routesProgramme(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.programme.page, 'programme.lire', pageProgramme(deps));
  routesChargement(routeur, deps);
  routesFiche(routeur, deps);
  routesLiens(routeur, deps);
  routesComites(routeur, deps);
  routesImpression(routeur, deps);
}

function routesChargement(routeur: Routeur, deps: Deps): void {
  const page = pageChargement();
  routeur.pageFormulaire(paths.programme.chargement, 'programme.piloter', page);
  routeur.postLibre(paths.programme.chargement, 'programme.piloter', { formulaire: formulaireEnvoi, page, fichiers: 'feuille' }, montrerApercu(deps));
  routeur.post(paths.programme.chargementConfirme, 'programme.piloter', { formulaire: formulaireConfirmation, page }, async (ctx, { debut, fin, contenu }, demande) => {
    const { objectifs, erreurs } = lireProgramme(lireTexte(Buffer.from(contenu)));
    if (erreurs.length > 0) throw new Refus('programme.illisible', { nombre: erreurs.length });
    const effets = await chargerProgramme(ctx, { debut, fin, objectifs });
    const changes = effets.filter((e) => e.effet === 'ajout' || e.effet === 'modification').length;
    annoncer(demande, changes === 0 ? 'Le programme était déjà à jour.' : `Programme chargé : ${pluriel(changes, 'changement')}.`);
    return paths.programme.page;
  });
}

function routesFiche(routeur: Routeur, deps: Deps): void {
  const [section, pilotage, action] = [pageSectionFiche(deps), pagePilotageFiche(deps), pageAction(deps)];
  routeur.get(paths.programme.fiche, 'programme.lire', pageFiche(deps));
  routeur.pageFormulaire(paths.programme.section, 'programme.piloter', section);
  routeur.post(paths.programme.section, 'programme.piloter', { formulaire: formulaireSection, page: section }, async (ctx, commande, demande) => {
    const [ficheId, partie] = [parametre(demande, 'ficheId'), sectionDe(demande)];
    await enregistrerSection(ctx, ficheId, partie, commande);
    annoncer(demande, 'Partie enregistrée.');
    return demande.corps['suite'] === 'fiche' ? vers(paths.programme.fiche, { ficheId }) : apresSection(ficheId, partie);
  });
  routeur.pageFormulaire(paths.programme.pilotage, 'programme.piloter', pilotage);
  routeur.post(paths.programme.pilotage, 'programme.piloter', { formulaire: formulairePilotage, page: pilotage }, async (ctx, commande, demande) => {
    await piloterFiche(ctx, parametre(demande, 'ficheId'), commande);
    return retourFiche(demande, 'Pilotage enregistré.');
  });
  routeur.pageFormulaire(paths.programme.actions, 'programme.piloter', action);
  routeur.post(paths.programme.actions, 'programme.piloter', { formulaire: formulaireAction, page: action }, async (ctx, commande, demande) => {
    await enregistrerAction(ctx, parametre(demande, 'ficheId'), null, commande);
    return retourFiche(demande, 'Action ajoutée.');
  });
  routeur.pageFormulaire(paths.programme.action, 'programme.piloter', action);
  routeur.post(paths.programme.action, 'programme.piloter', { formulaire: formulaireAction, page: action }, async (ctx, commande, demande) => {
    await enregistrerAction(ctx, parametre(demande, 'ficheId'), parametre(demande, 'actionId'), commande);
    return retourFiche(demande, 'Action enregistrée.');
  });
}

function retourFiche(demande: Demande, message: string): string {
  annoncer(demande, message);
  return vers(paths.programme.fiche, { ficheId: parametre(demande, 'ficheId') });
}

function routesLiens(routeur: Routeur, deps: Deps): void {
  const [pageFicheDossiers, pageDossier] = [pageDossiersFiche(deps), pageDossierProgramme(deps)];
  routeur.pageFormulaire(paths.programme.dossiers, 'programme.lier', pageFicheDossiers);
  routeur.post(paths.programme.dossiers, 'programme.lier', { formulaire: formulaireLien, page: pageFicheDossiers }, async (ctx, commande, demande) => {
    await rattacherDossiers(ctx, { ficheId: parametre(demande, 'ficheId'), ...commande });
    return retourFiche(demande, `${pluriel(commande.dossierIds.length, 'dossier rattaché', 'dossiers rattachés')}.`);
  });
  routeur.post(paths.programme.dossierRetrait, 'programme.lier', { formulaire: formulaireDelier, page: pageFicheDossiers }, async (ctx, { dossierId }, demande) => {
    await detacherDossier(ctx, parametre(demande, 'ficheId'), dossierId);
    return retourFiche(demande, 'Dossier détaché de la fiche.');
  });
  routeur.pageFormulaire(paths.programme.dossier, 'dossier.suivre', pageDossier);
  routeur.post(paths.programme.dossier, 'programme.rattacher', { formulaire: formulaireFiche, page: pageDossier }, async (ctx, { ficheId }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await rattacherDossiers(ctx, { ficheId, dossierIds: [dossierId], actionId: null });
    annoncer(demande, 'Dossier rattaché à la fiche.');
    return vers(paths.programme.dossier, { dossierId });
  });
  routeur.post(paths.programme.dossierDetacher, 'programme.rattacher', { formulaire: formulaireFiche, page: pageDossier }, async (ctx, { ficheId }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await detacherDossier(ctx, ficheId, dossierId);
    annoncer(demande, 'Dossier détaché de la fiche.');
    return vers(paths.programme.dossier, { dossierId });
  });
}

function routesComites(routeur: Routeur, deps: Deps): void {
  const [liste, comite] = [pageComites(deps), pageComite(deps)];
  const retour = (demande: Demande, message: string): string => {
    annoncer(demande, message);
    return vers(paths.programme.comite, { comiteId: parametre(demande, 'comiteId') });
  };
  routeur.pageFormulaire(paths.programme.comites, 'programme.lire', liste);
  routeur.post(paths.programme.comites, 'programme.piloter', { formulaire: formulaireComite, page: liste, fichiers: true }, async (ctx, commande, demande) => {
    const id = await enregistrerComite(ctx, deps.magasin, parametre(demande, 'programmeId'), commande, fichierDuChamp(demande.fichiers, 'fichier'));
    annoncer(demande, 'Comité enregistré. Ajoutez les suites qu’il a demandées.');
    return vers(paths.programme.comite, { comiteId: id });
  });
  routeur.pageFormulaire(paths.programme.comite, 'programme.lire', comite);
  routeur.get(paths.programme.comiteFichier, 'programme.lire', async (demande) => {
    await envoyerFichier(demande, deps.magasin, trouve(await lireFichierDuComite(deps.db, parametre(demande, 'comiteId'))));
  });
  routeur.post(paths.programme.suites, 'programme.piloter', { formulaire: formulaireSuite, page: comite }, async (ctx, commande, demande) => {
    await ajouterSuite(ctx, parametre(demande, 'comiteId'), commande);
    return retour(demande, 'Suite ajoutée.');
  });
  routeur.post(paths.programme.suite, 'programme.piloter', { formulaire: formulaireVide, page: comite }, async (ctx, _, demande) => {
    await noterFaite(ctx, parametre(demande, 'comiteId'), parametre(demande, 'suiteId'));
    return retour(demande, 'Suite notée comme faite.');
  });
}

function routesImpression(routeur: Routeur, { db }: Deps): void {
  routeur.get(paths.programme.fichePdf, 'programme.lire', async (demande) => {
    const fiche = trouve(await lireFiche(db, parametre(demande, 'ficheId')));
    const imprimee = { ...fiche, objectif: `${fiche.objectif.numero}. ${fiche.objectif.intitule}`, sections: await lireSections(db, fiche.id), actions: await lireActions(db, fiche.id) };
    await servirPdf(demande.res, documentFiche(imprimee, await lireBilanDesDossiers(db, { ficheId: fiche.id }), { marque: await lireMarque(db), jour: jourAParis(demande.maintenant), creeLe: demande.maintenant }));
  });
  routeur.get(paths.programme.pdf, 'programme.lire', async (demande) => {
    const programme = trouve(await lireProgrammeParId(db, parametre(demande, 'programmeId')));
    const [objectifs, sections, actions] = [await lireObjectifs(db, programme.id), await lireSectionsDuProgramme(db, programme.id), await lireActionsDuProgramme(db, programme.id)];
    const fiches = objectifs.flatMap((o) => o.fiches.map((f) => ({
      ...f, objectif: `${o.numero}. ${o.intitule}`, sections: sections.get(f.id) ?? [], actions: actions.filter((a) => a.ficheId === f.id),
    })));
    const bilan = await lireBilanDesDossiers(db, { programmeId: programme.id });
    await servirPdf(demande.res, documentProgramme(programme.titre, objectifs, fiches, bilan, { marque: await lireMarque(db), jour: jourAParis(demande.maintenant), creeLe: demande.maintenant }));
  });
}
