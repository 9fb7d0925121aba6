import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { RACINE } from '../../server/platform/racine.js';
import type { ApplicationDeTest } from './application.js';

/** A server in a process of its own, that can be killed without warning. */
export class ServeurEnfant {
  private processus: ChildProcess | null = null;
  readonly port = 30_000 + (process.pid % 10_000) + (process.env['BASE_TEST'] === 'postgres' ? 10_000 : 0);
  readonly adresse = `http://127.0.0.1:${this.port}`;

  constructor(private readonly app: ApplicationDeTest) {}

  async demarrer(): Promise<void> {
    const { config } = this.app.deps;
    this.processus = spawn(process.execPath, ['--import=tsx', path.join(RACINE, 'server/main.ts')], {
      env: {
        ...process.env, PORT: String(this.port), DATABASE_URL: config.databaseUrl, FILES_DIR: config.filesDir, BASE_URL: this.adresse,
        SESSION_SECRET: config.sessionSecret.replace('demonstration', 'test'), SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'test@passerelle.test', LOG_LEVEL: 'fatal',
      }, stdio: 'inherit',
    });
    for (let essai = 0; essai < 900; essai += 1) {
      if (await fetch(`${this.adresse}/sante`).then((r) => r.ok, () => false)) return;
      await new Promise((suite) => setTimeout(suite, 100));
    }
    throw new Error('the server did not start');
  }

  async tuer(): Promise<void> {
    const fin = new Promise((suite) => this.processus?.once('exit', suite));
    this.processus?.kill('SIGKILL');
    await fin;
  }
}
