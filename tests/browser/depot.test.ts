import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { ORGANISME, pdfAJoindre, PIECES, SECTIONS_COMPLETES } from '../support/depot-http.js';
import { dossierDepose } from '../support/dossier-depose.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';
import { MOT_DE_PASSE } from '../support/visiteur.js';

const DEPENSES = 'Poste\tLibellé\tMontant\nPersonnel direct\tConseillères\t32 000,00 €\nFonctionnement direct\tLocaux\t8 000,00\nPrestations\tAteliers\t6 000,00\nParticipants\tTransport\t4 000,00\nTotal\t\t50 000,00';
const RESSOURCES = 'Département\tAppel à projets\tSollicité\t20 000,00\nÉtat\tPolitique de la ville\tAcquis\t12 000,00\nCommune\tVille d’Agen\tSollicité\t6 000,00\nFonds propres\t\tAcquis\t12 000,00';

/** Pastes text into a field as a spreadsheet would, and waits for the page that shows its rows. */
async function coller(personne: Personne, champ: string, texte: string): Promise<void> {
  await Promise.all([personne.page.waitForNavigation(), personne.page.locator(`[name="${champ}"]`).first().evaluate((cible, collage) => {
    const page = globalThis as unknown as { DataTransfer: new () => { setData(nature: string, texte: string): void }; ClipboardEvent: new (nom: string, options: object) => object };
    const donnees = new page.DataTransfer();
    donnees.setData('text/plain', collage);
    (cible as unknown as { dispatchEvent(e: object): void }).dispatchEvent(new page.ClipboardEvent('paste', { clipboardData: donnees, bubbles: true, cancelable: true }));
  }, texte)]);
}

