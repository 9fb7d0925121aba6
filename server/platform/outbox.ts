import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Base } from './database.js';
import { instant, type Horloge, type Instant } from './clock.js';
import { nouvelId } from './ids.js';

/** A file joined to a mail, as text: an invitation for a calendar. */
export interface PieceJointe { readonly nom: string; readonly type: string; readonly contenu: string }

/** A mail to send after the commit. `cle` names it once and for all: the same key is never stored twice. */
export interface Courriel {
  readonly cle: string;
  readonly a: string;
  readonly sujet: string;
  readonly texte: string;
  readonly dossierId?: string;
  readonly piece?: PieceJointe;
}

export interface CourrielEnAttente {
  readonly id: string;
  readonly a: string;
  readonly sujet: string;
  readonly texte: string;
  readonly piece?: PieceJointe;
}

/** Hands one mail to the mail server; rejects when it was not accepted. */
export type Facteur = (courriel: CourrielEnAttente) => Promise<void>;

const TENTATIVES_MAX = 12;
const DUREE_RESERVATION_MS = 60_000;

/** Stores mails in the transaction of the use case. */
export async function deposerCourriels(trx: Knex.Transaction, courriels: readonly Courriel[], le: Instant): Promise<void> {
  const lignes = courriels.map((c) => ({
    id: nouvelId(), cle: c.cle.slice(0, 200), destinataire: c.a, sujet: surUneLigne(c.sujet), texte: c.texte, dossier_id: c.dossierId ?? null,
    piece_nom: c.piece?.nom ?? null, piece_type: c.piece?.type ?? null, piece_contenu: c.piece?.contenu ?? null,
    etat: 'en_attente', tentatives: 0, prochaine_tentative: le, cree_le: le,
  }));
  for (let debut = 0; debut < lignes.length; debut += 50) {
    await trx('outbox').insert(lignes.slice(debut, debut + 50)).onConflict('cle').ignore();
  }
}

/** Mail headers hold one line: control characters become spaces. */
const surUneLigne = (texte: string): string => texte.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300);

/** Wait before the next try, in milliseconds: 30 s, 1 min, 2 min… at most 6 hours. */
export const attenteAvantReprise = (tentatives: number): number => Math.min(30_000 * 2 ** (tentatives - 1), 6 * 3600_000);

interface LigneReservee { id: string; destinataire: string; sujet: string; texte: string; tentatives: number; piece_nom: string | null; piece_type: string | null; piece_contenu: string | null }

async function reserver(db: Base, maintenant: Instant, nombre: number): Promise<LigneReservee[]> {
  const jusqua = plus(maintenant, DUREE_RESERVATION_MS);
  return db.transaction(async (trx) => {
    const choix = trx('outbox').where({ etat: 'en_attente' }).where('prochaine_tentative', '<=', maintenant)
      .where((q) => void q.whereNull('reserve_jusqua').orWhere('reserve_jusqua', '<', maintenant))
      .orderBy('prochaine_tentative').limit(nombre);
    const lignes = await (db.client.config.client === 'pg' ? choix.forUpdate().skipLocked() : choix)
      .select<LigneReservee[]>('id', 'destinataire', 'sujet', 'texte', 'tentatives', 'piece_nom', 'piece_type', 'piece_contenu');
    if (lignes.length > 0) await trx('outbox').whereIn('id', lignes.map((l) => l.id)).update({ reserve_jusqua: jusqua });
    return lignes;
  });
}

const plus = (le: Instant, ms: number): Instant => instant(new Date(Date.parse(le) + ms));

/**
 * Sends what is due, each mail reserved for one server at a time. A refused mail is tried again later with
 * a growing wait, and given up after twelve tries, its state and last error kept for the administrator.
 * @returns how many mails were accepted by the mail server.
 */
export async function viderOutbox(db: Base, horloge: Horloge, facteur: Facteur, log: Logger): Promise<number> {
  let envoyes = 0;
  const lignes = await reserver(db, horloge.maintenant(), 20);
  for (const ligne of lignes) {
    try {
      await facteur({ id: ligne.id, a: ligne.destinataire, sujet: ligne.sujet, texte: ligne.texte, ...pieceDe(ligne) });
      await db('outbox').where({ id: ligne.id }).update({ etat: 'envoye', envoye_le: horloge.maintenant(), reserve_jusqua: null, derniere_erreur: null });
      envoyes += 1;
    } catch (erreur) {
      await remettreAPlusTard(db, horloge.maintenant(), ligne, erreur);
      log.warn({ courriel: ligne.id, tentatives: ligne.tentatives + 1 }, 'courriel non remis');
    }
  }
  return envoyes;
}

const pieceDe = ({ piece_nom: nom, piece_type: type, piece_contenu: contenu }: LigneReservee): Pick<CourrielEnAttente, 'piece'> =>
  (nom === null || type === null || contenu === null ? {} : { piece: { nom, type, contenu } });

async function remettreAPlusTard(db: Base, maintenant: Instant, ligne: LigneReservee, erreur: unknown): Promise<void> {
  const tentatives = Number(ligne.tentatives) + 1;
  await db('outbox').where({ id: ligne.id }).update({
    tentatives, reserve_jusqua: null,
    etat: tentatives >= TENTATIVES_MAX ? 'abandonne' : 'en_attente',
    prochaine_tentative: plus(maintenant, attenteAvantReprise(tentatives)),
    derniere_erreur: (erreur instanceof Error ? erreur.message : String(erreur)).slice(0, 500),
  });
}

/** Empties the outbox every `periodeMs` until the returned function is called; one round at a time. */
export function tournee(db: Base, horloge: Horloge, facteur: Facteur, log: Logger, periodeMs = 2000): () => Promise<void> {
  let arret = false;
  let enCours: Promise<void> = Promise.resolve();
  const passer = async (): Promise<void> => {
    try {
      while (!arret && (await viderOutbox(db, horloge, facteur, log)) === 20);
    } catch (erreur) {
      log.error({ err: erreur }, 'tournée de courriels interrompue');
    }
  };
  const minuterie = setInterval(() => { enCours = enCours.then(passer); }, periodeMs);
  minuterie.unref();
  return async () => {
    arret = true;
    clearInterval(minuterie);
    await enCours;
  };
}
