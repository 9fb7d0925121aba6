import { horlogeSysteme, instant, instantDeParis, type Horloge, type Instant } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { ouvrirBase } from '../platform/database.js';

/** The Monday after the last act that `seeds/demonstration` plays: what it leaves to do is due in days, not late by years. */
const DEPART = instantDeParis('2023-05-15T09:00');

/** A clock that stands at `depart` now and goes on at the pace of real time. */
export function horlogeDepuis(depart: Instant, reelle: Horloge = horlogeSysteme): Horloge {
  const ecart = Date.parse(depart) - Date.parse(reelle.maintenant());
  return { maintenant: () => instant(new Date(Date.parse(reelle.maintenant()) + ecart)) };
}

/** The clock of the demonstration: from the end of its story, or from the last act of whoever played with it; time stands still while it is stopped. */
export async function horlogeDeDemonstration({ databaseUrl }: Pick<Config, 'databaseUrl'>, reelle: Horloge = horlogeSysteme): Promise<Horloge> {
  const db = ouvrirBase(databaseUrl);
  try {
    const dernier = await db.schema.hasTable('journal') ? (await db('journal').max({ le: 'le' }).first<{ le: string | null }>())?.le ?? DEPART : DEPART;
    return horlogeDepuis(dernier > DEPART ? instant(dernier) : DEPART, reelle);
  } finally {
    await db.destroy();
  }
}
