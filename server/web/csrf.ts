import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';

const jetonRecu = (req: Request): string | undefined => {
  const champ = (req.body as Record<string, unknown> | undefined)?.['_csrf'];
  const entete = req.headers['x-csrf-token'];
  if (typeof champ === 'string') return champ;
  return typeof entete === 'string' ? entete : undefined;
};

const { generateToken, isRequestValid } = csrfSync({ getTokenFromRequest: jetonRecu, size: 32 });

/** Gives pages their CSRF token; it is made, and the session with it, only when a page shows a form. */
export const preparerCsrf: RequestHandler = (req, res, next) => {
  res.locals['jetonCsrf'] = () => generateToken(req);
  next();
};

/** True when the request carries the token of its own session. */
export const csrfValide = (req: Request): boolean => {
  const attendu = req.session.csrfToken;
  return typeof attendu === 'string' && isRequestValid(req);
};
