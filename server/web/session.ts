import session, { type SessionData } from 'express-session';
import type { RequestHandler } from 'express';
import type { Base } from '../platform/database.js';
import { instant, type Horloge } from '../platform/clock.js';
import { sha256 } from '../platform/ids.js';

declare module 'express-session' {
  interface SessionData {
    personneId: string;
    /** When the person gave their password. */
    ouverteLe: string;
    /** Last time the idle limit was pushed back. */
    vueLe: string;
    succes: string;
    /** Read from the database: it may be written back, never made again. */
    connue?: true;
  }
}

/** Idle limit and absolute limit of a session (OWASP ASVS 5, 7.3). */
const INACTIVITE_MS = 2 * 3600_000;
const DUREE_MAX_MS = 12 * 3600_000;
const RAFRAICHIR_APRES_MS = 5 * 60_000;

type Suite = (erreur?: unknown) => void;

/** Sessions in the database, so that every server sees them; only the hash of the identifier is stored. */
class SessionsEnBase extends session.Store {
  constructor(private readonly db: Base, private readonly horloge: Horloge) {
    super();
  }

  override get(sid: string, suite: (erreur: unknown, contenu?: SessionData | null) => void): void {
    this.db('sessions').where({ empreinte: sha256(sid) }).where('expire_le', '>', this.horloge.maintenant())
      .first<{ contenu: string } | undefined>('contenu')
      .then((ligne) => suite(null, ligne ? { ...(JSON.parse(ligne.contenu) as SessionData), connue: true } : null), suite);
  }

  /** A session closed while a slow request was still using it stays closed: only a new one is inserted. */
  override set(sid: string, contenu: SessionData, suite: Suite = () => undefined): void {
    const expire_le = instant(new Date(Date.parse(this.horloge.maintenant()) + INACTIVITE_MS));
    const ligne = { empreinte: sha256(sid), contenu: JSON.stringify(contenu), expire_le };
    const ecriture = contenu.connue ? this.db('sessions').where({ empreinte: ligne.empreinte }).update(ligne) : this.db('sessions').insert(ligne).onConflict('empreinte').merge();
    ecriture.then(() => suite(), suite);
  }

  override destroy(sid: string, suite: Suite = () => undefined): void {
    this.db('sessions').where({ empreinte: sha256(sid) }).del().then(() => suite(), suite);
  }

  /** The idle limit is pushed back by `rafraichir`, at most every five minutes: a page view writes nothing. */
  override touch(_sid: string, _contenu: SessionData, suite: () => void = () => undefined): void {
    suite();
  }
}

/** Removes expired sessions; answers how many. */
export const purgerSessions = (db: Base, horloge: Horloge): Promise<number> =>
  db('sessions').where('expire_le', '<=', horloge.maintenant()).del();

/** Session cookie: signed, HttpOnly, SameSite=Lax, Secure and `__Host-` behind HTTPS. */
export function sessions(db: Base, horloge: Horloge, secret: string, https: boolean): RequestHandler {
  return session({
    store: new SessionsEnBase(db, horloge),
    name: https ? '__Host-passerelle' : 'passerelle',
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: https, path: '/' },
  });
}

/** Pushes the idle limit back and closes sessions past their absolute limit. */
export function rafraichir(horloge: Horloge): RequestHandler {
  return (req, _res, next) => {
    const { personneId, ouverteLe, vueLe } = req.session;
    if (personneId === undefined) return next();
    const maintenant = Date.parse(horloge.maintenant());
    if (ouverteLe === undefined || maintenant - Date.parse(ouverteLe) > DUREE_MAX_MS) {
      return void req.session.regenerate((erreur: unknown) => next(erreur));
    }
    if (vueLe === undefined || maintenant - Date.parse(vueLe) > RAFRAICHIR_APRES_MS) req.session.vueLe = horloge.maintenant();
    next();
  };
}
