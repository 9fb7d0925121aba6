import { expect } from 'chai';
import { CODES_ETAPES, ETAPES, lireDelais } from '../../server/features/pilotage/delais.js';
import { compterDerriere } from '../../server/features/pilotage/liste.js';
import { CODES_MESURES } from '../../server/features/pilotage/mesures.js';
import { FILTRE_VIDE, AUCUN } from '../../server/features/pilotage/pilotage-filtre.js';
import { repartir } from '../../server/features/pilotage/repartition.js';
import { lireNoms, lireTableauDeBord } from '../../server/features/pilotage/tableau-de-bord.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { aplatir, baseDePilotage, compterRequetes, delai, recompter, sommer, type Compte } from '../support/pilotage.js';

const NOMBRE = Number(process.env['DOSSIERS'] ?? 20_000);

describe(`dashboards over ${NOMBRE} dossiers`, function () {
  this.timeout(1_800_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication('2024-10-01T09:00'); });
  after(() => app.fermer());

  it('are exact against a plain recount, in as many queries as over sixty', async () => {
    const { db } = app.deps;
    const lire = async (): Promise<number> => compterRequetes(db, async () => lireTableauDeBord(db, FILTRE_VIDE, 'appel', await lireNoms(db, FILTRE_VIDE)));
    await baseDePilotage(app, 60, 1);
    await lire();
    const requetes = await lire();
    await baseDePilotage(app, NOMBRE, 47);
    await lire();
    const base = await recompter(db);
    const debut = performance.now();
    const tableau = await lireTableauDeBord(db, FILTRE_VIDE, 'appel', await lireNoms(db, FILTRE_VIDE));
    const duree = performance.now() - debut;
    expect(await lire()).to.equal(requetes);
    expect(aplatir(tableau.ensemble)).to.deep.equal(sommer(base));
    const delais = await lireDelais(db, FILTRE_VIDE);
    for (const etape of CODES_ETAPES) expect(delais[etape], etape).to.deep.equal(delai(base, ETAPES[etape].de, ETAPES[etape].a));
    const valeurs: Readonly<Record<'appel' | 'annee' | 'etat' | 'axe' | 'dispositif' | 'territoire', (c: Compte) => readonly (string | null)[]>> = {
      appel: (c) => [c.appel], annee: (c) => [c.annee], etat: (c) => [c.etat], axe: (c) => [c.axe], dispositif: (c) => [c.dispositif === null ? null : String(c.dispositif)], territoire: (c) => c.territoires,
    };
    for (const par of ['appel', 'annee', 'etat', 'axe', 'dispositif', 'territoire'] as const) {
      for (const { cle, groupe } of await repartir(db, FILTRE_VIDE, par)) expect(aplatir(groupe), `${par} ${cle}`).to.deep.equal(sommer(base.filter((c) => valeurs[par](c).includes(cle === AUCUN ? null : cle))));
    }
    expect((await compterDerriere(db, FILTRE_VIDE, 'attribue')).totaux).to.deep.equal([sommer(base)['attribueCents']]);
    for (const mesure of CODES_MESURES) await compterDerriere(db, FILTRE_VIDE, mesure);
    process.stderr.write(`  ${BASE} : ${base.length} dossiers déposés, tableau de bord en ${Math.round(duree)} ms et ${requetes} requêtes\n`);
  });
});
