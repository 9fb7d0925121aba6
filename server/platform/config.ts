import path from 'node:path';
import Joi from 'joi';
import { lireCles, type ClesDeCoffre } from './coffre.js';

/** The whole configuration, read once from the environment and frozen. */
export interface Config {
  readonly mode: 'production' | 'demonstration' | 'test';
  readonly port: number;
  readonly hote: string;
  /** Public address, without a trailing slash; links in mails start with it. */
  readonly baseUrl: string;
  readonly databaseUrl: string;
  readonly filesDir: string;
  readonly sessionSecret: string;
  /** Empty in demonstration mode: mails then stay in the outbox. */
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** Number of reverse proxies in front of the server, for the address used by throttling. */
  readonly trustProxy: number;
  readonly logLevel: string;
  /** Largest accepted file, in bytes. */
  readonly tailleMaxFichier: number;
  /** The clamd daemon that scans every file received; null when there is none. */
  readonly antivirus: ConfigAntivirus | null;
  /** National company search, without a trailing slash; empty: organismes are typed by hand. */
  readonly annuaireEntreprisesUrl: string;
  /** Keys that encrypt the identities of FSE+ participants, by version; none: no identity can be recorded. */
  readonly clesParticipants: ClesDeCoffre;
}

export interface ConfigAntivirus {
  readonly hote: string;
  readonly port: number;
  /** Longest time for one file, connection included, in milliseconds. */
  readonly delaiMs: number;
}

export class ConfigInvalide extends Error {
  constructor(readonly raisons: readonly string[]) {
    super(`Configuration invalide :\n${raisons.map((r) => `  - ${r}`).join('\n')}`);
    this.name = 'ConfigInvalide';
  }
}

/** Secret used by `npm run demo` only; `npm start` refuses it. */
export const SECRET_DE_DEMONSTRATION = 'demonstration-seulement-ne-pas-utiliser-en-production';
/** Key used by `npm run demo` and the tests only; `npm start` refuses it. */
export const CLE_DE_DEMONSTRATION = '1:64656d6f6e7374726174696f6e2d7365756c656d656e742d2d2d2d2d2d2d2d2d';

const schema = Joi.object({
  PORT: Joi.number().integer().min(1).max(65535).default(3000),
  HOST: Joi.string().hostname().default('127.0.0.1'),
  BASE_URL: Joi.string().uri({ scheme: ['http', 'https'] }).optional(),
  DATABASE_URL: Joi.string().pattern(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/).default('sqlite:data/passerelle.sqlite')
    .messages({ 'string.pattern.base': 'DATABASE_URL doit être « sqlite:chemin » ou « postgres://… »' }),
  FILES_DIR: Joi.string().default('uploads'),
  SESSION_SECRET: Joi.string().min(32).required()
    .messages({ 'any.required': 'SESSION_SECRET manque', 'string.empty': 'SESSION_SECRET manque', 'string.min': 'SESSION_SECRET doit compter au moins 32 caractères' }),
  SMTP_URL: Joi.string().uri({ scheme: ['smtp', 'smtps'] }).required()
    .messages({ 'any.required': 'SMTP_URL manque', 'string.empty': 'SMTP_URL manque' }),
  MAIL_FROM: Joi.string().max(200).required()
    .messages({ 'any.required': 'MAIL_FROM manque', 'string.empty': 'MAIL_FROM manque' }),
  TRUST_PROXY: Joi.number().integer().min(0).max(10).default(0),
  LOG_LEVEL: Joi.string().valid('silent', 'fatal', 'error', 'warn', 'info', 'debug').default('info'),
  MAX_FILE_MB: Joi.number().integer().min(1).max(200).default(20),
  CLAMD_HOST: Joi.string().hostname().optional().messages({ 'string.hostname': 'CLAMD_HOST doit être un nom d’hôte ou une adresse' }),
  CLAMD_PORT: Joi.number().integer().min(1).max(65535).default(3310),
  CLAMD_TIMEOUT_S: Joi.number().integer().min(1).max(50).default(30),
  ANNUAIRE_ENTREPRISES_URL: Joi.string().uri({ scheme: ['http', 'https'] }).default('')
    .messages({ 'string.uriCustomScheme': 'ANNUAIRE_ENTREPRISES_URL doit être une adresse http:// ou https://' }),
  PARTICIPANTS_KEYS: Joi.string().pattern(/^[1-9]\d{0,3}:[0-9a-f]{64}(,[1-9]\d{0,3}:[0-9a-f]{64})*$/i).default('')
    .messages({ 'string.pattern.base': 'PARTICIPANTS_KEYS doit être « version:clé », la clé en 64 chiffres hexadécimaux ; plusieurs clés se séparent par une virgule' }),
}).unknown(true);

