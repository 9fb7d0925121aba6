import { composerAtelier } from '../../server/atelier.js';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import type { OutilsAtelier } from '../../server/platform/travaux.js';
import type { ApplicationDeTest } from './application.js';

/** Another server's workshop on the same database, with a store of its own when the test gives one. */
export function outilsDAtelier(app: ApplicationDeTest, magasin = app.deps.magasin): OutilsAtelier {
  const deps = { ...app.deps, magasin };
  return { ...deps, atelier: composerAtelier(deps), chargerActeur: (id, le) => chargerActeur(deps.db, id, le) };
}
