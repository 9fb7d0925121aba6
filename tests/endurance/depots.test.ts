import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { deposerEnNombre } from '../support/depots-en-nombre.js';

const NOMBRE = Number(process.env['DEPOTS'] ?? 1000);
const LARGEUR = Number(process.env['LARGEUR'] ?? 50);

describe(`${NOMBRE} deposits, ${LARGEUR} at a time`, function () {
  this.timeout(1_800_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication('2022-01-10T09:00'); });
  after(() => app.fermer());

  it('gives each its number without a hole, and the same dossier to a request sent again', async () => {
    const b = await deposerEnNombre(app, NOMBRE, LARGEUR);
    process.stderr.write(`  ${BASE} : ${NOMBRE} dépôts, ${LARGEUR} de front, en ${b.secondes.toFixed(1)} s, ${b.parSeconde.toFixed(1)} dépôts/s ; médiane ${b.medianeMs.toFixed(0)} ms, le plus lent ${b.plusLentMs.toFixed(0)} ms\n`);
  });
});
