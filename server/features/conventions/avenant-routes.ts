import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { formulaireVide } from '../../web/form-errors.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { formulaireAbandon, formulaireAvenant, formulaireDemande, formulaireMouvement, formulaireReponse, formulaireSignatureAvenant } from './avenant-form.js';
import { pageAvenantNouveau } from './avenant-nouveau-page.js';
import { pageAvenant, pageAvenants } from './avenant-page.js';
import { abandonnerAvenant, preparerAvenant, signerAvenant, transmettreAvenant, validerAvenant } from './avenant-service.js';
import { demanderAvenant, refuserDemande } from './demande-avenant-service.js';
import { pageMouvements } from './mouvement-page.js';
import { declarerMouvement } from './mouvement-service.js';

/** Avenants of a convention: asked for, prepared, validated, signed or given up; moves between posts that need none. */
export function routesAvenants(routeur: Routeur, deps: Deps): void {
  demandes(routeur, deps);
  const nouveau = pageAvenantNouveau(deps);
  routeur.pageFormulaire(paths.conventions.avenantNouveau, 'avenant.preparer', nouveau);
  routeur.post(paths.conventions.avenantNouveau, 'avenant.preparer', { formulaire: formulaireAvenant, page: nouveau }, async (ctx, { motif, deliberation, ...revision }, demande) => {
    const lieu = ids(demande);
    const avenantId = await preparerAvenant(ctx, lieu.dossierId, lieu.conventionId, { revision, motif, deliberation });
    annoncer(demande, 'Avenant préparé : le responsable doit le valider.');
    return vers(paths.conventions.avenant, { ...lieu, avenantId });
  });
  suite(routeur, deps);
  const mouvements = pageMouvements(deps);
  routeur.pageFormulaire(paths.conventions.mouvements, 'dossier.voir', mouvements);
  routeur.post(paths.conventions.mouvements, 'avenant.demander', { formulaire: formulaireMouvement, page: mouvements }, async (ctx, commande, demande) => {
    const { dossierId, conventionId } = ids(demande);
    await declarerMouvement(ctx, dossierId, conventionId, commande);
    annoncer(demande, 'Mouvement déclaré : le budget de la convention en tient compte.');
    return vers(paths.conventions.mouvements, ids(demande));
  });
}

function demandes(routeur: Routeur, deps: Deps): void {
  const liste = pageAvenants(deps);
  routeur.pageFormulaire(paths.conventions.avenants, 'dossier.voir', liste);
  routeur.post(paths.conventions.avenantDemandes, 'avenant.demander', { formulaire: formulaireDemande, page: liste }, async (ctx, { texte }, demande) => {
    await demanderAvenant(ctx, ids(demande).dossierId, ids(demande).conventionId, texte);
    annoncer(demande, 'Demande envoyée au service.');
    return vers(paths.conventions.avenants, ids(demande));
  });
  routeur.post(paths.conventions.avenantReponse, 'avenant.preparer', { formulaire: formulaireReponse, page: liste }, async (ctx, { reponse }, demande) => {
    await refuserDemande(ctx, ids(demande).dossierId, ids(demande).conventionId, parametre(demande, 'demandeId'), reponse);
    annoncer(demande, 'Réponse envoyée à l’organisme.');
    return vers(paths.conventions.avenants, ids(demande));
  });
}

function suite(routeur: Routeur, deps: Deps): void {
  const page = pageAvenant(deps);
  const adresse = (demande: Demande): string => vers(paths.conventions.avenant, { ...ids(demande), avenantId: parametre(demande, 'avenantId') });
  const lieu = (demande: Demande): [string, string, string] => [ids(demande).dossierId, ids(demande).conventionId, parametre(demande, 'avenantId')];
  routeur.pageFormulaire(paths.conventions.avenant, 'dossier.voir', page);
  routeur.post(paths.conventions.avenantValidation, 'avenant.valider', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await validerAvenant(ctx, ...lieu(demande));
    annoncer(demande, 'Avenant validé : l’organisme est prévenu qu’il est à signer.');
    return adresse(demande);
  });
  routeur.post(paths.conventions.avenantAbandon, 'avenant.valider', { formulaire: formulaireAbandon, page }, async (ctx, { motifAbandon }, demande) => {
    await abandonnerAvenant(ctx, ...lieu(demande), motifAbandon);
    annoncer(demande, 'Avenant abandonné.');
    return adresse(demande);
  });
  routeur.post(paths.conventions.avenantExemplaire, 'avenant.transmettre', { formulaire: formulaireVide, page, fichiers: true }, async (ctx, _commande, demande) => {
    const recu = fichierDuChamp(demande.fichiers, 'fichier');
    if (recu === null) throw new Refus('convention.fichier_absent', { champ: 'fichier' });
    await transmettreAvenant(ctx, ...lieu(demande), await rangerFichier(ctx, deps.magasin, recu));
    annoncer(demande, 'Exemplaire signé reçu. Vous serez prévenu quand l’avenant sera signé par les deux parties.');
    return adresse(demande);
  });
  routeur.post(paths.conventions.avenantSignature, 'avenant.enregistrer', { formulaire: formulaireSignatureAvenant, page, fichiers: true }, async (ctx, commande, demande) => {
    const recu = fichierDuChamp(demande.fichiers, 'fichier');
    await signerAvenant(ctx, ...lieu(demande), { ...commande, fichierId: recu === null ? null : await rangerFichier(ctx, deps.magasin, recu) });
    annoncer(demande, 'Signatures enregistrées : la nouvelle version de la convention est en vigueur.');
    return adresse(demande);
  });
}

const ids = (demande: Demande): { dossierId: string; conventionId: string } => ({ dossierId: parametre(demande, 'dossierId'), conventionId: parametre(demande, 'conventionId') });
