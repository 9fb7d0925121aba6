import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille } from '../../platform/export-feuille.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { lireFeuilleRecue } from '../../web/feuille-recue.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { envoyerFichier } from '../documents/fichier-envoi.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { documentDuTableau, feuilleDuTableau } from './amont-documents.js';
import { formulaireAvenant, formulaireConvention, formulaireIndicateur, formulaireLien, formulaireLigne, formulaireRecette, formulaireResultat, formulaireRetrait, formulaireTableau } from './amont-form.js';
import { anneeChoisie, pageConventionAmont, pageConventionsAmont } from './amont-page.js';
import { lireConventionAmont, lireFichierDeLAvenant, lireLignes } from './amont-queries.js';
import { creerConventionAmont, enregistrerAvenant, enregistrerLigne, enregistrerRecette, importerTableau, reprendreTableau } from './amont-service.js';
import { feuilleDesIndicateurs, pageIndicateurs } from './indicateurs-page.js';
import { pageLigneAmont } from './ligne-page.js';
import { lireIndicateurs } from './liens-amont-queries.js';
import { ajouterIndicateur, detacherDeLaLigne, enregistrerResultat, rattacherALaLigne } from './liens-amont-service.js';
import { pageImport, pageTableau } from './tableau-page.js';

/** Agreements with the State and the EU: lines, amendments, receipts, execution, tables in and out, indicators. */
export function routesAmont(routeur: Routeur, deps: Deps): void {
  const liste = pageConventionsAmont(deps);
  routeur.pageFormulaire(paths.amont.liste, 'amont.lire', liste);
  routeur.post(paths.amont.liste, 'amont.gerer', { formulaire: formulaireConvention, page: liste }, async (ctx, commande, demande) => {
    const amontId = await creerConventionAmont(ctx, commande);
    annoncer(demande, 'Convention enregistrée. Importez son tableau financier, ou ajoutez ses lignes.');
    return vers(paths.amont.page, { amontId });
  });
  routesConvention(routeur, deps);
  routesTableaux(routeur, deps);
  routesLignes(routeur, deps);
  routesIndicateurs(routeur, deps);
}

function retour(demande: Demande, message: string, annee: number | null = null): string {
  annoncer(demande, message);
  return avecQuery(vers(paths.amont.page, { amontId: parametre(demande, 'amontId') }), { annee: annee === null ? null : String(annee) });
}

function routesConvention(routeur: Routeur, deps: Deps): void {
  const page = pageConventionAmont(deps);
  routeur.pageFormulaire(paths.amont.page, 'amont.lire', page);
  routeur.post(paths.amont.recettes, 'amont.gerer', { formulaire: formulaireRecette, page }, async (ctx, commande, demande) => {
    await enregistrerRecette(ctx, parametre(demande, 'amontId'), commande);
    return retour(demande, 'Recette enregistrée.', commande.annee);
  });
  routeur.post(paths.amont.avenants, 'amont.gerer', { formulaire: formulaireAvenant, page, fichiers: true }, async (ctx, commande, demande) => {
    const recu = fichierDuChamp(demande.fichiers, 'fichier');
    await enregistrerAvenant(ctx, parametre(demande, 'amontId'), commande, recu === null ? null : await rangerFichier(ctx, deps.magasin, recu));
    return retour(demande, 'Avenant enregistré.', commande.annee);
  });
  routeur.get(paths.amont.avenantFichier, 'amont.lire', async (demande) => {
    await envoyerFichier(demande, deps.magasin, trouve(await lireFichierDeLAvenant(deps.db, parametre(demande, 'amontId'), parametre(demande, 'avenantId'))));
  });
}

