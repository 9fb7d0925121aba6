import { DOSSIER } from '../../domain/etats/machines.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { listerDocuments } from '../documents/document-queries.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { agentsHabilites, lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { lireFonction } from './message-queries.js';
import { insererMessage } from './message-store.js';

/** Files that may come with one message. */
export const FICHIERS_MAX = 10;

export interface MessageAEcrire {
  readonly texte: string;
  /** A note between agents, which the organisme never sees. */
  readonly prive: boolean;
  /** Ids of documents of the dossier it refers to. */
  readonly documents?: readonly string[];
}

/** Files received with a message, and where they are stored. */
export interface JointsAuMessage { readonly magasin: Magasin; readonly recus: readonly FichierRecu[] }

/**
 * Writes to the other side of a dossier, or a private note for agents, with files and mentions of documents. The other
 * side is told that there is a message; what it says stays in the product.
 * @throws Refus `message.brouillon` before the deposit, when nobody would read it; `message.note_interdite` for a member of
 *   the organisme; `message.vide`, `message.trop_de_fichiers`, `message.document_inconnu`
 * @see spec 1, stage 6
 */
export async function ecrireMessage(ctx: Contexte, dossierId: string, message: MessageAEcrire, joints?: JointsAuMessage): Promise<void> {
  const { texte, prive, documents = [] } = message;
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const role = roleDans(ctx.acteur, dossier.organismeId);
  if (dossier.etat === DOSSIER.initial) throw new Refus('message.brouillon');
  if (prive && role !== null) throw new Refus('message.note_interdite');
  const recus = joints?.recus ?? [];
  if (texte === '' && recus.length === 0) throw new Refus('message.vide', { champ: prive ? 'note' : 'texte' });
  if (recus.length > FICHIERS_MAX) throw new Refus('message.trop_de_fichiers', { champ: 'fichiers', maximum: FICHIERS_MAX });
  await exigerCitables(ctx, dossierId, documents, !prive);
  const id = ctx.nouvelId();
  const fichiers: string[] = [];
  for (const recu of recus) if (joints !== undefined) fichiers.push(await rangerFichier(ctx, joints.magasin, recu));
  await insererMessage(ctx.db, {
    id, dossierId, auteurId: trouve(ctx.acteur.id), prive, cote: role === null ? 'service' : 'porteur', texte, le: ctx.maintenant, fichiers, documents,
    qualite: role === null ? await lireFonction(ctx.db, trouve(ctx.acteur.id)) : libelle('habilitation', role),
  });
  ctx.journaliser({ action: prive ? 'message.noter' : 'message.ecrire', objet: 'message', objetId: id, dossierId, ...(fichiers.length === 0 ? {} : { donnees: { fichiers } }) });
  if (!prive) await (role === null ? prevenirPorteur(ctx, dossier, id) : prevenirAgents(ctx, dossier, id));
}

/** Only documents of this dossier are mentioned, and to the organisme only those established for it. */
async function exigerCitables(ctx: Contexte, dossierId: string, documents: readonly string[], publics: boolean): Promise<void> {
  if (documents.length === 0) return;
  const connus = new Set((await listerDocuments(ctx.db, dossierId, publics)).map((d) => d.id));
  if (documents.some((d) => !connus.has(d))) throw new Refus('message.document_inconnu', { champ: 'documents' });
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
  await ecrireAuxAgents(ctx, enCharge.length > 0 ? enCharge : await agentsHabilites(ctx.db, 'responsable'), dossier.id, {
    cle: `message:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : vous avez un message`,
    texte: `Bonjour,\n\n${dossier.organismeNom} a écrit au sujet du dossier ${dossier.numero ?? ''} (« ${dossier.titre} »). Le message est dans le dossier, rubrique « Messages ».`,
  });
}
