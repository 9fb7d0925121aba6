import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { RACINE } from '../../server/platform/racine.js';

/** A server under measure, in a process of its own. */
export interface Mesure {
  readonly nom: 'produit' | 'temoin';
  readonly adresse: string;
  /** Resident memory, in MiB. */
  memoire(): number;
  arreter(): Promise<void>;
}

export interface Lieux { readonly databaseUrl: string; readonly filesDir: string; readonly smtpUrl: string }

const portLibre = (): Promise<number> => new Promise((resolve, reject) => {
  const s = createServer();
  s.once('error', reject);
  s.listen(0, '127.0.0.1', () => { const a = s.address(); s.close(() => resolve(typeof a === 'object' && a !== null ? a.port : 0)); });
});

/** The built product, in production mode, as an operator starts it. */
export async function lancerProduit({ databaseUrl, filesDir, smtpUrl }: Lieux): Promise<Mesure> {
  const port = await portLibre();
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', TZ: 'UTC', PORT: String(port), DATABASE_URL: databaseUrl, FILES_DIR: filesDir, SESSION_SECRET: 'bench-bench-bench-bench-bench-bench-bench', SMTP_URL: smtpUrl, MAIL_FROM: 'bench@passerelle.example', LOG_LEVEL: 'error', BASE_URL: `http://127.0.0.1:${port}` };
  return attendre('produit', port, spawn(process.execPath, [path.join(RACINE, 'dist/server/main.js')], { env, stdio: ['ignore', 'ignore', 'inherit'] }), '/sante');
}

/** The bare stack, in the same mode on the same base. */
export async function lancerTemoin({ databaseUrl }: Lieux): Promise<Mesure> {
  const port = await portLibre();
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', TZ: 'UTC' };
  return attendre('temoin', port, spawn(process.execPath, ['--import', 'tsx', path.join(RACINE, 'scripts/bench/temoin.ts'), databaseUrl, String(port)], { cwd: RACINE, env, stdio: ['ignore', 'ignore', 'inherit'] }), '/absent');
}

async function attendre(nom: Mesure['nom'], port: number, enfant: ChildProcess, chemin: string): Promise<Mesure> {
  const adresse = `http://127.0.0.1:${port}`;
  const fin = new Promise<void>((resolve) => void enfant.once('exit', () => resolve()));
  for (let essai = 0; ; essai += 1) {
    if (enfant.exitCode !== null || essai > 300) throw new Error(`${nom} did not start`);
    if (await fetch(adresse + chemin).then(() => true, () => false)) break;
    await new Promise((r) => setTimeout(r, 100));
  }
  return {
    nom, adresse,
    memoire: () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${enfant.pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024),
    async arreter() { enfant.kill('SIGTERM'); await fin; },
  };
}

/** Signs in on the product; the cookie it answers is a row of the base, which the bare stack reads too. */
export async function connecter(adresse: string, courriel: string, motDePasse: string): Promise<{ cookie: string; csrf: string }> {
  const cookies = new Map<string, string>();
  const demander = async (chemin: string, init: RequestInit = {}): Promise<{ statut: number; corps: string }> => {
    const r = await fetch(adresse + chemin, { ...init, redirect: 'manual', headers: { cookie: [...cookies].map(([n, v]) => `${n}=${v}`).join('; ') } });
    for (const c of r.headers.getSetCookie()) { const [, n = '', v = ''] = /^([^=]+)=([^;]*)/.exec(c) ?? []; cookies.set(n, v); }
    return { statut: r.status, corps: await r.text() };
  };
  const jeton = (corps: string): string => /name="_csrf" value="([^"]+)"/.exec(corps)?.[1] ?? '';
  const page = await demander('/connexion');
  const r = await demander('/connexion', { method: 'POST', body: new URLSearchParams({ _csrf: jeton(page.corps), _cle: crypto.randomUUID(), courriel, motDePasse }) });
  if (r.statut !== 303) throw new Error(`sign-in of ${courriel}: ${r.statut}`);
  return { csrf: jeton((await demander('/compte')).corps), cookie: [...cookies].map(([n, v]) => `${n}=${v}`).join('; ') };
}
