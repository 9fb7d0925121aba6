import path from 'node:path';
import express, { type Express } from 'express';
import compression from 'compression';
import type { Deps } from './platform/deps.js';
import { RACINE } from './platform/racine.js';
import { authentifier } from './web/authenticate.js';
import { preparerCsrf } from './web/csrf.js';
import { pagesErreur } from './web/error-pages.js';
import { Introuvable } from './web/errors.js';
import { installerHandlebars } from './web/handlebars.js';
import { entetes, sansCache } from './web/headers.js';
import { Routeur, type RouteDeclaree } from './web/routeur.js';
import { rafraichir, sessions } from './web/session.js';
import { creerReception } from './web/upload.js';
import { chargerActeur } from './features/habilitations/acteur-queries.js';
import { chargeurDeSujets } from './features/habilitations/sujet-queries.js';
import { lireEnPassant } from './features/notifications/notification-routes.js';
import { marqueCourante } from './features/reglages/marque-queries.js';
import { brancher } from './composition.js';

export interface Application {
  readonly express: Express;
  /** Every declared route with its permission, for documentation and tests. */
  readonly routes: readonly RouteDeclaree[];
}

/** The web application: the middleware in its order, then the routes of every feature. */
export function createApp(deps: Deps): Application {
  const { config, db, horloge } = deps;
  const https = config.baseUrl.startsWith('https://');
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.set('view cache', true);
  // No page is kept by a browser: a fingerprint of each would never be asked for.
  app.set('etag', false);
  app.locals['demonstration'] = config.mode === 'demonstration';
  installerHandlebars(app, path.join(RACINE, 'views'));

  app.use(entetes(https));
  app.use(compression());
  app.use('/assets', express.static(path.join(RACINE, 'public/assets'), { immutable: true, maxAge: '365d', index: false, redirect: false }));
  app.use(sansCache);
  app.use(marqueCourante(db, horloge));
  app.use(sessions(db, horloge, config.sessionSecret, https));
  app.use(rafraichir(horloge));
  app.use(preparerCsrf);
  app.use(authentifier((id, le) => chargerActeur(db, id, le), horloge));
  app.use(lireEnPassant(deps));
  app.use(express.urlencoded({ extended: true, limit: '2mb', parameterLimit: 10_000 }));

  const routeur = new Routeur({
    uniteDeTravail: deps.uniteDeTravail, horloge, chargerSujet: chargeurDeSujets(db),
    recevoir: creerReception({ transit: deps.magasin.transit, tailleMax: config.tailleMaxFichier, nombreMax: 20 }),
  });
  brancher(routeur, deps);
  app.use(routeur.router);
  app.use(() => { throw new Introuvable(); });
  app.use(pagesErreur(horloge, deps.log));
  return { express: app, routes: routeur.declarees };
}