describe('an association writes and deposits its dossier', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let comptes: ComptesDeTest;
  let appel: string;
  const vues = new Set<string>();

  before(async () => {
    app = await lancerApplication('2021-12-06T09:00');
    comptes = await comptesDeTest(app);
    ({ id: appel } = await appelReferencePublie(app));
    navigateur = await lancerNavigateur();
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  /** Signs up, confirms by mail, signs in, declares the organisme, and begins a dossier; answers its address. */
  async function commencer(porteur: Personne, courriel: string, organisme: Record<string, string>): Promise<string> {
    await porteur.aller('/inscription');
    await porteur.remplir({ 'Prénom': 'Simone', 'Nom': 'Bertrand', 'Adresse électronique': courriel, 'Mot de passe': MOT_DE_PASSE });
    await porteur.saisir({ consentement: 'oui' });
    await porteur.cliquer('Créer mon compte');
    const lettre = await app.deps.db('outbox').where({ destinataire: courriel }).first<{ texte: string }>();
    await porteur.aller(/\/confirmation\/\S+/.exec(lettre.texte)?.[0] ?? '');
    await porteur.cliquer('Confirmer mon adresse');
    await porteur.connecter(courriel);
    await porteur.aller('/organismes/nouveau');
    await porteur.saisir({ ...(ORGANISME as Record<string, string>), ...organisme });
    await porteur.cliquer('Enregistrer');
    await porteur.aller(`/appels/${appel}`);
    await porteur.suivreLien('Déposer un dossier');
    await porteur.cliquer('Commencer le dossier');
    return new URL(porteur.page.url()).pathname;
  }

  async function joindre(porteur: Personne, dossier: string): Promise<void> {
    for (const [code, precision] of PIECES) {
      await porteur.aller(`${dossier}/pieces`);
      await porteur.joindre(code, precision, await pdfAJoindre(`${code}-${precision}`));
    }
  }

  it('from an empty database, in one sitting, without pressing « Enregistrer » once', async () => {
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues);
    const dossier = await commencer(porteur, 'presidente@confluent.example', {});
    for (const section of ['organisme', 'projet', 'publics', 'indicateurs', 'engagements']) {
      await porteur.aller(`${dossier}/sections/${section}`);
      await porteur.saisir(SECTIONS_COMPLETES[section] as Record<string, string | string[]>);
      await porteur.attendreEnregistrement();
      await porteur.page.getByText('Section complète').waitFor();
    }
    await porteur.aller(`${dossier}/sections/budget`);
    await coller(porteur, 'depenses[0][libelle]', DEPENSES);
    await coller(porteur, 'ressources[0][libelle]', RESSOURCES);
    expect(await porteur.texte()).to.contain('Plan équilibré, sans anomalie').and.to.contain('18 000,00 €');
    await porteur.page.locator('[name="ressources[0][montant]"]').fill('25 000');
    await porteur.page.getByText('Il manque 5 000,00 € de dépenses.').waitFor();
    await porteur.page.locator('[name="ressources[0][montant]"]').fill('20 000');
    await porteur.page.getByText('Plan équilibré, sans anomalie').waitFor();
    await porteur.attendreEnregistrement();
    await joindre(porteur, dossier);
    await porteur.aller(`${dossier}/verification`);
    await porteur.cliquer('Déposer le dossier');
    expect(await porteur.texte()).to.contain('AAP-2021-0001');
    expect((await porteur.lirePdf('Récépissé de dépôt')).replace(/\s/g, '')).to.contain('AAP-2021-0001').and.to.match(/[0-9a-f]{64}/);
    await porteur.fermer();
  });

  it('another does it all with JavaScript off', async () => {
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues, { scripts: false });
    const dossier = await commencer(porteur, 'direction@albret.example', { siret: '356 000 000 00048', nom: 'Les Jardins de l’Albret' });
    for (const [section, champs] of Object.entries(SECTIONS_COMPLETES)) {
      await porteur.aller(`${dossier}/sections/${section}`);
      await porteur.saisir(champs as Record<string, string | string[]>);
      await porteur.cliquer('Enregistrer');
    }
    await joindre(porteur, dossier);
    await porteur.aller(`${dossier}/verification`);
    await porteur.cliquer('Déposer le dossier');
    expect(await porteur.texte()).to.contain('AAP-2021-0002');
    await porteur.fermer();
  });

  it('two writers of one section see both values, and the second chooses', async () => {
    const { id } = await dossierDepose(app, { comptes, appelId: appel });
    await app.deps.db('dossiers').where({ id }).update({ etat: 'brouillon' });
    const [remi, simone] = [await Personne.ouvrir(navigateur, app.adresse, vues), await Personne.ouvrir(navigateur, app.adresse, vues)];
    await remi.connecter(comptes.redacteur.courriel);
    await simone.connecter(comptes.signataire.courriel);
    await remi.aller(`/dossiers/${id}/sections/projet`);
    await simone.aller(`/dossiers/${id}/sections/projet`);
    await simone.saisir({ titre: 'Titre de Simone', equipe: 'Équipe de Simone' });
    await simone.attendreEnregistrement();
    await remi.saisir({ titre: 'Titre de Rémi', besoin: 'Besoin de Rémi' });
    await remi.page.getByRole('button', { name: 'Comparer et choisir' }).waitFor();
    await remi.cliquer('Comparer et choisir');
    expect(await remi.texte()).to.contain('Titre de Simone').and.to.contain('Besoin de Rémi').and.to.contain('Équipe de Simone');
    await remi.saisir({ 'choix[titre]': 'moi', 'choix[equipe]': 'autre', 'choix[besoin]': 'moi' });
    await remi.cliquer('Enregistrer');
    const { contenu } = await app.deps.db('dossier_sections').where({ dossier_id: id, section: 'projet' }).first<{ contenu: string }>('contenu');
    expect(JSON.parse(contenu)).to.include({ titre: 'Titre de Rémi', besoin: 'Besoin de Rémi', equipe: 'Équipe de Simone' });
    await Promise.all([remi.fermer(), simone.fermer()]);
  });

  it('a session that ends in the middle of a section asks for the password in the page, which keeps everything', async () => {
    const { id } = await dossierDepose(app, { comptes, appelId: appel });
    await app.deps.db('dossiers').where({ id }).update({ etat: 'brouillon' });
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues);
    await porteur.connecter(comptes.redacteur.courriel);
    await porteur.aller(`/dossiers/${id}/sections/projet`);
    await app.deps.db('sessions').del();
    await porteur.saisir({ besoin: 'Une heure de frappe que rien ne doit perdre.' });
    const dialogue = porteur.page.getByRole('dialog');
    await dialogue.waitFor();
    await dialogue.getByLabel('Adresse électronique').fill(comptes.redacteur.courriel);
    await dialogue.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
    await dialogue.getByRole('button', { name: 'Me reconnecter' }).click();
    await porteur.attendreEnregistrement();
    expect(await porteur.page.locator('[name="besoin"]').inputValue()).to.equal('Une heure de frappe que rien ne doit perdre.');
    const { contenu } = await app.deps.db('dossier_sections').where({ dossier_id: id, section: 'projet' }).first<{ contenu: string }>('contenu');
    expect(JSON.parse(contenu)).to.include({ besoin: 'Une heure de frappe que rien ne doit perdre.' });
    await porteur.fermer();
  });

  it('asked for one piece and one section, changes these and nothing else', async () => {
    const { id, numero } = await dossierDepose(app, { comptes, appelId: appel });
    const instructeur = await Personne.ouvrir(navigateur, app.adresse, vues);
    await instructeur.connecter(comptes.instructeur.courriel);
    await instructeur.aller(`/dossiers/${id}/recevabilite/complements`);
    await demander(instructeur, 'piece:statuts', 'perime', 'Les statuts datent de 2012.');
    await demander(instructeur, 'section:publics', 'incorrect', 'Le nombre de personnes ne correspond pas au projet.');
    await instructeur.cliquer('Relire la lettre avant l’envoi');
    await instructeur.cliquer('Envoyer la demande');
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues);
    await porteur.connecter(comptes.signataire.courriel);
    await porteur.aller(`/dossiers/${id}`);
    expect(await porteur.texte()).to.contain('Statuts').and.to.contain('Les statuts datent de 2012.');
    await porteur.aller(`/dossiers/${id}/sections/projet`);
    expect(await porteur.page.locator('#section fieldset[disabled]').count()).to.equal(1);
    expect(await porteur.page.getByRole('button', { name: 'Enregistrer', exact: true }).count()).to.equal(0);
    await porteur.aller(`/dossiers/${id}/pieces`);
    expect(await porteur.page.locator('form:has(input[type=file]) input[name="code"]').evaluateAll((champs) => [...new Set(champs.map((c) => c.getAttribute('value')))])).to.deep.equal(['statuts']);
    await porteur.aller(`/dossiers/${id}/sections/publics`);
    await porteur.saisir({ rsa: '36' });
    await porteur.attendreEnregistrement();
    await porteur.aller(`/dossiers/${id}/pieces`);
    await porteur.joindre('statuts', '', await pdfAJoindre('statuts-2021'));
    await porteur.aller(`/dossiers/${id}/verification`);
    await porteur.cliquer(/Déposer/);
    expect(await porteur.texte()).to.contain(numero);
    const versions = await app.deps.db('dossier_versions').where({ dossier_id: id });
    expect(versions).to.have.length(2);
    await Promise.all([instructeur.fermer(), porteur.fermer()]);
  });

  /** Asks for one thing on the form of complements, whatever its row. */
  async function demander(instructeur: Personne, cle: string, motif: string, commentaire: string): Promise<void> {
    const champ = await instructeur.page.locator(`input[value="${cle}"]`).first().getAttribute('name');
    const rang = champ?.replace(/\[cle\]$/, '') ?? '';
    await instructeur.saisir({ [`${rang}[motif]`]: motif, [`${rang}[commentaire]`]: commentaire });
  }

  it('fits a screen 320 pixels wide, on every page of the way', async () => {
    const { id } = await dossierDepose(app, { comptes, appelId: appel });
    await app.deps.db('dossiers').where({ id }).update({ etat: 'brouillon' });
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues, { largeur: 320 });
    await porteur.connecter(comptes.signataire.courriel);
    const sections = Object.keys(SECTIONS_COMPLETES).map((s) => `/dossiers/${id}/sections/${s}`);
    for (const page of ['/', '/appels', `/appels/${appel}`, '/tableau-de-bord', '/mes-dossiers', `/appels/${appel}/dossiers`, `/dossiers/${id}`, ...sections, `/dossiers/${id}/pieces`, `/dossiers/${id}/verification`, '/compte', '/organismes/nouveau', '/api']) {
      await porteur.aller(page);
      expect(await porteur.debordement(), page).to.be.at.most(0);
    }
    await porteur.fermer();
  });
});
