import { ConfigInvalide } from '../platform/config.js';
import { executer } from './commandes.js';

executer(process.argv.slice(2), process.env, (ligne) => process.stdout.write(`${ligne}\n`), (ligne) => process.stderr.write(`${ligne}\n`)).then(
  (code) => { process.exitCode = code; },
  (erreur: unknown) => {
    process.stderr.write(`${erreur instanceof ConfigInvalide ? erreur.message : String(erreur instanceof Error ? erreur.stack : erreur)}\n`);
    process.exitCode = 1;
  },
);
