import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { ServeurEnfant } from '../support/serveur-enfant.js';
import { tuerPendantLesVersements } from '../support/versements-en-nombre.js';

const NOMBRE = Number(process.env['VERSEMENTS'] ?? 500);

describe(`a server killed in the middle of ${NOMBRE} liquidations, validations and bordereaux`, function () {
  this.timeout(1_800_000);
  let app: ApplicationDeTest;
  let serveur: ServeurEnfant;

  before(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    serveur = new ServeurEnfant(app);
  });
  after(async () => {
    await serveur.tuer();
    await app.fermer();
  });

  it('pays nothing twice and loses nothing', async () => {
    const { avant, secondes } = await tuerPendantLesVersements(app, serveur, NOMBRE);
    process.stderr.write(`  ${BASE} : ${NOMBRE} versements, coupés après ${avant['liquidations'] ?? 0} liquidations, ${avant['validations'] ?? 0} validations et ${avant['mandats'] ?? 0} mandats acquittés ; ${secondes.toFixed(1)} s en tout, rien de perdu ni de double\n`);
  });
});
