import { DOSSIER } from '../../domain/etats/machines.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { enPorteur } from '../documents/document-routes.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { listerMessages, type MessageLu } from './message-queries.js';

interface MessageAffiche { readonly auteur: string; readonly cote: string; readonly le: string; readonly texte: string; readonly deMonCote: boolean }

export interface PageMessages {
  readonly surtitre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly action: string;
  readonly messages: readonly MessageAffiche[];
  readonly ouverte: boolean;
  readonly saisie: string;
  readonly aide: string;
  /** Null for the porteur: private notes are the agents'. */
  readonly notes: { readonly action: string; readonly liste: readonly MessageAffiche[]; readonly saisie: string } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'messagerie/messages': PageMessages }
}

/** The thread between the porteur and the service; private notes beside it for agents. */
export const pageMessages = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const porteur = enPorteur(demande);
  const note = !porteur && peut(demande.acteur, 'message.noter', demande.sujet).permis;
  const messages = await listerMessages(db, dossier.id, { prives: false });
  const notes = note ? await listerMessages(db, dossier.id, { prives: true }) : [];
  const afficher = (m: MessageLu): MessageAffiche => ({
    auteur: m.auteurNom, cote: m.duPorteur ? dossier.organismeNom : 'Service instructeur', le: m.le, texte: m.texte, deMonCote: m.duPorteur === porteur,
  });
  await render(demande, 'messagerie/messages', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, etat: dossier.etat, onglets: ongletsDossier(demande, dossier), action: vers(paths.dossiers.messages, { dossierId: dossier.id }),
    messages: messages.map(afficher), ouverte: dossier.etat !== DOSSIER.initial, saisie: texteSaisi(etat.saisie, 'texte') ?? '',
    aide: porteur ? destinataireAgent(dossier.instructeurNom) : 'Les membres de l’organisme sont prévenus par courriel.',
    notes: note ? { action: vers(paths.dossiers.notes, { dossierId: dossier.id }), liste: notes.map(afficher), saisie: texteSaisi(etat.saisie, 'note') ?? '' } : null,
  }, { titre: 'Messages', etat, large: note, fil: filDossier(demande, dossier) });
};

const destinataireAgent = (instructeur: string | null): string =>
  (instructeur === null ? 'Le service instructeur est prévenu par courriel.' : `${instructeur} suit votre dossier et reçoit un courriel.`);
