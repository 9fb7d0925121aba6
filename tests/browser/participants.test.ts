import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { lignesDeParticipants, ligneDeParticipant } from '../support/feuille-participants.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';
import { operationFse } from '../support/operation-fse.js';
import { fichierDeTableau } from '../support/tableau.js';

describe('participants of an FSE+ operation, in a browser', function () {
  this.timeout(180_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let operation: DossierDeTest;
  let ici: string;
  const vues = new Set<string>();

  before(async () => {
    navigateur = await lancerNavigateur();
    app = await lancerApplication('2022-03-10T09:00');
    operation = await operationFse(app);
    ici = `/dossiers/${operation.id}/participants`;
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  const entrer = async (compte: { readonly courriel: string }, largeur = 1280): Promise<Personne> => {
    const personne = await Personne.ouvrir(navigateur, app.adresse, vues, { largeur });
    await personne.connecter(compte.courriel);
    return personne;
  };

  /** Sends a spreadsheet, keeps the columns as they are guessed, and waits for its result. */
  async function importer(porteur: Personne, lignes: readonly (readonly string[])[]): Promise<string> {
    await porteur.aller(`${ici}/imports`);
    const fichier = await fichierDeTableau('accompagnés', 'xlsx', lignes);
    await porteur.page.getByLabel('Tableau des participants').setInputFiles({ name: fichier.name, mimeType: fichier.type, buffer: Buffer.from(await fichier.arrayBuffer()) });
    await porteur.cliquer('Envoyer le tableau');
    await porteur.cliquer('Importer les participants');
    await app.serveur.travailler();
    await porteur.aller(new URL(porteur.page.url()).pathname);
    return porteur.texte();
  }

  it('are typed one by one: a wrong day is said beside its field and nothing typed is lost', async () => {
    const porteur = await entrer(operation.comptes.redacteur);
    await porteur.aller(ici);
    expect(await porteur.texte()).to.include('Aucun participant inscrit');
    await porteur.suivreLien('Inscrire un participant');
    await porteur.saisir({ nom: 'Ouvrard', prenom: 'Bérengère', naissance: '04/05/1990', sexe: 'femme', entree: '31/12/2021', niveau: 'cite_3', statut: 'chomeur', dureeChomage: 'plus_12_mois', formation: 'non' });
    await porteur.cliquer(/Inscrire/);
    expect(await porteur.texte()).to.include('pendant l’opération, du 1er janvier 2022 au 31 décembre 2022');
    expect([await porteur.page.getByLabel('Prénom', { exact: true }).first().inputValue(), await porteur.page.locator('[name="niveau"]').inputValue()]).to.deep.equal(['Bérengère', 'cite_3']);
    await porteur.saisir({ entree: '01/02/2022' });
    await porteur.cliquer(/Inscrire/);
    await porteur.aller(ici);
    expect(await porteur.texte()).to.include('Ouvrard Bérengère').and.include('0 sur 1');
  });

  it('are imported from a spreadsheet: what is wrong is said row by row, mended and sent again enters nobody twice', async () => {
    const porteur = await entrer(operation.comptes.redacteur);
    const { lignes, plantees } = lignesDeParticipants(12, 3);
    const premier = await importer(porteur, lignes);
    expect(premier).to.include('Personnes inscrites 9').and.include('Lignes à corriger 3');
    for (const { attendu } of plantees) expect(premier).to.include(attendu);
    const corrige = await importer(porteur, [...lignesDeParticipants(12, 0).lignes, ligneDeParticipant('Incomplète', { niveau: '' })]);
    expect(corrige).to.include('Personnes inscrites 4').and.include('Déjà inscrites 9').and.not.include('Lignes à corriger 3');
    await porteur.aller(ici);
    expect(await porteur.texte()).to.include('Zanzibarrois 12 Solène').and.include('1 sur 14 fiches');
  });

  it('are pseudonyms and figures for the service, and a figure of the whole leads to its operations and back to their page', async () => {
    const responsable = await entrer(operation.comptes.responsable);
    await responsable.aller(ici);
    expect(await responsable.texte()).to.include('Pseudonyme').and.not.include('Zanzibarrois');
    await responsable.aller('/pilotage/participants');
    await responsable.page.locator('main a[href*="/pilotage/participants/operations"]').first().click();
    await responsable.page.waitForLoadState();
    await responsable.page.locator(`main a[href="${ici}"]`).first().click();
    await responsable.page.waitForURL(`**${ici}`);
    expect(await responsable.texte()).to.include('EECO01');
  });

  it('fit a screen of 320 px for both', async () => {
    for (const [compte, chemins] of [[operation.comptes.redacteur, [ici, `${ici}/nouveau`, `${ici}/imports`]], [operation.comptes.responsable, [ici, '/pilotage/participants', '/pilotage/participants/operations']]] as const) {
      const petit = await entrer(compte, 320);
      for (const chemin of chemins) {
        await petit.aller(chemin);
        expect(await petit.debordement(), chemin).to.equal(0);
      }
    }
  });
});