function routesTableaux(routeur: Routeur, deps: Deps): void {
  const { db } = deps;
  const page = pageImport(deps);
  routeur.pageFormulaire(paths.amont.tableaux, 'amont.gerer', page);
  routeur.post(paths.amont.tableaux, 'amont.gerer', { formulaire: formulaireTableau, page, fichiers: 'feuille' }, async (ctx, { annee }, demande) => {
    const amontId = parametre(demande, 'amontId');
    const tableauId = await importerTableau(ctx, amontId, { annee, ...(await lireFeuilleRecue(demande.fichiers, 'fichier')) });
    return vers(paths.amont.tableau, { amontId, tableauId });
  });
  routeur.get(paths.amont.tableau, 'amont.lire', pageTableau(deps));
  routeur.post(paths.amont.reprise, 'amont.gerer', { formulaire: formulaireVide, page: pageTableau(deps) }, async (ctx, _, demande) => {
    const { lignes, gardees } = await reprendreTableau(ctx, parametre(demande, 'amontId'), parametre(demande, 'tableauId'));
    return retour(demande, `${pluriel(lignes, 'ligne reprise', 'lignes reprises')}.${gardees === 0 ? '' : ` ${pluriel(gardees, 'ligne gardée', 'lignes gardées')} hors du tableau : de l’argent ou un dossier y est rattaché.`}`);
  });
  const recapitulatif = async (demande: Demande): Promise<{ convention: NonNullable<Awaited<ReturnType<typeof lireConventionAmont>>>; annee: number; lignes: Awaited<ReturnType<typeof lireLignes>> }> => {
    const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
    const toutes = await lireLignes(db, convention.id);
    const annee = anneeChoisie(demande, convention, toutes);
    return { convention, annee, lignes: toutes.filter((l) => l.annee === annee) };
  };
  routeur.get(paths.amont.recapitulatifPdf, 'amont.lire', async (demande) => {
    const { convention, annee, lignes } = await recapitulatif(demande);
    await servirPdf(demande.res, documentDuTableau(convention, annee, lignes, { marque: await lireMarque(db), jour: jourAParis(demande.maintenant), creeLe: demande.maintenant }));
  });
  routeur.get(paths.amont.recapitulatifXlsx, 'amont.lire', async (demande) => {
    const { annee, lignes } = await recapitulatif(demande);
    await servirFeuille(demande.res, 'xlsx', `tableau-financier-${annee}`, feuilleDuTableau(annee, lignes));
  });
}

function routesLignes(routeur: Routeur, deps: Deps): void {
  const page = pageLigneAmont(deps);
  const retourLigne = (demande: Demande, message: string): string => {
    annoncer(demande, message);
    return vers(paths.amont.ligne, { amontId: parametre(demande, 'amontId'), ligneId: parametre(demande, 'ligneId') });
  };
  routeur.pageFormulaire(paths.amont.lignes, 'amont.gerer', page);
  routeur.post(paths.amont.lignes, 'amont.gerer', { formulaire: formulaireLigne, page }, async (ctx, commande, demande) => {
    await enregistrerLigne(ctx, parametre(demande, 'amontId'), null, commande);
    return retour(demande, 'Ligne ajoutée.', commande.annee);
  });
  routeur.pageFormulaire(paths.amont.ligne, 'amont.gerer', page);
  routeur.post(paths.amont.ligne, 'amont.gerer', { formulaire: formulaireLigne, page }, async (ctx, commande, demande) => {
    await enregistrerLigne(ctx, parametre(demande, 'amontId'), parametre(demande, 'ligneId'), commande);
    return retour(demande, 'Ligne enregistrée.', commande.annee);
  });
  routeur.post(paths.amont.ligneLiens, 'amont.gerer', { formulaire: formulaireLien, page }, async (ctx, commande, demande) => {
    await rattacherALaLigne(ctx, parametre(demande, 'amontId'), parametre(demande, 'ligneId'), commande);
    return retourLigne(demande, 'Rattachement enregistré.');
  });
  routeur.post(paths.amont.ligneRetrait, 'amont.gerer', { formulaire: formulaireRetrait, page }, async (ctx, commande, demande) => {
    await detacherDeLaLigne(ctx, parametre(demande, 'amontId'), parametre(demande, 'ligneId'), commande);
    return retourLigne(demande, 'Rattachement retiré.');
  });
}

function routesIndicateurs(routeur: Routeur, deps: Deps): void {
  const page = pageIndicateurs(deps, ({ acteur }) => peut(acteur, 'amont.gerer', SANS_SUJET).permis);
  const vue = (demande: Demande, message: string): string => {
    annoncer(demande, message);
    return vers(paths.amont.indicateurs, { amontId: parametre(demande, 'amontId') });
  };
  routeur.pageFormulaire(paths.amont.indicateurs, 'amont.lire', page);
  routeur.get(paths.amont.indicateursXlsx, 'amont.lire', async (demande) => {
    const convention = trouve(await lireConventionAmont(deps.db, parametre(demande, 'amontId')));
    await servirFeuille(demande.res, 'xlsx', `indicateurs-${convention.numero}`, feuilleDesIndicateurs(convention, await lireIndicateurs(deps.db, convention.id)));
  });
  routeur.post(paths.amont.indicateurs, 'amont.gerer', { formulaire: formulaireIndicateur, page }, async (ctx, commande, demande) => {
    await ajouterIndicateur(ctx, parametre(demande, 'amontId'), commande);
    return vue(demande, 'Indicateur ajouté.');
  });
  routeur.post(paths.amont.resultats, 'amont.gerer', { formulaire: formulaireResultat, page }, async (ctx, commande, demande) => {
    await enregistrerResultat(ctx, parametre(demande, 'amontId'), parametre(demande, 'indicateurId'), commande);
    return vue(demande, 'Résultat enregistré.');
  });
}
