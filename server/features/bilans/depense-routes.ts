import type { NatureBilan } from '../../domain/bilans/lignes.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { vers } from '../../web/paths.js';
import { recevoirFeuille } from '../../web/presentation-import.js';
import { annoncer } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { fichiersJoints } from './bilan-fichiers.js';
import { formulaireColonnes, formulaireDepense, formulaireRattachement } from './bilan-form.js';
import { ajouterDepense, detacherPiece, modifierDepense, rattacher, retirerDepense, retirerPiece } from './depense-service.js';
import { filtresDeQuery, pageDepenses } from './depenses-page.js';
import { avancementImport, pageImport, pageImports, servirErreurs } from './import-page.js';
import { apercevoirDepenses } from './import-lecture.js';
import { deposerFeuille, lancerImport } from './import-service.js';

/** Expenses of a bilan: lines, their evidence, spreadsheets of lines. */
export function routesDepenses(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  routesLignes(routeur, deps, nature);
  routesPieces(routeur, deps, nature);
  routesImports(routeur, deps, nature);
}

const dossierDe = (demande: Demande): { dossierId: string } => ({ dossierId: parametre(demande, 'dossierId') });
const liste = (demande: Demande, nature: NatureBilan): string => avecQuery(vers(cheminsDuBilan(nature).depenses, dossierDe(demande)), filtresDeQuery(demande.query));

function routesLignes(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  const chemins = cheminsDuBilan(nature);
  const page = pageDepenses(deps, nature);
  routeur.pageFormulaire(chemins.depenses, 'bilan.rediger', page);
  routeur.post(chemins.depenses, 'bilan.rediger', { formulaire: formulaireDepense, page, fichiers: true }, async (ctx, { depenseId, montant, salarie, mois, heures, ...saisie }, demande) => {
    const { dossierId } = dossierDe(demande);
    const travail = salarie === '' && heures === null ? null : { salarie, mois, heures };
    const depense = { ...saisie, montantCents: montant, travail, fichierIds: await fichiersJoints(ctx, deps, demande, 'piece') };
    if (depenseId === null) await ajouterDepense(ctx, dossierId, depense, nature);
    else await modifierDepense(ctx, dossierId, depenseId, depense, nature);
    annoncer(demande, depenseId === null ? 'Dépense ajoutée.' : 'Dépense modifiée.');
    return liste(demande, nature);
  });
  routeur.post(chemins.retirerDepense, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await retirerDepense(ctx, dossierDe(demande).dossierId, parametre(demande, 'depenseId'), nature);
    annoncer(demande, 'Dépense retirée du bilan.');
    return liste(demande, nature);
  });
}

function routesPieces(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  const chemins = cheminsDuBilan(nature);
  const page = pageDepenses(deps, nature);
  routeur.post(chemins.rattacher, 'bilan.rediger', { formulaire: formulaireRattachement, page, fichiers: true }, async (ctx, { depenseIds, fichierIds }, demande) => {
    const recus = await fichiersJoints(ctx, deps, demande, 'pieces');
    await rattacher(ctx, dossierDe(demande).dossierId, { depenseIds, fichierIds, recus }, nature);
    const fichiers = pluriel(fichierIds.length + recus.length, 'fichier');
    annoncer(demande, depenseIds.length === 0 ? `${fichiers} à rattacher aux dépenses.` : `${fichiers} : rattachement à ${pluriel(depenseIds.length, 'dépense')}.`);
    return liste(demande, nature);
  });
  routeur.post(chemins.retirerPiece, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await retirerPiece(ctx, dossierDe(demande).dossierId, parametre(demande, 'fichierId'), nature);
    annoncer(demande, 'Fichier retiré du bilan.');
    return liste(demande, nature);
  });
  routeur.post(chemins.detacherPiece, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const [{ dossierId }, depenseId] = [dossierDe(demande), parametre(demande, 'depenseId')];
    await detacherPiece(ctx, dossierId, depenseId, parametre(demande, 'fichierId'), nature);
    annoncer(demande, 'Fichier détaché de la dépense.');
    return `${vers(chemins.depenses, { dossierId })}?ligne=${depenseId}#saisie`;
  });
}

function routesImports(routeur: Routeur, deps: Deps, nature: NatureBilan): void {
  const chemins = cheminsDuBilan(nature);
  const [tous, page] = [pageImports(deps, nature), pageImport(deps, nature)];
  routeur.pageFormulaire(chemins.imports, 'bilan.rediger', tous);
  routeur.post(chemins.imports, 'bilan.rediger', { formulaire: formulaireVide, page: tous, fichiers: 'feuille' }, async (ctx, _commande, demande) => {
    const { recu, apercu } = await recevoirFeuille(fichierDuChamp(demande.fichiers, 'feuille'), apercevoirDepenses);
    const fichierId = await rangerFichier(ctx, deps.magasin, recu);
    const { dossierId } = dossierDe(demande);
    return vers(chemins.import, { dossierId, importId: await deposerFeuille(ctx, dossierId, nature, { fichierId, apercu }) });
  });
  routeur.pageFormulaire(chemins.import, 'bilan.rediger', page);
  routeur.post(chemins.import, 'bilan.rediger', { formulaire: formulaireColonnes, page }, async (ctx, correspondance, demande) => {
    const ids = { ...dossierDe(demande), importId: parametre(demande, 'importId') };
    await lancerImport(ctx, ids.dossierId, nature, ids.importId, correspondance);
    annoncer(demande, 'L’import a commencé. Vous pouvez quitter cette page : il continue.');
    return vers(chemins.import, ids);
  });
  routeur.get(chemins.importAvancement, 'bilan.rediger', avancementImport(deps, nature));
  routeur.get(chemins.importErreurs, 'bilan.rediger', servirErreurs(deps, nature));
}
