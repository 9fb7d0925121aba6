import { Refus } from '../../domain/kernel/refus.js';
import { instant } from '../../platform/clock.js';
import type { Instant } from '../../platform/clock.js';
import { jetonAleatoire, sha256 } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { Knex } from 'knex';
import * as store from './comptes-store.js';

const HEURE_MS = 3_600_000;

/** How long a link works: 48 hours for an address, one hour for a forgotten password, seven days for an invitation. */
const DUREES_MS: Readonly<Record<store.UsageDeJeton, number>> = { confirmation: 48 * HEURE_MS, oubli: HEURE_MS, invitation: 7 * 24 * HEURE_MS };

/**
 * Makes a one-use token, the earlier ones of the same use cancelled.
 * @param dureeMs other than the usual duration of this use
 * @returns the token, to be put in a link and nowhere else: only its SHA-256 is stored
 */
export async function emettreJeton(ctx: Contexte, personneId: string, usage: store.UsageDeJeton, dureeMs = DUREES_MS[usage]): Promise<string> {
  const jeton = jetonAleatoire();
  await store.annulerJetons(ctx.db, personneId, ctx.maintenant, usage);
  await store.insererJeton(ctx.db, {
    empreinte: sha256(jeton), personneId, usage, utiliseLe: null, expireLe: instant(new Date(Date.parse(ctx.maintenant) + dureeMs)),
  });
  return jeton;
}

export type EtatDeJeton = 'valable' | 'expire' | 'utilise' | 'inconnu';

export interface JetonLu {
  readonly etat: EtatDeJeton;
  /** Whom it belongs to, whatever its state; null when it is unknown. */
  readonly personne: store.Personne | null;
  readonly usage: store.UsageDeJeton | null;
}

/** What a token received in a link is worth now; reading it uses nothing up, because mail scanners open links. */
export async function examinerJeton(db: Knex, jeton: string, usages: readonly store.UsageDeJeton[], maintenant: Instant): Promise<JetonLu> {
  const lu = await store.lireJeton(db, sha256(jeton), usages);
  const personne = lu === null ? null : await store.personneParId(db, lu.personneId);
  if (lu === null || personne === null || !personne.actif) return { etat: 'inconnu', personne: null, usage: null };
  const etat: EtatDeJeton = lu.utiliseLe !== null ? 'utilise' : lu.expireLe <= maintenant ? 'expire' : 'valable';
  return { etat, personne, usage: lu.usage };
}

/**
 * Uses a token up.
 * @throws Refus `jeton.perime` when it was already used or its time is over
 */
export async function consommerJeton(ctx: Contexte, jeton: string): Promise<void> {
  if (!(await store.utiliserJeton(ctx.db, sha256(jeton), ctx.maintenant))) throw new Refus('jeton.perime');
}
