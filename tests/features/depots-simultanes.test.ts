import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { deposerEnNombre } from '../support/depots-en-nombre.js';

describe('deposits sent at the same time', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication('2022-01-10T09:00'); });
  after(() => app.fermer());

  it('numbers 60 deposits sent 20 at a time from 1 to 60, once each whatever is sent again', async () => {
    await deposerEnNombre(app, 60, 20);
  });
});
