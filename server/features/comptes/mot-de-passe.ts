import { hash, verify } from '@node-rs/argon2';

/** Bounds of a password, in characters (OWASP ASVS 5, 6.2: at least 12, at least 64 accepted). */
export const LONGUEUR_MIN = 12;
export const LONGUEUR_MAX = 128;

/** argon2id, 19 MiB, 2 passes, 1 lane: the OWASP minimum; about 50 ms of one core. */
const PARAMETRES = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of random bytes nobody knows, with the parameters above: verified when there is no account, for the time it takes. */
const LEURRE = '$argon2id$v=19$m=19456,t=2,p=1$iBnh5BT5IZOXkvf1FQpi2g$RL+PMUlUmdS5FWbKDRfAIFeKjzxOU8hPGM61m+/+WnI';

/** Stored in place of a hash while an invited person has chosen no password: nothing matches it. */
export const SANS_MOT_DE_PASSE = '!';

/** Two ways of typing the same accent are the same password. */
const normaliser = (texte: string): string => texte.normalize('NFKC');

/** Computations at once: Node's four background threads also serve SQLite and files, which a wave of sign-ins must not stop. */
const ENSEMBLE = 2;
let enCours = 0;
const file: (() => void)[] = [];

async function chacunSonTour<T>(calcul: () => Promise<T>): Promise<T> {
  if (enCours >= ENSEMBLE) await new Promise<void>((suite) => { file.push(suite); });
  else enCours += 1;
  try {
    return await calcul();
  } finally {
    // The place goes straight to the next in line.
    const suivant = file.shift();
    if (suivant === undefined) enCours -= 1;
    else suivant();
  }
}

/** Hash to store for a password. Slow on purpose: never call it inside a transaction. */
export const hacherMotDePasse = (texte: string): Promise<string> => chacunSonTour(() => hash(normaliser(texte), PARAMETRES));

/**
 * True when `texte` is the password behind `empreinte`. A missing account (null) or an account without a password
 * costs the same time and is never matched.
 */
export async function verifierMotDePasse(empreinte: string | null, texte: string): Promise<boolean> {
  const connue = empreinte !== null && empreinte.startsWith('$argon2id$');
  const exact = await chacunSonTour(() => verify(connue ? empreinte : LEURRE, normaliser(texte)));
  return connue && exact;
}

/** Words at the top of every list of leaked passwords; what people add to reach twelve characters is figures and signs after them. */
const COURANTS = new Set([
  'motdepasse', 'monmotdepasse', 'password', 'passw0rd', 'p@ssw0rd', 'p@ssword', 'azerty', 'azertyuiop', 'qwerty', 'qwertyuiop', 'qsdfghjklm', 'wxcvbn', 'admin', 'administrateur',
  'administrator', 'bienvenue', 'welcome', 'letmein', 'iloveyou', 'jetaime', 'bonjour', 'soleil', 'doudou', 'loulou', 'chouchou', 'marseille', 'football', 'superman', 'changeme', 'changezmoi', 'secret', 'utilisateur',
]);
const SUITES = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'azertyuiopqsdfghjklmwxcvbn', 'qwertyuiopasdfghjklzxcvbnm'];

export type Faiblesse = 'courant' | 'courriel';

/**
 * Why a password of the right length is still refused, null when it is accepted:
 * `courant` among the most common (a known word and figures after it, figures alone, a keyboard row, a repeated pattern),
 * `courriel` it holds the e-mail address or its first part.
 */
export function faiblesse(motDePasse: string, courriel: string): Faiblesse | null {
  const reduit = normaliser(motDePasse).toLowerCase();
  const adresse = courriel.toLowerCase();
  const local = adresse.split('@')[0] ?? '';
  if (adresse !== '' && (reduit.includes(adresse) || (local.length >= 4 && reduit.includes(local)))) return 'courriel';
  return estCourant(reduit.replace(/[\s_-]/gu, '')) ? 'courant' : null;
}

function estCourant(reduit: string): boolean {
  const mot = reduit.replace(/\P{L}+$/u, '');
  return mot === '' || COURANTS.has(mot) || SUITES.some((suite) => suite.includes(reduit)) || /^(.{1,4})\1+$/u.test(reduit);
}
