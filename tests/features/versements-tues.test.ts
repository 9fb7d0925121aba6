import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { ServeurEnfant } from '../support/serveur-enfant.js';
import { tuerPendantLesVersements } from '../support/versements-en-nombre.js';

describe('a server killed in the middle of liquidations, validations and bordereaux', function () {
  this.timeout(180_000);
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

  it('pays nothing twice and loses nothing: 90 payments', async () => {
    await tuerPendantLesVersements(app, serveur, 90);
  });
});
