import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { disputerLesDerniersCredits } from '../support/derniers-credits.js';

const FOIS = Number(process.env['COURSES'] ?? 200);

describe(`the last credits of an envelope committed by two agents at the same instant, ${FOIS} times`, function () {
  this.timeout(1_800_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication('2022-05-13T10:00'); });
  after(() => app.fermer());

  it('goes to one of them each time, never a cent above', async () => {
    const debut = performance.now();
    await disputerLesDerniersCredits(app, FOIS);
    process.stderr.write(`  ${BASE} : ${FOIS} courses en ${((performance.now() - debut) / 1000).toFixed(1)} s, une seule gagnante à chaque fois, aucun centime de trop\n`);
  });
});
