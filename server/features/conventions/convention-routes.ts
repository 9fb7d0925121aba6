import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { formulaireSignature, formulaireVide } from './convention-form.js';
import { pageConvention, pageConventions } from './convention-page.js';
import { enregistrerSignature, genererConventions, transmettreExemplaire } from './convention-service.js';

/** Conventions of a dossier: generation, signed copy, signatures. */
export function routesConventions(routeur: Routeur, deps: Deps): void {
  const liste = pageConventions(deps);
  routeur.pageFormulaire(paths.conventions.generer, 'dossier.voir', liste);
  routeur.post(paths.conventions.generer, 'convention.generer', { formulaire: formulaireVide, page: liste }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await genererConventions(ctx, dossierId);
    annoncer(demande, 'Convention établie : le porteur est prévenu qu’elle est à signer.');
    return vers(paths.conventions.generer, { dossierId });
  });

  const page = pageConvention(deps);
  const adresse = (demande: Demande): string => vers(paths.conventions.page, ids(demande));
  routeur.pageFormulaire(paths.conventions.page, 'dossier.voir', page);
  routeur.post(paths.conventions.exemplaire, 'convention.transmettre', { formulaire: formulaireVide, page, fichiers: true }, async (ctx, _commande, demande) => {
    const { dossierId, conventionId } = ids(demande);
    const recu = fichierDuChamp(demande.fichiers, 'fichier');
    if (recu === null) throw new Refus('convention.fichier_absent', { champ: 'fichier' });
    await transmettreExemplaire(ctx, dossierId, conventionId, await rangerFichier(ctx, deps.magasin, recu));
    annoncer(demande, 'Exemplaire signé reçu. Vous serez prévenu quand la convention sera signée par les deux parties.');
    return adresse(demande);
  });

  routeur.post(paths.conventions.signature, 'convention.enregistrer', { formulaire: formulaireSignature, page, fichiers: true }, async (ctx, commande, demande) => {
    const { dossierId, conventionId } = ids(demande);
    const recu = fichierDuChamp(demande.fichiers, 'fichier');
    await enregistrerSignature(ctx, dossierId, conventionId, { ...commande, fichierId: recu === null ? null : await rangerFichier(ctx, deps.magasin, recu) });
    annoncer(demande, 'Signatures enregistrées : les versements sont programmés et le bilan est ouvert.');
    return adresse(demande);
  });
}

const ids = (demande: Demande): { dossierId: string; conventionId: string } => ({ dossierId: parametre(demande, 'dossierId'), conventionId: parametre(demande, 'conventionId') });
