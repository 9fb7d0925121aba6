import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { ContenuAppel } from '../../server/domain/appels/contenu.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

const EXEMPLAIRE = { name: 'avenant signé.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') };

describe('changing a signed convention, as its users meet it', function () {
  this.timeout(180_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let c: ConventionSignee;
  const vues = new Set<string>();
  const gens: Personne[] = [];

  before(async () => {
    navigateur = await lancerNavigateur();
    app = await lancerApplication('2022-06-01T10:00');
    c = await conventionSignee(app);
    const version = await app.deps.db('appel_versions').where({ appel_id: c.appelId }).first<{ contenu: string }>('contenu');
    const contenu = JSON.parse(version.contenu) as ContenuAppel;
    await app.deps.db('appel_versions').where({ appel_id: c.appelId }).update({ contenu: JSON.stringify({ ...contenu, regles: { ...contenu.regles, seuilMouvementBudget: '0.1000' } }) });
  });
  after(async () => {
    for (const p of gens) await p.fermer();
    await navigateur.close();
    await app.fermer();
  });

  const ouvrir = async (nom: string, options: { largeur?: number; scripts?: boolean } = {}): Promise<Personne> => {
    const personne = await Personne.ouvrir(navigateur, app.adresse, vues, options);
    gens.push(personne);
    await personne.connecter(`${nom}@passerelle.test`);
    return personne;
  };

  it('goes from a budget move declared on a phone to an avenant that extends, one that lowers, and a termination; axe-core finds nothing', async () => {
    const page = `/dossiers/${c.id}/conventions/${c.conventionId}`;
    const [porteur, instructeur, responsable] = [await ouvrir('signataire', { largeur: 360 }), await ouvrir('instructeur'), await ouvrir('responsable')];
    await porteur.aller(`${page}/avenants`);
    await porteur.suivreLien('Mouvements entre postes');
    await porteur.saisir({ 'postes[personnel_direct]': '20 000', 'postes[prestations]': '18 000', motif: 'Deux ateliers de plus.' });
    await porteur.cliquer('Déclarer le mouvement');
    expect(await porteur.texte()).to.include('5 000,00 €').and.include('12 000,00 €');
    await porteur.saisir({ 'postes[personnel_direct]': '28 000', 'postes[prestations]': '10 000' });
    await porteur.cliquer('Déclarer le mouvement');
    expect(await porteur.texte()).to.include('Mouvements déclarés').and.include('Deux ateliers de plus.');
    expect(await porteur.debordement()).to.equal(0);

    for (const changement of [{ fin: '31/03/2023' }, { montant: '16 000' }]) {
      await instructeur.aller(`${page}/nouvel-avenant`);
      await instructeur.saisir({ ...changement, motif: 'Entrées plus lentes que prévu.' });
      await instructeur.cliquer('Préparer l’avenant');
      const adresse = new URL(instructeur.page.url()).pathname;
      await responsable.aller(adresse);
      await responsable.cliquer('Valider l’avenant');
      await porteur.aller(adresse);
      expect(await porteur.debordement()).to.equal(0);
      await porteur.page.setInputFiles('input[type=file]', EXEMPLAIRE);
      await porteur.cliquer('Déposer l’exemplaire signé');
      await instructeur.aller(adresse);
      await instructeur.saisir({ signePorteurLe: '01/06/2022', signeFinanceurLe: '01/06/2022' });
      await instructeur.cliquer('Enregistrer les signatures');
      expect(await instructeur.texte()).to.include('Ces clauses sont en vigueur');
    }
    await porteur.aller(page);
    expect(await porteur.texte()).to.include('16 000,00 €').and.include('31 mars 2023').and.include('6 000,00 €');

    await responsable.aller(`${page}/resiliation`);
    await responsable.saisir({ motif: 'L’action a cessé.' });
    await responsable.cliquer('Résilier la convention');
    expect(await responsable.texte()).to.include('Résiliée').and.include('Lettre de résiliation');
    await porteur.aller(`${page}/avenants`);
    expect(await porteur.texte()).to.include('Version 3');
    expect(await porteur.debordement()).to.equal(0);
  });
});
