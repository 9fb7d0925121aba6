import path from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { RACINE } from '../../server/platform/racine.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import type { ComptesDeTest } from '../support/comptes.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

describe('the programme, followed to its dossiers', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let comptes: ComptesDeTest;
  let dossier: DossierDeTest;
  const vues = new Set<string>();

  before(async () => {
    app = await lancerApplication('2023-01-16T09:00');
    dossier = await dossierDepose(app);
    comptes = dossier.comptes;
    await app.deps.db('dossiers').update({ axe: 'Emploi, entreprise et insertion', dispositif: 1 });
    navigateur = await lancerNavigateur();
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  it('is loaded from its file, a fiche written and led, a dossier attached, and the way back found', async () => {
    const responsable = await Personne.ouvrir(navigateur, app.adresse, vues);
    await responsable.connecter(comptes.responsable.courriel);
    await responsable.suivreLien('Programme');
    await responsable.suivreLien('Charger un programme');
    await responsable.page.locator('input[type=file]').setInputFiles(path.join(RACINE, 'seeds/reference/programme-2023-2027.csv'));
    await responsable.cliquer('Vérifier le fichier');
    expect(await responsable.texte()).to.include('25 changements à enregistrer');
    await responsable.cliquer('Charger le programme');
    await responsable.suivreLien('Soutenir le retour à l\'emploi par le cumul emploi/RSA');
    await responsable.suivreLien('Rédiger : Contexte');
    await responsable.saisir({ texte: 'L’agriculture recrute chaque saison.' });
    await responsable.cliquer('Enregistrer et revenir à la fiche');
    await responsable.suivreLien('Modifier le pilotage');
    await responsable.saisir({ etat: 'en_cours', piloteId: comptes.responsable.id, axes: ['Emploi, entreprise et insertion'] });
    await responsable.cliquer('Enregistrer le pilotage');
    await responsable.suivreLien('Ajouter une action');
    await responsable.saisir({ intitule: 'Cumul et saisons', etat: 'en_cours' });
    await responsable.cliquer('Enregistrer l’action');
    await responsable.suivreLien('Rattacher des dossiers');
    await responsable.saisir({ dossierIds: [dossier.id] });
    await responsable.cliquer('Rattacher la sélection');
    expect(await responsable.texte()).to.include('1 dossier rattaché').and.to.include('En cours');
    await responsable.fermer();
  });

  it('leads an instructeur from the programme to the dossiers of one fiche and back, on a wide and on a narrow screen', async () => {
    for (const largeur of [1280, 360]) {
      const instructeur = await Personne.ouvrir(navigateur, app.adresse, vues, { largeur });
      await instructeur.connecter(comptes.instructeur.courriel);
      await instructeur.aller('/programme');
      expect(await instructeur.debordement()).to.be.at.most(0);
      await instructeur.suivreLien('Soutenir le retour à l\'emploi par le cumul emploi/RSA');
      expect(await instructeur.debordement()).to.be.at.most(0);
      await instructeur.suivreLien(dossier.numero);
      expect(new URL(instructeur.page.url()).pathname).to.equal(`/dossiers/${dossier.id}`);
      await instructeur.aller(`/dossiers/${dossier.id}/programme`);
      expect(await instructeur.debordement()).to.be.at.most(0);
      await instructeur.suivreLien(/^4\.2 Soutenir/);
      await instructeur.page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link', { name: 'Programme' }).click();
      await instructeur.page.getByRole('heading', { level: 1, name: 'Programme d’insertion 2023-2027' }).waitFor();
      await instructeur.fermer();
    }
  });

  it('shows its committees, its fiche in PDF and its empty forms to a reader', async () => {
    const responsable = await Personne.ouvrir(navigateur, app.adresse, vues);
    await responsable.connecter(comptes.responsable.courriel);
    await responsable.aller('/programme');
    await responsable.suivreLien('Comités et comptes rendus');
    await responsable.saisir({ participants: 'Élus et partenaires', compteRendu: 'Le programme est lancé.' });
    await responsable.cliquer('Enregistrer le comité');
    await responsable.saisir({ texte: 'Réunir les employeurs', responsable: 'Rose Ponsable' });
    await responsable.cliquer('Ajouter la suite');
    await responsable.cliquer(/^Noter comme fait/);
    expect(await responsable.texte()).to.include('le 16/01/2023');
    await responsable.aller('/programme');
    await responsable.suivreLien('Soutenir le retour à l\'emploi par le cumul emploi/RSA');
    expect((await responsable.lirePdf('Imprimer la fiche (PDF)')).replace(/\s+/g, ' ')).to.include('recrute chaque saison');
    await responsable.fermer();
  });
});