type Valeurs = Record<string, string> & { PORT: number; TRUST_PROXY: number; MAX_FILE_MB: number; CLAMD_PORT: number; CLAMD_TIMEOUT_S: number };

/**
 * Reads the configuration from `env`. Demonstration mode supplies a secret, a sender, no SMTP server, and a
 * database and a folder of its own: its tidying up would remove the files of another.
 * @throws ConfigInvalide naming every variable that is missing or wrong; a demonstration secret is refused in production.
 */
export function lireConfig(env: NodeJS.ProcessEnv, mode: Config['mode']): Config {
  const source = mode === 'production' ? env : {
    SESSION_SECRET: SECRET_DE_DEMONSTRATION, MAIL_FROM: 'Passerelle <passerelle@demonstration.example>', DATABASE_URL: 'sqlite:data/demonstration.sqlite',
    FILES_DIR: 'uploads/demonstration', PARTICIPANTS_KEYS: CLE_DE_DEMONSTRATION, ...sansVides(env),
    SMTP_URL: env['SMTP_URL'] ?? 'smtp://127.0.0.1:1',
  };
  const { value, error } = schema.validate(sansVides(source), { abortEarly: false }) as { value: Valeurs; error?: Joi.ValidationError };
  const raisons = (error?.details ?? []).map((d) => d.message);
  if (mode === 'production' && env['SESSION_SECRET'] === SECRET_DE_DEMONSTRATION) {
    raisons.push('SESSION_SECRET est le secret de démonstration : choisissez-en un autre');
  }
  if (mode === 'production' && (env['PARTICIPANTS_KEYS'] ?? '').includes(CLE_DE_DEMONSTRATION.slice(2))) {
    raisons.push('PARTICIPANTS_KEYS contient la clé de démonstration : tirez-en une autre au hasard');
  }
  if (raisons.length > 0) throw new ConfigInvalide(raisons);
  return Object.freeze({
    mode,
    port: value.PORT,
    hote: value['HOST'] ?? '127.0.0.1',
    baseUrl: (value['BASE_URL'] ?? `http://127.0.0.1:${value.PORT}`).replace(/\/+$/, ''),
    databaseUrl: value['DATABASE_URL'] ?? '',
    filesDir: path.resolve(value['FILES_DIR'] ?? 'uploads'),
    sessionSecret: value['SESSION_SECRET'] ?? '',
    smtpUrl: mode === 'production' ? (value['SMTP_URL'] ?? '') : (env['SMTP_URL'] ?? ''),
    mailFrom: value['MAIL_FROM'] ?? '',
    trustProxy: value.TRUST_PROXY,
    logLevel: value['LOG_LEVEL'] ?? 'info',
    tailleMaxFichier: value.MAX_FILE_MB * 1024 * 1024,
    antivirus: value['CLAMD_HOST'] === undefined ? null : { hote: value['CLAMD_HOST'], port: value.CLAMD_PORT, delaiMs: value.CLAMD_TIMEOUT_S * 1000 },
    clesParticipants: lireCles(value['PARTICIPANTS_KEYS'] ?? ''),
    annuaireEntreprisesUrl: (value['ANNUAIRE_ENTREPRISES_URL'] ?? '').replace(/\/+$/, ''),
  });
}

/** What a command needs: the database, the files, the public address for the links it prints, and the keys of participants. */
export type ConfigCli = Pick<Config, 'databaseUrl' | 'filesDir' | 'baseUrl' | 'clesParticipants'>;

/**
 * Reads what commands need and nothing else: no session secret nor mail server is asked for. Without PARTICIPANTS_KEYS there is no
 * key, not even that of the demonstration.
 * @throws ConfigInvalide
 */
export function lireConfigCli({ DATABASE_URL, FILES_DIR, BASE_URL, PORT, PARTICIPANTS_KEYS }: NodeJS.ProcessEnv): ConfigCli {
  const defauts = { DATABASE_URL: DATABASE_URL || 'sqlite:data/passerelle.sqlite', FILES_DIR: FILES_DIR || 'uploads' };
  const { databaseUrl, filesDir, baseUrl, clesParticipants } = lireConfig({ ...defauts, BASE_URL, PORT, PARTICIPANTS_KEYS }, 'demonstration');
  return { databaseUrl, filesDir, baseUrl, clesParticipants: PARTICIPANTS_KEYS ? clesParticipants : new Map() };
}

function sansVides(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, v]) => v !== undefined && v !== ''));
}
