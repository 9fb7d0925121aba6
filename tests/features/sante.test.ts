import { chmod, rename } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';

describe('the health page', () => {
  let app: ApplicationDeTest;
  before(async () => { app = await lancerApplication(); });
  after(() => app.fermer());

  it('answers 200 with the state of database, files and outbox', async () => {
    const reponse = await fetch(`${app.adresse}/sante`);
    expect(reponse.status).to.equal(200);
    expect(await reponse.json()).to.deep.equal({ etat: 'ok', base: 'ok', fichiers: 'ok', courriels: { etat: 'ok', enAttente: 0, abandonnes: 0 } });
  });

  it('answers 503 when files cannot be written, then recovers', async () => {
    const { transit } = app.deps.magasin;
    const ailleurs = path.join(path.dirname(transit), 'ailleurs');
    await rename(transit, ailleurs);
    const reponse = await fetch(`${app.adresse}/sante`);
    expect(reponse.status).to.equal(503);
    expect(await reponse.json()).to.include({ etat: 'panne', base: 'ok', fichiers: 'panne' });
    await rename(ailleurs, transit);
    await chmod(transit, 0o755);
    expect((await fetch(`${app.adresse}/sante`)).status).to.equal(200);
  });

  it('answers 503 when the outbox cannot be read', async () => {
    await app.deps.db.schema.renameTable('outbox', 'outbox_absente');
    const reponse = await fetch(`${app.adresse}/sante`);
    expect(reponse.status).to.equal(503);
    expect(await reponse.json()).to.deep.include({ courriels: { etat: 'panne' } });
    await app.deps.db.schema.renameTable('outbox_absente', 'outbox');
  });
});
