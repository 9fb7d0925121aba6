import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';
import { baseDePilotage, recompter } from '../support/pilotage.js';

describe('a figure of a dashboard, followed to its list', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let comptes: ComptesDeTest;

  before(async () => {
    app = await lancerApplication('2024-10-01T09:00');
    comptes = await comptesDeTest(app);
    await baseDePilotage(app, 80, 3);
    navigateur = await lancerNavigateur();
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  it('finds as many dossiers as the figure says, on a wide screen and at 320 px', async () => {
    const base = await recompter(app.deps.db);
    const vues = new Set<string>();
    for (const largeur of [1280, 320]) {
      const direction = await Personne.ouvrir(navigateur, app.adresse, vues, { largeur });
      await direction.connecter(comptes.pilotage.courriel);
      await direction.aller('/pilotage?par=territoire');
      expect(await direction.page.evaluate('document.documentElement.scrollWidth'), `${largeur}`).to.equal(largeur);
      const ligne = direction.page.locator('#repartition tbody tr', { hasText: 'Agen Nérac' });
      const annonce = await ligne.locator('td').first().innerText();
      expect(annonce).to.equal(String(base.filter((c) => c.territoires.includes('47-AN')).length));
      await direction.aller(await ligne.locator('td').first().getByRole('link').getAttribute('href') ?? '');
      expect(await direction.page.getByRole('status').first().innerText()).to.equal(`${annonce}\u00a0dossiers`);
      expect(await direction.page.evaluate('document.documentElement.scrollWidth'), `${largeur}`).to.equal(largeur);
      await direction.suivreLien('Revenir au tableau de bord');
      expect(await direction.page.locator('select[name=territoire]').inputValue()).to.equal('47-AN');
      await direction.aller('/pilotage/rapports');
      await direction.fermer();
    }
  });
});
