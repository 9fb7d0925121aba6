import { BILAN, CONVENTION } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { prevenirLePorteur } from '../bilans/bilan-service.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { retirerTitresEnCours } from '../versements/solde-service.js';
import { tenirLeControle } from './controle-tenu.js';
import { archiverConclusions, recommencerControle } from './controle-store.js';

/**
 * Reopens a concluded control, for a recours accepted against its conclusions: they are kept as they were, a new version of
 * the control starts from what was decided, and its conclusions will move only the difference. A claim not yet recovered is
 * withdrawn: what is due is to be said again.
 * @throws Refus `controle.pas_conclu`, `controle.motif_de_reouverture`, `versement.en_cours` while a payment is on its way
 * @see spec 1, Recours; issue 5, Solde
 */
export async function rouvrirControle(ctx: Contexte, dossierId: string, motif: string): Promise<void> {
  if (motif.trim() === '') throw new Refus('controle.motif_de_reouverture', { champ: 'motif' });
  const { d, bilan, controle } = await tenirLeControle(ctx, dossierId);
  if (controle?.resultat == null || bilan.etat !== 'conclu') throw new Refus('controle.pas_conclu');
  for (const convention of d.conventions) {
    await retirerTitresEnCours(ctx, convention.id, motif);
    if (convention.etat === 'soldee') await changerEtat(ctx, CONVENTION, 'reprendre_execution', { id: convention.id, dossierId, motif });
  }
  await changerEtat(ctx, BILAN, 'rouvrir_controle', { id: bilan.id, dossierId, motif, donnees: { version: controle.version + 1 } });
  await archiverConclusions(ctx, bilan.id, motif);
  await recommencerControle(ctx, bilan.id, { ...controle.constats, acceptees: false });
  await prevenirLePorteur(ctx, d, `controle.rouvrir:${bilan.id}:${controle.version + 1}`, 'Votre contrôle est rouvert',
    `Le contrôle de service fait de votre opération est rouvert : ${motif}\n\nLes conclusions précédentes restent dans votre dossier. Vous recevrez de nouvelles conclusions provisoires et pourrez y répondre.`);
  await ecrireAuxAgents(ctx, (await agentsHabilites(ctx.db, 'controleur')).filter((c) => c.id === d.dossier.controleurId), dossierId, {
    cle: `controle.rouvrir:${bilan.id}:${controle.version + 1}`, sujet: `Contrôle rouvert : ${d.dossier.numero ?? ''} ${d.dossier.organismeNom}`,
    texte: `Bonjour,\n\nLe contrôle du dossier ${d.dossier.numero ?? ''} est rouvert : ${motif}\n\nReprenez les lignes en cause, puis émettez de nouvelles conclusions provisoires.`,
  });
}
