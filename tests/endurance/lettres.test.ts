import { expect } from 'chai';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { lettresTueesAMiChemin } from '../support/lettres-en-nombre.js';
import { extrairePagesPdf } from '../support/pdf-texte.js';
import { Visiteur } from '../support/visiteur.js';

const NOMBRE = Number(process.env['LETTRES'] ?? 200);

describe(`${NOMBRE} letters in the background, the server killed half-way`, function () {
  this.timeout(600_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication('2022-05-13T10:00'); });
  after(() => app.fermer());

  it('are each established exactly once, and printed together', async () => {
    const { avant, secondes, lotId, modele } = await lettresTueesAMiChemin(app, NOMBRE);
    expect(avant).to.be.greaterThan(0).and.lessThan(NOMBRE);
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter('responsable@passerelle.test');
    const debut = performance.now();
    const { octets } = await visiteur.lire(`/gestion/appels/${modele.appelId}/lettres/${lotId}/lettres.pdf`);
    const dessin = (performance.now() - debut) / 1000;
    const numeros = new Set((await extrairePagesPdf(octets)).flatMap((p) => /Référence : (AAP-[\w-]+)/.exec(p)?.[1] ?? []));
    expect(numeros.size).to.equal(NOMBRE);
    process.stderr.write(`  ${BASE} : ${NOMBRE} lettres, tuées à ${avant}, toutes établies en ${secondes.toFixed(1)} s arrêt compris ; PDF à imprimer de ${Math.round(octets.length / 1024)} kio en ${dessin.toFixed(1)} s\n`);
  });
});
