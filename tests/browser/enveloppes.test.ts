import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { RACINE } from '../../server/platform/racine.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionAPayer, type ConventionDeTest } from '../support/convention-a-payer.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

const AXE = 'Emploi, entreprise et insertion';
const TABLEAU = path.join(RACINE, 'seeds/reference/tableau-financier-2020.csv');

describe('credits, as the finance staff follows them', function () {
  this.timeout(180_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let c: ConventionDeTest;
  const vues = new Set<string>();

  before(async () => {
    navigateur = await lancerNavigateur();
    app = await lancerApplication('2022-05-13T10:00');
    c = await conventionAPayer(app);
    await app.deps.db('dossiers').where({ id: c.id }).update({ axe: AXE, dispositif: 1 });
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  const deplier = async (qui: Personne, titre: string): Promise<void> => qui.page.locator('summary', { hasText: titre }).click();

  it('splits an envelope by axe, dispositif, territory and reserve, moves credits by a decision, and reads the use and the forecast', async () => {
    const finances = await Personne.ouvrir(navigateur, app.adresse, vues);
    await finances.connecter(c.comptes.finances1.courriel);
    await finances.suivreLien('Enveloppes');
    expect(await finances.texte()).to.include('Engagé 20 000,00 € sur 500 000,00 €').and.include('Disponible 480 000,00 €');
    await finances.suivreLien('Département 2022');
    expect(await finances.texte()).to.include('n’est pas répartie');

    await deplier(finances, 'Répartir l’enveloppe');
    const cles = await finances.page.locator('select[name="parts[0][cle]"] option').evaluateAll((os) => os.map((o) => o.getAttribute('value') ?? ''));
    for (const dimension of ['axe:', 'dispositif:', 'territoire:']) expect(cles.some((v) => v.startsWith(dimension)), dimension).to.equal(true);
    const territoire = cles.find((v) => v.startsWith('territoire:')) ?? '';
    await finances.saisir({ 'parts[0][cle]': `axe:${AXE}`, 'parts[0][montant]': '200 000', 'parts[1][cle]': territoire, 'parts[1][montant]': '600 000', reserve: '50 000' });
    await finances.cliquer('Enregistrer la répartition');
    expect(await finances.page.locator('input[name="parts[1][montant]"]').inputValue(), 'what was typed is kept').to.equal('600 000');
    expect(await finances.page.locator('input[name="parts[1][montant]"]').isVisible(), 'the refused form is open').to.equal(true);
    await finances.saisir({ 'parts[1][cle]': 'axe:Santé et insertion', 'parts[1][montant]': '100 000' });
    await finances.cliquer('Enregistrer la répartition');
    const parts = finances.page.getByRole('region', { name: 'Répartition de l’enveloppe' });
    expect((await parts.innerText()).replace(/\s+/gu, ' ')).to.include('Emploi, entreprise et insertion 200 000,00 € 20 000,00 € 180 000,00 €').and.include('Réserve d’innovation 50 000,00 € 0,00 €').and.include('Crédits non répartis 150 000,00 €');

    await deplier(finances, 'Virer des crédits');
    await finances.saisir({ de: 'reserve:', vers: `${c.enveloppeId}|axe:${AXE}`, montant: '5 000', decision: '2022-CP-0512', decideLe: '12/05/2022', motif: 'Aucun projet innovant ne s’est présenté.' });
    await finances.cliquer('Enregistrer le virement');
    expect(await finances.texte()).to.include('2022-CP-0512').and.include('205 000,00 €').and.include('45 000,00 €').and.include('Aucun projet innovant');

    await deplier(finances, 'Fixer les crédits de paiement');
    await finances.saisir({ 'credits[0][annee]': '2022', 'credits[0][montant]': '300 000' });
    await finances.cliquer('Enregistrer les crédits');
    expect(await finances.texte()).to.include('Payé en 2022 0,00 € sur 300 000,00 €');
    const prevision = finances.page.getByRole('region', { name: 'Paiements prévus', exact: true });
    expect((await prevision.innerText()).replace(/\s+/gu, ' ')).to.include('juillet 2022 10 000,00 € 10 000,00 €').and.include('Total 20 000,00 € 20 000,00 €');
    expect(await finances.page.locator('section[aria-labelledby=prevision] .p-barre').count()).to.equal(2);
    await finances.suivreLien('Écritures du grand livre');
    expect(new URL(finances.page.url()).pathname).to.equal(`/grand-livre/enveloppes/${c.enveloppeId}`);
    await finances.fermer();
  });

  it('fits a phone of 320 px and prints no form, for the direction that only reads', async () => {
    const direction = await Personne.ouvrir(navigateur, app.adresse, new Set(), { largeur: 320 });
    await direction.connecter(c.comptes.pilotage.courriel);
    for (const chemin of ['/enveloppes', `/enveloppes/${c.enveloppeId}`, '/conventions-amont', '/programme']) {
      await direction.aller(chemin);
      expect(await direction.debordement(), chemin).to.equal(0);
    }
    await direction.aller(`/enveloppes/${c.enveloppeId}`);
    expect(await direction.page.locator('main form').count()).to.equal(0);
    await direction.fermer();
  });

  it('takes a funding table in, follows its carry-over to the next year, types indicators and gives the recapitulative table out', async () => {
    const finances = await Personne.ouvrir(navigateur, app.adresse, vues);
    await finances.connecter(c.comptes.finances1.courriel);
    await finances.aller('/conventions-amont');
    await finances.saisir({ source: 'etat', numero: 'CALPAE-47', intitule: 'Convention avec l’État', debut: '2019', fin: '2022', signeeLe: '28/06/2019' });
    await finances.cliquer('Enregistrer la convention');
    const convention = new URL(finances.page.url()).pathname;
    expect(await finances.texte()).to.include('Aucune ligne pour cette année');
    const faux = readFileSync(TABLEAU, 'utf8').replace('67900.00;77100.00', '67900.00;77100.01');
    for (const [contenu, dit] of [[faux, 'Le budget n’est pas la somme des parts'], [readFileSync(TABLEAU, 'utf8'), '16 lignes, aucune anomalie']] as const) {
      await finances.aller(`${convention}/tableaux`);
      await finances.saisir({ annee: '2020' });
      await finances.page.locator('input[type=file]').setInputFiles({ name: 'tableau-financier-2020.csv', mimeType: 'text/csv', buffer: Buffer.from(contenu) });
      await finances.cliquer('Importer et contrôler');
      expect(await finances.texte()).to.include(dit);
    }
    await finances.cliquer('Reprendre ces lignes dans la convention');
    await finances.aller(`${convention}?annee=2020`);
    expect(await finances.texte()).to.include('1 936 652,00 €').and.include('Optimisation de la plateforme Job 47').and.include('Initiative locale');
    const recapitulatif = (await finances.lirePdf('Tableau récapitulatif (PDF)')).replace(/\s/gu, '');
    for (const total of ['1936652,00', '802232,79', '650732,00', '742977,00', '542943,00']) expect(recapitulatif).to.include(total);
    await finances.aller(`${convention}?annee=2021`);
    expect((await finances.page.getByRole('region', { name: 'Reports par thème' }).innerText()).replace(/\s+/gu, ' ')).to.include('Initiatives locales 753 000,00 € 0,00 € 753 000,00 €');

    await finances.suivreLien('Indicateurs');
    expect(await finances.texte()).to.include('Aucun indicateur');
    await finances.saisir({ mesure: 'Orientation', intitule: 'Orientés en moins d’un mois', unite: '%', depart: '40', cible: '80' });
    await finances.cliquer('Ajouter l’indicateur');
    await finances.suivreLien(/^Saisir un résultat/);
    await finances.saisir({ annee: '2030', valeur: '60' });
    await finances.cliquer('Enregistrer le résultat');
    expect(await finances.page.locator('input[name=valeur]').inputValue(), 'what was typed is kept').to.equal('60');
    await finances.saisir({ annee: '2020' });
    await finances.cliquer('Enregistrer le résultat');
    expect(await finances.texte()).to.include('50 % du chemin');
    await finances.fermer();
  });
});
