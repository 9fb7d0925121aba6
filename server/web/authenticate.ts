import type { RequestHandler } from 'express';
import { ANONYME, type Acteur } from '../domain/habilitations/acteur.js';
import type { Horloge, Instant } from '../platform/clock.js';

export type ChargerActeur = (personneId: string, maintenant: Instant) => Promise<Acteur | null>;

/** Puts the acting person in `res.locals.acteur`; a session whose account is gone or closed is anonymous. */
export function authentifier(charger: ChargerActeur, horloge: Horloge): RequestHandler {
  return async (req, res, next) => {
    const { personneId } = req.session;
    res.locals['acteur'] = (personneId === undefined ? null : await charger(personneId, horloge.maintenant())) ?? ANONYME;
    next();
  };
}
