import { isIPv6 } from 'node:net';
import { ANONYME } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { nouvelId, sha256 } from '../../platform/ids.js';
import { creerFrein, type Frein } from '../../platform/throttle.js';
import { TropDeTentatives } from '../../web/errors.js';
import { personneParCourriel, type Personne } from './comptes-store.js';
import { verifierMotDePasse } from './mot-de-passe.js';

const QUART_D_HEURE = 900;
const HEURE = 3600;

/** Limits on tries, counted in the database for all servers together (épreuve 15). */
export interface Freins {
  /** Passwords tried on one account: 10 in 15 minutes. */
  readonly compte: Frein;
  /** Failed sign-ins from one address: 60 in 15 minutes. */
  readonly adresse: Frein;
  /** One journal row per account and quarter of an hour says that sign-in was blocked. */
  readonly alerte: Frein;
  /** Account mails asked for one mailbox: 5 an hour. */
  readonly courriel: Frein;
  /** Account mails asked from one address: 60 an hour. */
  readonly envois: Frein;
}

export function creerFreins({ db, horloge }: Deps): Freins {
  return {
    compte: creerFrein(db, horloge, 'connexion-compte', 10, QUART_D_HEURE),
    adresse: creerFrein(db, horloge, 'connexion-adresse', 60, QUART_D_HEURE),
    alerte: creerFrein(db, horloge, 'connexion-alerte', 1, QUART_D_HEURE),
    courriel: creerFrein(db, horloge, 'compte-courriel', 5, HEURE),
    envois: creerFrein(db, horloge, 'compte-envois', 60, HEURE),
  };
}

/** Who is counted together behind a network address: an IPv4 address, or the /64 of an IPv6 one, which one subscriber holds whole. */
export function abonne(ip: string | undefined): string {
  if (ip === undefined) return 'inconnue';
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (v4?.[1] !== undefined) return v4[1];
  if (!isIPv6(ip)) return ip;
  const [tete = '', queue] = ip.toLowerCase().split('::');
  const debut = tete === '' ? [] : tete.split(':');
  const fin = queue === undefined || queue === '' ? [] : queue.split(':');
  const groupes = queue === undefined ? debut : [...debut, ...Array<string>(Math.max(0, 8 - debut.length - fin.length)).fill('0'), ...fin];
  return `${groupes.slice(0, 4).map((g) => g.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/**
 * Counts one try.
 * @throws TropDeTentatives with the seconds to wait
 */
export async function freiner(frein: Frein, cle: string): Promise<void> {
  const attente = await frein.consommer(cle);
  if (attente > 0) throw new TropDeTentatives(attente);
}

/** Key of an account in a counter: no address is kept in clear, and any length fits. */
export const cleDeCompte = (courriel: string): string => sha256(courriel);

/**
 * The person behind an address and a password. An unknown address, a wrong password, an account that is closed or
 * not confirmed: one refusal, one duration.
 * @param courriel in lower case
 * @throws Refus `connexion.refusee`
 * @throws TropDeTentatives
 */
export async function identifier(deps: Deps, freins: Freins, { courriel, motDePasse, ip }: { courriel: string; motDePasse: string; ip: string | undefined }): Promise<Personne> {
  await freiner(freins.adresse, abonne(ip));
  const attente = await freins.compte.consommer(cleDeCompte(courriel));
  const personne = await personneParCourriel(deps.db, courriel);
  if (attente > 0) {
    await signalerBlocage(deps, freins, courriel, personne);
    throw new TropDeTentatives(attente);
  }
  const exact = await verifierMotDePasse(personne?.motDePasse ?? null, motDePasse);
  if (personne === null || !exact || !personne.actif || personne.confirmeLe === null) throw new Refus('connexion.refusee');
  await freins.compte.oublier(cleDeCompte(courriel));
  await freins.adresse.rendre(abonne(ip));
  return personne;
}

async function signalerBlocage(deps: Deps, freins: Freins, courriel: string, personne: Personne | null): Promise<void> {
  if ((await freins.alerte.consommer(cleDeCompte(courriel))) > 0) return;
  await deps.uniteDeTravail(ANONYME, (ctx) => {
    ctx.journaliser({ action: 'connexion.bloquer', objet: 'personne', objetId: personne?.id ?? nouvelId(), motif: personne === null ? 'adresse inconnue' : 'trop de tentatives' });
    return Promise.resolve();
  });
}
