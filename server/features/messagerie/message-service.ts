import { DOSSIER } from '../../domain/etats/machines.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../decisions/courriel-service.js';
import { agentsHabilites, lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';

/**
 * Writes to the other side of a dossier, or a private note for agents. The other side gets a mail that says
 * there is a message; what it says stays in the product.
 * @throws Refus `message.brouillon` before the deposit, when nobody would read it; `message.note_interdite` for a member of the organisme
 * @see spec 1, stage 6
 */
export async function ecrireMessage(ctx: Contexte, dossierId: string, { texte, prive }: { readonly texte: string; readonly prive: boolean }): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const duPorteur = roleDans(ctx.acteur, dossier.organismeId) !== null;
  if (dossier.etat === DOSSIER.initial) throw new Refus('message.brouillon');
  if (prive && duPorteur) throw new Refus('message.note_interdite');
  const id = ctx.nouvelId();
  await ctx.db('messages').insert({ id, dossier_id: dossierId, auteur_id: ctx.acteur.id, prive, texte, le: ctx.maintenant });
  ctx.journaliser({ action: prive ? 'message.noter' : 'message.ecrire', objet: 'message', objetId: id, dossierId });
  if (!prive) await (duPorteur ? prevenirAgents(ctx, dossier, id) : prevenirPorteur(ctx, dossier, id));
}

async function prevenirPorteur(ctx: Contexte, dossier: DossierLu, id: string): Promise<void> {
  await ecrireAuPorteur(ctx, dossier, {
    cle: `message:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : vous avez un message`,
    texte: `Bonjour,\n\nLe service instructeur vous a écrit au sujet de votre dossier « ${dossier.titre} » (${dossier.numero ?? ''}). Connectez-vous à Passerelle pour lire ce message et y répondre : il est dans le dossier, rubrique « Messages ».`,
  });
}

/** The instructeur in charge reads what the porteur writes; before anybody is, every responsable does. */
async function prevenirAgents(ctx: Contexte, dossier: DossierLu, id: string): Promise<void> {
  const enCharge = (await agentsHabilites(ctx.db, 'instructeur')).filter((a) => a.id === dossier.instructeurId);
  ecrireAuxAgents(ctx, enCharge.length > 0 ? enCharge : await agentsHabilites(ctx.db, 'responsable'), dossier.id, {
    cle: `message:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : vous avez un message`,
    texte: `Bonjour,\n\n${dossier.organismeNom} a écrit au sujet du dossier ${dossier.numero ?? ''} (« ${dossier.titre} »). Le message est dans le dossier, rubrique « Messages ».`,
  });
}
