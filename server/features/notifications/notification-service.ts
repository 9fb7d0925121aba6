import { envoiDe, type Envoi } from '../../domain/echanges/courriels.js';
import type { PieceJointe } from '../../platform/outbox.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { paths, vers } from '../../web/paths.js';
import { contactsPorteur } from '../dossiers/dossier-queries.js';
import { natureDe } from './evenements.js';
import { lireDestinataires, type Destinataire } from './notification-queries.js';
import { ecrireRythme, insererNotifications, marquerLues } from './notification-store.js';
import type { Rythme } from '../../domain/echanges/courriels.js';

/** Subject and body of a mail, before it has a recipient. */
export interface Lettre {
  readonly sujet: string;
  readonly texte: string;
}

/** Something people must know. */
export interface Evenement {
  readonly personnes: readonly { readonly id: string }[];
  /** Names the event once and for all: the same one is never told twice to a person. */
  readonly cle: string;
  readonly titre: string;
  /** Plain text, as a mail says it. */
  readonly texte: string;
  /** Path of the page where the thing is. */
  readonly lien: string;
  readonly dossierId: string | null;
  /** Records an act or starts a time limit: mailed at once whatever the person chose. */
  readonly officiel?: boolean;
  /** File joined to the mail of each person. */
  readonly piece?: (a: { readonly id: string; readonly courriel: string }) => PieceJointe;
}

/**
 * Tells people of an event: a notification in the product for each, and a mail now or a line in the next daily one, as the
 * person chose. Somebody whose account is closed is told nothing.
 * @see issue 3, Exchange
 */
export async function notifier(ctx: Contexte, evenement: Evenement): Promise<void> {
  const destinataires = await lireDestinataires(ctx.db, [...new Set(evenement.personnes.map((p) => p.id))]);
  const officiel = evenement.officiel === true;
  const envois = destinataires.map((d) => ({ destinataire: d, envoi: envoiDe(d, officiel) }));
  await insererNotifications(ctx.db, envois.map(({ destinataire, envoi }) => ({
    id: ctx.nouvelId(), personneId: destinataire.id, cle: evenement.cle, titre: evenement.titre, texte: sansSalutation(evenement.texte), lien: evenement.lien,
    dossierId: evenement.dossierId, officiel, recapitulatif: envoi === 'recapitulatif', creeLe: ctx.maintenant,
  })));
  for (const { destinataire, envoi } of envois) ecrire(ctx, evenement, destinataire, envoi);
}

function ecrire(ctx: Contexte, { cle, titre, texte, lien, dossierId, officiel, piece }: Evenement, a: Destinataire, envoi: Envoi): void {
  if (envoi !== 'maintenant') return;
  ctx.envoyer({
    cle: `${cle}:${a.id}`, a: a.courriel, sujet: titre, texte: [texte, ctx.adresse(lien), piedDeCourriel(ctx, officiel === true)].join('\n\n'),
    ...(dossierId === null ? {} : { dossierId }), ...(piece === undefined ? {} : { piece: piece(a) }),
  });
}

/** Last lines of a mail: why it came, and where to choose. */
export function piedDeCourriel(ctx: Pick<Contexte, 'adresse'>, officiel: boolean): string {
  const choix = ctx.adresse(paths.compteNotifications);
  return officiel
    ? `—\nCourriel officiel : il constate un acte ou fait courir un délai. Il est toujours envoyé, quel que soit le rythme choisi pour les autres courriels : ${choix}`
    : `—\nPour recevoir ces courriels au fil de l’eau, une fois par jour ou jamais : ${choix}`;
}

const sansSalutation = (texte: string): string => texte.replace(/^Bonjour[^\n]*\n+/u, '');

/** Writes to every accepted member of the organisme that carries the dossier; `cle` names the event, once and for all. */
export async function ecrireAuPorteur(ctx: Contexte, dossier: { readonly id: string; readonly organismeId: string }, { cle, sujet, texte }: Lettre & { readonly cle: string }): Promise<void> {
  const { chemin, officiel } = natureDe(cle, 'porteur');
  await notifier(ctx, { personnes: await contactsPorteur(ctx.db, dossier.organismeId), cle, titre: sujet, texte, lien: lienDe(chemin, dossier.id), dossierId: dossier.id, officiel });
}

/** Writes to named agents or partners, each once. */
export async function ecrireAuxAgents(ctx: Contexte, agents: readonly { readonly id: string }[], dossierId: string, { cle, sujet, texte }: Lettre & { readonly cle: string }): Promise<void> {
  const { chemin, officiel } = natureDe(cle, 'agents');
  await notifier(ctx, { personnes: agents, cle, titre: sujet, texte, lien: lienDe(chemin, dossierId), dossierId, officiel });
}

const lienDe = (chemin: string, dossierId: string): string => vers(chemin as '/:dossierId', { dossierId });

/** Marks one of one's own notifications as read, or all of them. @returns how many were unread */
export const marquerCommeLues = (ctx: Contexte, ids: readonly string[] | 'toutes'): Promise<number> =>
  marquerLues(ctx.db, ctx.acteur.id ?? '', ctx.maintenant, ids === 'toutes' ? {} : { ids });

/** Keeps how the acting person wants the mails that are not official. */
export async function choisirRythme(ctx: Contexte, rythme: Rythme): Promise<void> {
  const personneId = ctx.acteur.id ?? '';
  await ecrireRythme(ctx.db, personneId, rythme);
  ctx.journaliser({ action: 'compte.choisir_rythme', objet: 'personne', objetId: personneId, vers: rythme });
}
