import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionAPayer, type ConventionDeTest } from '../support/convention-a-payer.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

describe('the opinion of participants', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let c: ConventionDeTest;
  const vues = new Set<string>();

  before(async () => {
    navigateur = await lancerNavigateur();
    app = await lancerApplication('2022-06-01T10:00');
    c = await conventionAPayer(app);
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  it('is asked by the porteur, given on a phone of 320 px with and without scripts, without a cookie, and read from five answers on', async () => {
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues);
    await porteur.connecter(c.comptes.signataire.courriel);
    await porteur.aller(`/dossiers/${c.id}/satisfaction`);
    await porteur.cliquer('Ouvrir le questionnaire');
    await porteur.page.getByRole('img', { name: 'Code à photographier, qui ouvre le questionnaire' }).waitFor();
    expect((await porteur.lirePdf('Affiche à imprimer (PDF)')).replace(/\s+/gu, ' ')).to.include('Photographiez ce code');
    await porteur.cliquer('Préparer les bulletins');
    const bulletins = await app.deps.db('questionnaire_bulletins').limit(5).select<{ jeton: string }[]>('jeton');
    for (const [i, { jeton }] of bulletins.entries()) {
      const participant = await Personne.ouvrir(navigateur, app.adresse, vues, { largeur: 320, scripts: i > 0 });
      await participant.aller(`/satisfaction/${jeton}`);
      expect(await participant.debordement()).to.equal(0);
      if (i === 0) {
        await participant.cliquer('Envoyer mon avis');
        expect(await participant.texte()).to.include('Répondez à une question au moins.');
      }
      const cibles = await participant.page.locator('.p-avis .govuk-radios__item').evaluateAll((es) => es.map((e) => e.getBoundingClientRect().height));
      expect(Math.min(...cibles), 'wide targets').to.be.at.least(44);
      await participant.saisir({ 'reponses[q1]': '4', 'reponses[q3]': 'oui', 'reponses[q8]': `Avis ${i}` });
      await participant.cliquer('Envoyer mon avis');
      expect(await participant.texte()).to.include('Merci pour votre avis');
      expect(await participant.page.context().cookies()).to.deep.equal([]);
      await participant.fermer();
    }
    await porteur.aller(`/dossiers/${c.id}/satisfaction`);
    expect(await porteur.texte()).to.include('5 réponses reçues').and.include('4 – plutôt oui').and.include('5 (100 %)').and.include('5 utilisés');
    expect(await porteur.page.getByText('Avis 3').count()).to.equal(1);
    const instructeur = await Personne.ouvrir(navigateur, app.adresse, new Set(), { largeur: 360 });
    await instructeur.connecter(c.comptes.instructeur.courriel);
    await instructeur.aller(`/dossiers/${c.id}/satisfaction`);
    expect([await instructeur.debordement(), await instructeur.page.getByText('Avis 3').count()]).to.deep.equal([0, 1]);
    await porteur.fermer();
    await instructeur.fermer();
  });
});
