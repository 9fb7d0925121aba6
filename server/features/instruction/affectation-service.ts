import { DOSSIER } from '../../domain/etats/machines.js';
import { exigerAffectable } from '../../domain/instruction/affectation.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { agentsHabilites, lireDossier, type Agent, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { membresDe } from './instruction-queries.js';
import { ecrireInstructeur } from './instruction-store.js';

/**
 * Puts an instructeur in charge of a dossier; a recevable one starts its instruction. A later change keeps every name in the journal.
 * @throws Refus those of `exigerAffectable`
 * @see spec 1, stage 6 and separations
 */
export async function affecterDossier(ctx: Contexte, dossierId: string, instructeurId: string): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const agents = await agentsHabilites(ctx.db, 'instructeur');
  const choisi = agents.find((a) => a.id === instructeurId);
  const membre = (await membresDe(ctx.db, dossier.organismeId)).has(instructeurId);
  exigerAffectable(dossier, { id: instructeurId, habilite: choisi !== undefined, membre });
  const donnees = { avant: dossier.instructeurNom, apres: choisi?.nom ?? '', avantId: dossier.instructeurId, apresId: instructeurId };
  if (dossier.etat === 'recevable') {
    await changerEtat(ctx, DOSSIER, 'affecter', { id: dossierId, champs: { instructeur_id: instructeurId }, donnees });
  } else {
    await ecrireInstructeur(ctx.db, dossierId, instructeurId, ctx.maintenant);
    ctx.journaliser({ action: 'dossier.affecter', objet: 'dossier', objetId: dossierId, dossierId, donnees });
  }
  await prevenir(ctx, dossier, choisi, agents.find((a) => a.id === dossier.instructeurId && a.id !== instructeurId));
}

async function prevenir(ctx: Contexte, dossier: DossierLu, nouveau: Agent | undefined, ancien: Agent | undefined): Promise<void> {
  const designation = `${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} »)`;
  const cle = `affectation:${dossier.id}:${ctx.nouvelId()}`;
  if (nouveau !== undefined) {
    await ecrireAuxAgents(ctx, [nouveau], dossier.id, {
      cle, sujet: `Dossier ${dossier.numero ?? ''} : il vous est confié`, texte: `Bonjour ${nouveau.nom},\n\n${ctx.acteur.nom} vous confie le dossier ${designation}. Vous le trouverez dans la liste des dossiers.`,
    });
  }
  if (ancien !== undefined) {
    await ecrireAuxAgents(ctx, [ancien], dossier.id, {
      cle, sujet: `Dossier ${dossier.numero ?? ''} : il ne vous est plus confié`, texte: `Bonjour ${ancien.nom},\n\nLe dossier ${designation} est désormais suivi par ${nouveau?.nom ?? 'une autre personne'}.`,
    });
  }
}
