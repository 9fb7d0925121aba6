import type { Base } from './database.js';
import type { Horloge } from './clock.js';

/** Counts tries in the database, so that every server counts together. */
export interface Frein {
  /** Adds one try under `cle`; answers how many seconds to wait, 0 when the try is allowed. */
  consommer(cle: string): Promise<number>;
  /** Gives one try back: a success does not count against those who share an address. */
  rendre(cle: string): Promise<void>;
  /** Forgets the tries of `cle`, after a success. */
  oublier(cle: string): Promise<void>;
}

/**
 * At most `points` tries in a window of `secondes`, one atomic upsert a try.
 * @param nom prefix that keeps the counters of different doors apart.
 */
export function creerFrein(db: Base, horloge: Horloge, nom: string, points: number, secondes: number): Frein {
  return {
    async consommer(cle) {
      const maintenant = Date.parse(horloge.maintenant());
      const [ligne] = await db('limites')
        .insert({ cle: `${nom}:${cle}`.slice(0, 200), points: 1, expire_ms: maintenant + secondes * 1000 })
        .onConflict('cle')
        .merge({
          points: db.raw('case when limites.expire_ms > ? then limites.points + 1 else 1 end', [maintenant]),
          expire_ms: db.raw('case when limites.expire_ms > ? then limites.expire_ms else ? end', [maintenant, maintenant + secondes * 1000]),
        })
        .returning<{ points: number; expire_ms: number | string }[]>(['points', 'expire_ms']);
      if (ligne === undefined || Number(ligne.points) <= points) return 0;
      return Math.max(1, Math.ceil((Number(ligne.expire_ms) - maintenant) / 1000));
    },
    async rendre(cle) {
      await db('limites').where({ cle: `${nom}:${cle}`.slice(0, 200) }).where('points', '>', 0).decrement('points', 1);
    },
    async oublier(cle) {
      await db('limites').where({ cle: `${nom}:${cle}`.slice(0, 200) }).del();
    },
  };
}

/** Removes counters whose window is over. */
export const purgerFreins = (db: Base, horloge: Horloge): Promise<number> =>
  db('limites').where('expire_ms', '<', Date.parse(horloge.maintenant())).del();
