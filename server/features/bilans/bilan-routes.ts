import type { Deps } from '../../platform/deps.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { formulaireDepense, formulaireDepot, formulaireRealisation, formulaireRessource } from './bilan-form.js';
import { pageBilan } from './bilan-page.js';
import {
  ajouterRessource, deposerBilan, enregistrerRealisation, modifierRessource, retirerRessource,
} from './bilan-service.js';
import { ajouterDepense, detacherPiece, modifierDepense, retirerDepense } from './depense-service.js';
import { pageDepenses, pageRessources } from './lignes-page.js';
import { pageRealisation } from './realisation-page.js';

/** The final bilan, as its porteur writes and deposits it. */
export function routesBilans(routeur: Routeur, deps: Deps): void {
  const bilan = pageBilan(deps);
  routeur.pageFormulaire(paths.bilans.page, 'bilan.rediger', bilan);
  routeur.post(paths.bilans.depot, 'bilan.deposer', { formulaire: formulaireDepot, page: bilan }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await deposerBilan(ctx, dossierId);
    annoncer(demande, 'Bilan déposé. Le récépissé est dans votre dossier et vous a été annoncé par courriel.');
    return vers(paths.bilans.page, { dossierId });
  });

  const realisation = pageRealisation(deps);
  routeur.pageFormulaire(paths.bilans.realisation, 'bilan.rediger', realisation);
  routeur.post(paths.bilans.realisation, 'bilan.rediger', { formulaire: formulaireRealisation, page: realisation }, async (ctx, { version, ...saisie }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await enregistrerRealisation(ctx, dossierId, saisie, version);
    annoncer(demande, 'Réalisation enregistrée.');
    return vers(paths.bilans.page, { dossierId });
  });
  routesDepenses(routeur, deps);
  routesRessources(routeur, deps);
}

/** The file received in `champ`, stored; null when none came. */
async function fichierJoint(ctx: Contexte, { magasin }: Deps, demande: Demande, champ: string): Promise<string | null> {
  const recu = fichierDuChamp(demande.fichiers, champ);
  return recu === null ? null : rangerFichier(ctx, magasin, recu);
}

/** Every file received in `champ`, stored. */
async function fichiersJoints(ctx: Contexte, { magasin }: Deps, demande: Demande, champ: string): Promise<string[]> {
  const ids: string[] = [];
  for (const recu of demande.fichiers.filter((f) => f.champ === champ)) ids.push(await rangerFichier(ctx, magasin, recu));
  return ids;
}

function routesDepenses(routeur: Routeur, deps: Deps): void {
  const page = pageDepenses(deps);
  routeur.pageFormulaire(paths.bilans.depenses, 'bilan.rediger', page);
  routeur.post(paths.bilans.depenses, 'bilan.rediger', { formulaire: formulaireDepense, page, fichiers: true }, async (ctx, { depenseId, montant, ...saisie }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const depense = { ...saisie, montantCents: montant, fichierIds: await fichiersJoints(ctx, deps, demande, 'piece') };
    if (depenseId === null) await ajouterDepense(ctx, dossierId, depense);
    else await modifierDepense(ctx, dossierId, depenseId, depense);
    annoncer(demande, depenseId === null ? 'Dépense ajoutée.' : 'Dépense modifiée.');
    return vers(paths.bilans.depenses, { dossierId });
  });
  routeur.post(paths.bilans.retirerDepense, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await retirerDepense(ctx, dossierId, parametre(demande, 'depenseId'));
    annoncer(demande, 'Dépense retirée du bilan.');
    return vers(paths.bilans.depenses, { dossierId });
  });
  routeur.post(paths.bilans.detacherPiece, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const [dossierId, depenseId] = [parametre(demande, 'dossierId'), parametre(demande, 'depenseId')];
    await detacherPiece(ctx, dossierId, depenseId, parametre(demande, 'fichierId'));
    annoncer(demande, 'Fichier détaché de la dépense.');
    return `${vers(paths.bilans.depenses, { dossierId })}?ligne=${depenseId}#saisie`;
  });
}

function routesRessources(routeur: Routeur, deps: Deps): void {
  const page = pageRessources(deps);
  routeur.pageFormulaire(paths.bilans.ressources, 'bilan.rediger', page);
  routeur.post(paths.bilans.ressources, 'bilan.rediger', { formulaire: formulaireRessource, page, fichiers: true }, async (ctx, { ressourceId, montant, ...saisie }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const ressource = { ...saisie, montantCents: montant, fichierId: await fichierJoint(ctx, deps, demande, 'preuve') };
    if (ressourceId === null) await ajouterRessource(ctx, dossierId, ressource);
    else await modifierRessource(ctx, dossierId, ressourceId, ressource);
    annoncer(demande, ressourceId === null ? 'Ressource ajoutée.' : 'Ressource modifiée.');
    return vers(paths.bilans.ressources, { dossierId });
  });
  routeur.post(paths.bilans.retirerRessource, 'bilan.rediger', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await retirerRessource(ctx, dossierId, parametre(demande, 'ressourceId'));
    annoncer(demande, 'Ressource retirée du bilan.');
    return vers(paths.bilans.ressources, { dossierId });
  });
}
