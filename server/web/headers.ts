import helmet from 'helmet';
import type { RequestHandler, Response } from 'express';

/** Security headers; nothing inline runs, nothing is fetched from elsewhere, nobody frames a page. */
export function entetes(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"], 'script-src': ["'self'"], 'style-src': ["'self'"], 'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"], 'connect-src': ["'self'"], 'form-action': ["'self'"], 'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"], 'object-src': ["'none'"], 'manifest-src': ["'self'"],
        ...(https ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
}

/** Lets this page alone frame a page of ours: the browser's own reader of a PDF. */
export function avecCadre(res: Response): void {
  const politique = String(res.getHeader('Content-Security-Policy') ?? '');
  res.setHeader('Content-Security-Policy', `${politique};frame-src 'self'`);
}

/** Pages with personal data stay out of shared and browser caches. */
export const sansCache: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};
