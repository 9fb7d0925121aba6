import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, type Application } from './app.js';
import { horlogeSysteme, instant, type Horloge } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { ouvrirBase } from './platform/database.js';
import type { Deps } from './platform/deps.js';
import { magasinSurDisque } from './platform/file-store.js';
import { creerJournalTechnique } from './platform/logger.js';
import { creerFacteur } from './platform/mailer.js';
import { migrer } from './platform/migrations.js';
import { tournee } from './platform/outbox.js';
import { purgerFreins } from './platform/throttle.js';
import { ouvrirAtelier, travailler, type OutilsAtelier } from './platform/travaux.js';
import { chargerActeur } from './features/habilitations/acteur-queries.js';
import { composerAtelier } from './atelier.js';
import { creerUniteDeTravail } from './platform/unit-of-work.js';
import { purgerSessions } from './web/session.js';

/** Opens what features need, on a schema brought up to date. */
export async function preparerDeps(config: Config, horloge: Horloge = horlogeSysteme): Promise<Deps> {
  const db = ouvrirBase(config.databaseUrl);
  await migrer(db);
  const magasin = await magasinSurDisque(config.filesDir, config.antivirus !== null);
  return { config, db, horloge, magasin, uniteDeTravail: creerUniteDeTravail(db, horloge, config.baseUrl), log: creerJournalTechnique(config.logLevel) };
}

export interface Serveur {
  readonly application: Application;
  readonly adresse: string;
  /** Does every background work that is due; answers how many were taken. */
  travailler(): Promise<number>;
  /** Stops listening, lets running requests end, closes the database. */
  arreter(): Promise<void>;
}

/** Listens, empties the outbox when a mail server is configured, does the background works (a test asks for them), and tidies up every hour. */
export async function demarrer(deps: Deps): Promise<Serveur> {
  const application = createApp(deps);
  const serveur = createServer(application.express);
  serveur.requestTimeout = 120_000;
  serveur.headersTimeout = 15_000;
  // Longer than a balancer keeps an idle connection: the server must not close one as a request comes.
  serveur.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    serveur.once('error', reject);
    serveur.listen(deps.config.port, deps.config.hote, resolve);
  });
  const finTournee = deps.config.smtpUrl === '' ? () => Promise.resolve()
    : tournee(deps.db, deps.horloge, creerFacteur(deps.config.smtpUrl, deps.config.mailFrom), deps.log);
  const outils: OutilsAtelier = { ...deps, atelier: composerAtelier(deps), chargerActeur: (id, le) => chargerActeur(deps.db, id, le) };
  const finAtelier = deps.config.mode === 'test' ? () => Promise.resolve() : ouvrirAtelier(outils);
  const menage = setInterval(() => void faireLeMenage(deps), 3600_000);
  menage.unref();
  const { port } = serveur.address() as AddressInfo;
  return {
    application, adresse: `http://${deps.config.hote}:${port}`,
    travailler: () => travailler(outils),
    async arreter() {
      clearInterval(menage);
      await Promise.all([fermer(serveur), finTournee(), finAtelier()]);
      await deps.db.destroy();
    },
  };
}

function fermer(serveur: Server): Promise<void> {
  return new Promise((resolve) => {
    serveur.close(() => resolve());
    serveur.closeIdleConnections();
    setTimeout(() => serveur.closeAllConnections(), 10_000).unref();
  });
}

const UN_JOUR_MS = 24 * 3600_000;

/** Removes what has expired: sessions, throttle counters, request keys, ended works and the text of sent mails after 30 days, files nobody refers to after a day. */
export async function faireLeMenage({ db, horloge, magasin, log }: Deps): Promise<void> {
  const maintenant = Date.parse(horloge.maintenant());
  const ilYA30Jours = instant(new Date(maintenant - 30 * UN_JOUR_MS));
  try {
    await purgerSessions(db, horloge);
    await purgerFreins(db, horloge);
    await db('requetes_traitees').where('le', '<', ilYA30Jours).del();
    await db('travaux').whereNot({ etat: 'en_attente' }).where('cree_le', '<', ilYA30Jours).del();
    // Addresses of people who never answered.
    await db('invitations').whereNull('acceptee_le').where('expire_le', '<', ilYA30Jours).del();
    // Recipient, subject and dates stay: they prove the mail; its text may hold personal data.
    await db('outbox').where({ etat: 'envoye' }).where('envoye_le', '<', ilYA30Jours).whereNot({ texte: '' }).update({ texte: '', piece_contenu: null });
    await magasin.balayer(new Date(maintenant - UN_JOUR_MS), async (cles) => {
      const lignes = await db('fichiers').whereIn('cle_stockage', cles).select<{ cle_stockage: string }[]>('cle_stockage');
      return new Set(lignes.map((l) => l.cle_stockage));
    });
  } catch (erreur) {
    log.error({ err: erreur }, 'ménage interrompu');
  }
}
