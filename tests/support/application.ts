import path from 'node:path';
import { lireConfig, type Config } from '../../server/platform/config.js';
import { instant, instantDeParis, type Horloge, type Instant } from '../../server/platform/clock.js';
import type { Deps } from '../../server/platform/deps.js';
import { demarrer, preparerDeps, type Serveur } from '../../server/serveur.js';
import { baseJetable } from './base.js';

/** A clock the test moves. */
export class HorlogeDeTest implements Horloge {
  constructor(private le: Instant) {}
  maintenant(): Instant { return this.le; }
  /** Sets the clock at a wall-clock moment in Paris, `AAAA-MM-JJTHH:MM[:SS]`. */
  allerA(momentDeParis: string): void { this.le = instantDeParis(momentDeParis); }
  avancer(ms: number): void { this.le = instant(new Date(Date.parse(this.le) + ms)); }
}

export interface ApplicationDeTest {
  readonly deps: Deps;
  readonly serveur: Serveur;
  readonly adresse: string;
  readonly horloge: HorlogeDeTest;
  fermer(): Promise<void>;
}

/** Starts the real server on a database of its own, listening on a free port; the clock stands at `le` (Paris). */
export async function lancerApplication(le = '2022-01-10T09:00', reglages: Partial<Config> = {}): Promise<ApplicationDeTest> {
  const base = await baseJetable();
  const horloge = new HorlogeDeTest(instantDeParis(le));
  const config: Config = {
    ...lireConfig({ DATABASE_URL: base.url, FILES_DIR: path.join(base.dossier, 'uploads'), LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal' }, 'test'),
    port: 0, ...reglages,
  };
  const deps = await preparerDeps(config, horloge);
  const serveur = await demarrer(deps);
  return {
    deps, serveur, adresse: serveur.adresse, horloge,
    async fermer() {
      await serveur.arreter();
      await base.supprimer();
    },
  };
}
