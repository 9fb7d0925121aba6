import type { Logger } from 'pino';
import type { Base } from './database.js';
import type { Config } from './config.js';
import type { Horloge } from './clock.js';
import type { Magasin } from './file-store.js';
import type { UniteDeTravail } from './unit-of-work.js';

/** What features are given; everything else they import. */
export interface Deps {
  readonly config: Config;
  readonly db: Base;
  readonly horloge: Horloge;
  readonly magasin: Magasin;
  readonly uniteDeTravail: UniteDeTravail;
  readonly log: Logger;
}
