import { ConfigInvalide, lireConfig } from './platform/config.js';
import { demarrer, preparerDeps } from './serveur.js';

/** Production start: configuration from the environment, signals, graceful stop. */
async function principal(): Promise<void> {
  const deps = await preparerDeps(lireConfig(process.env, 'production'));
  const serveur = await demarrer(deps);
  deps.log.info({ adresse: serveur.adresse }, 'Passerelle écoute');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void serveur.arreter().then(() => process.exit(0)));
  }
}

principal().catch((erreur: unknown) => {
  process.stderr.write(`${erreur instanceof ConfigInvalide ? erreur.message : String(erreur instanceof Error ? erreur.stack : erreur)}\n`);
  process.exit(1);
});
