import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lireAppelReference, chargerTerritoires } from '../../server/features/appels/reference.js';
import { enregistrerMarque } from '../../server/features/reglages/reglages-service.js';
import { MARQUE_VIERGE } from '../../server/features/reglages/marque-queries.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { ORGANISME, pdfAJoindre, PIECES, SECTIONS_COMPLETES } from '../support/depot-http.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

const PORTEUR = { courriel: 'presidente@confluent.example', motDePasse: 'un bon cheval gris 47' };
const REPONSES_SOLDE = /8 000,00 €/;

describe('the whole way, from a published call to a paid balance', function () {
  this.timeout(120_000);
  this.bail(true);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let comptes: ComptesDeTest;
  const vues = new Set<string>();
  const gens = new Map<string, Personne>();
  let appel = '';
  let dossier = '';

  before(async () => {
    app = await lancerApplication('2021-11-15T09:00');
    comptes = await comptesDeTest(app);
    await chargerTerritoires(app.deps.db);
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => enregistrerMarque(ctx, { ...MARQUE_VIERGE, ...lireAppelReference().collectivite, contact: 'insertion@departement.example' }));
    navigateur = await lancerNavigateur();
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  /** The browser of this person, signed in at the present moment of the test's clock. */
  async function en(nom: keyof ComptesDeTest | 'porteur'): Promise<Personne> {
    const personne = gens.get(nom) ?? await Personne.ouvrir(navigateur, app.adresse, vues);
    gens.set(nom, personne);
    await (nom === 'porteur' ? personne.connecter(PORTEUR.courriel, PORTEUR.motDePasse) : personne.connecter(comptes[nom].courriel));
    return personne;
  }

  async function fixerEnveloppe(responsable: Personne, montant: string): Promise<void> {
    await responsable.aller(`/gestion/appels/${appel}`);
    await responsable.saisir({ financeur: 'departement', annee: '2022', montant });
    await responsable.cliquer('Enregistrer l’enveloppe');
  }

  it('the responsable publishes the reference call with its envelope', async () => {
    const responsable = await en('responsable');
    await responsable.aller('/gestion/appels');
    await responsable.suivreLien('Partir de l’appel de référence');
    await responsable.saisir({ 'ouvreLe[jour]': '15/11/2021', 'ouvreLe[heure]': '09:00', 'fermeLe[jour]': '28/02/2022', 'fermeLe[heure]': '23:59' });
    await responsable.page.locator('form[method=post] button[type=submit]:has-text("Enregistrer")').first().click();
    await responsable.page.waitForURL(/\/gestion\/appels\/[0-9a-f-]{36}/);
    appel = /appels\/([0-9a-f-]{36})/.exec(responsable.page.url())?.[1] ?? '';
    await fixerEnveloppe(responsable, '250 000,00');
    await responsable.saisir({ confirme: 'oui' });
    await responsable.cliquer('Publier');
    expect(await responsable.texte()).to.contain('Publié');
  });

  it('anybody reads the call, its page and its PDF', async () => {
    app.horloge.allerA('2021-12-01T10:00');
    const visiteur = await Personne.ouvrir(navigateur, app.adresse, vues);
    await visiteur.aller('/');
    await visiteur.aller('/appels');
    await visiteur.suivreLien(/Appel à projets insertion 2022-2023/);
    expect(await visiteur.texte()).to.contain('Accompagnement socioprofessionnel').and.to.contain('10 %');
    expect(await visiteur.lirePdf('Télécharger l’appel (PDF)')).to.contain('Accompagnement socioprofessionnel');
    for (const page of ['/simulateur', '/mentions-legales', '/accessibilite', '/donnees-personnelles', '/glossaire']) await visiteur.aller(page);
    await visiteur.fermer();
  });

  it('an association signs up, confirms its address and declares itself by SIRET', async () => {
    const porteur = await Personne.ouvrir(navigateur, app.adresse, vues);
    gens.set('porteur', porteur);
    await porteur.aller('/inscription');
    await porteur.remplir({ 'Prénom': 'Simone', 'Nom': 'Bertrand', 'Adresse électronique': PORTEUR.courriel, 'Mot de passe': PORTEUR.motDePasse });
    await porteur.saisir({ consentement: 'oui' });
    await porteur.cliquer('Créer mon compte');
    const courriel = await app.deps.db('outbox').where({ destinataire: PORTEUR.courriel }).first<{ texte: string }>();
    await porteur.aller(/\/confirmation\/\S+/.exec(courriel.texte)?.[0] ?? '');
    await porteur.cliquer('Confirmer mon adresse');
    await porteur.connecter(PORTEUR.courriel, PORTEUR.motDePasse);
    await porteur.aller('/organismes/nouveau');
    await porteur.saisir(ORGANISME as Record<string, string>);
    await porteur.cliquer('Enregistrer');
    expect(await porteur.texte()).to.contain('Les Passerelles du Confluent');
  });

  it('writes the dossier by sections, joins its pieces and deposits it', async () => {
    app.horloge.allerA('2022-01-10T14:00');
    const porteur = await en('porteur');
    await porteur.aller(`/appels/${appel}`);
    await porteur.suivreLien('Déposer un dossier');
    await porteur.cliquer('Commencer le dossier');
    dossier = new URL(porteur.page.url()).pathname;
    for (const [section, champs] of Object.entries(SECTIONS_COMPLETES)) {
      await porteur.aller(`${dossier}/sections/${section}`);
      await porteur.saisir(champs as Record<string, string | string[]>);
      await porteur.cliquer('Enregistrer');
    }
    for (const [code, precision] of PIECES) {
      await porteur.aller(`${dossier}/pieces`);
      await porteur.joindre(code, precision, await pdfAJoindre(`${code}-${precision}`));
    }
    await porteur.aller(`${dossier}/verification`);
    await porteur.cliquer('Déposer le dossier');
    expect(await porteur.texte()).to.contain('AAP-2022-0001');
    expect(await porteur.lirePdf('Récépissé de dépôt')).to.contain('AAP-2022-0001');
    await porteur.aller('/mes-dossiers');
    await porteur.aller('/tableau-de-bord');
  });

  it('the instructeur checks it and declares it recevable', async () => {
    app.horloge.allerA('2022-03-02T10:00');
    const instructeur = await en('instructeur');
    await instructeur.aller('/dossiers');
    await instructeur.suivreLien('AAP-2022-0001');
    await instructeur.suivreLien('Recevabilité');
    for (const conforme of await instructeur.page.locator('input[type=radio][value="conforme"]').all()) await conforme.press('Space');
    await instructeur.cliquer('Enregistrer et conclure');
    await instructeur.saisir({ conclusion: 'recevable' });
    await instructeur.cliquer('Conclure');
    await instructeur.aller(dossier);
    expect(await instructeur.texte()).to.contain('Recevable');
    expect(await instructeur.lirePdf(/[Aa]ttestation de recevabilité/)).to.contain('AAP-2022-0001');
  });

  it('the responsable assigns it, a partner gives an opinion, the instruction proposes 20 000 €', async () => {
    app.horloge.allerA('2022-03-07T10:00');
    const responsable = await en('responsable');
    await responsable.aller(`${dossier}/affectation`);
    await responsable.saisir({ instructeurId: comptes.instructeur.id });
    await responsable.cliquer('Affecter');
    const instructeur = await en('instructeur');
    await instructeur.aller(`${dossier}/avis`);
    await instructeur.saisir({ personneId: comptes.avis.id, question: 'Ce projet complète-t-il votre offre ?', limite: '15/03/2022' });
    await instructeur.cliquer('Envoyer la demande');
    const partenaire = await en('avis');
    await partenaire.aller('/avis');
    await partenaire.aller(`${dossier}/avis/rendu`);
    await partenaire.saisir({ sens: 'favorable', texte: 'Oui, les publics sont différents.' });
    await partenaire.cliquer('Envoyer mon avis');
    await instructeur.aller(`${dossier}/messages`);
    await instructeur.aller(`${dossier}/instruction`);
    for (const zone of await instructeur.page.getByLabel('Votre analyse').all()) await zone.fill('Projet solide, en accord avec l’appel.');
    await instructeur.saisir({ propose: '20 000,00', conclusion: 'favorable' });
    await instructeur.cliquer('Enregistrer et transmettre au responsable');
    await responsable.aller(`${dossier}/instruction`);
    await responsable.cliquer('Valider le rapport');
    await responsable.aller(dossier);
    expect(await responsable.texte()).to.contain('Instruit');
  });

  it('three members of the committee score it, blind to each other', async () => {
    app.horloge.allerA('2022-03-14T10:00');
    for (const [i, nom] of (['comite1', 'comite2', 'comite3'] as const).entries()) {
      const membre = await en(nom);
      await membre.aller('/notation');
      await membre.aller(`/notation/appels/${appel}/liens`);
      for (const groupe of await membre.page.locator('fieldset:has(input[type=radio])').all()) await groupe.locator('input[type=radio][value="non"]').check({ force: true });
      await membre.cliquer('Enregistrer mes réponses');
      await membre.aller(`${dossier}/notation`);
      for (const groupe of await membre.page.locator('fieldset:has(input[type=radio])').all()) await groupe.locator(`input[type=radio][value="${3 + (i % 2)}"]`).check({ force: true });
      await membre.cliquer('Soumettre ma notation');
      await membre.aller(`${dossier}/scores`);
    }
    expect(await (await en('comite3')).texte()).to.contain('Tableau de bord');
  });

  it('the committee sits, gives its avis and the minutes are frozen', async () => {
    app.horloge.allerA('2022-03-24T14:00');
    const responsable = await en('responsable');
    await responsable.aller('/seances/nouvelle');
    await responsable.saisir({ appelId: appel, titre: 'Comité de mars', jour: '24/03/2022', heure: '14:30', lieu: 'Salle Garonne', quorum: '3', membres: [comptes.comite1.id, comptes.comite2.id, comptes.comite3.id] });
    await responsable.cliquer('Préparer la séance');
    const seance = new URL(responsable.page.url()).pathname;
    await responsable.saisir({ dossiers: dossier.split('/')[2] ?? '' });
    await responsable.cliquer('Inscrire la sélection');
    await responsable.saisir({ presents: [comptes.comite1.id, comptes.comite2.id, comptes.comite3.id] });
    await responsable.cliquer('Enregistrer les présences');
    await responsable.suivreLien('AAP-2022-0001');
    await responsable.saisir({ avis: 'favorable', montant: '20 000,00' });
    await responsable.cliquer('Enregistrer l’avis');
    await responsable.aller(seance);
    await responsable.saisir({ compteRendu: 'Le comité retient le projet à l’unanimité.' });
    await responsable.cliquer('Clore la séance');
    expect(await responsable.lirePdf(/Procès-verbal/)).to.contain('AAP-2022-0001');
    const membre = await en('comite1');
    await membre.aller('/seances');
    await membre.aller(seance);
  });

  it('the Commission permanente votes 20 000 €, and more than the envelope is refused', async () => {
    app.horloge.allerA('2022-04-08T10:00');
    const responsable = await en('responsable');
    await fixerEnveloppe(responsable, '15 000,00');
    await responsable.aller(`/gestion/appels/${appel}/decisions`);
    const id = dossier.split('/')[2] ?? '';
    await responsable.saisir({ numero: '2022-CP-0412', date: '08/04/2022', [`decisions[${id}][sens]`]: 'attribue', [`decisions[${id}][montant]`]: '20 000,00' });
    await responsable.cliquer('Enregistrer la délibération');
    expect(await responsable.texte()).to.match(/crédits disponibles/i).and.to.contain('15 000,00 €');
    expect(await responsable.page.locator('[name="numero"]').inputValue()).to.equal('2022-CP-0412', 'nothing typed is lost');
    await fixerEnveloppe(responsable, '250 000,00');
    await responsable.aller(`/gestion/appels/${appel}/decisions`);
    await responsable.saisir({ numero: '2022-CP-0412', date: '08/04/2022', [`decisions[${id}][sens]`]: 'attribue', [`decisions[${id}][montant]`]: '20 000,00' });
    await responsable.cliquer('Enregistrer la délibération');
    await responsable.cliquer('Notifier toutes les décisions');
    await app.serveur.travailler();
    await responsable.aller(dossier);
    expect(await responsable.lirePdf(/[Nn]otification/)).to.match(/20 000,00 €/);
    const porteur = await en('porteur');
    await porteur.aller(dossier);
    expect(await porteur.texte()).to.contain('20 000,00 €');
    await porteur.aller(`${dossier}/recours`);
  });

  it('the convention is generated, signed by both, and the first payment becomes due', async () => {
    app.horloge.allerA('2022-04-20T10:00');
    const instructeur = await en('instructeur');
    await instructeur.aller(`${dossier}/conventions`);
    await instructeur.cliquer('Établir la convention');
    const porteur = await en('porteur');
    await porteur.aller(`${dossier}/conventions`);
    await porteur.suivreLien(/CONV-/);
    const convention = new URL(porteur.page.url()).pathname;
    expect(await porteur.lirePdf('Télécharger la convention')).to.contain('10 000,00 €');
    await porteur.page.locator('input[name="fichier"]').setInputFiles(await pdfAJoindre('convention-signee'));
    await porteur.cliquer('Déposer l’exemplaire signé');
    app.horloge.allerA('2022-05-05T10:00');
    const agent = await en('instructeur');
    await agent.aller(convention);
    await agent.saisir({ signeePorteurLe: '27/04/2022', signeeFinanceurLe: '05/05/2022' });
    await agent.cliquer('Enregistrer les signatures');
    expect(await agent.texte()).to.contain('Signée');
    await agent.aller(`${dossier}/suivi`);
  });

  async function verser(rang: number): Promise<void> {
    const premiere = await en('finances1');
    await premiere.aller('/versements');
    const { id } = await app.deps.db('versements').where({ rang }).first<{ id: string }>('id');
    const versement = `${dossier}/versements/${id}`;
    await premiere.aller(versement);
    await premiere.cliquer('Liquider');
    expect(await premiere.page.getByRole('button', { name: 'Valider', exact: true }).count()).to.equal(0, 'the person who prepared it may not approve it');
    const seconde = await en('finances2');
    await seconde.aller(versement);
    await seconde.cliquer('Valider');
    await seconde.cliquer('Mandater');
    await premiere.aller(versement);
    await premiere.cliquer('Enregistrer le paiement');
    expect(await premiere.texte()).to.contain('Payé');
  }

  it('the first 10 000 € are prepared by one agent, approved by another, and paid', async () => {
    app.horloge.allerA('2022-05-12T10:00');
    await verser(1);
  });

  it('the porteur reports 32 people out of 40, 48 000 € of expenses and 25 000 € received elsewhere', async () => {
    app.horloge.allerA('2023-02-20T10:00');
    const porteur = await en('porteur');
    await porteur.aller(`${dossier}/bilan`);
    await porteur.aller(`${dossier}/bilan/realisation`);
    await porteur.saisir({ 'volumes[0]': '32', 'publics[rsa]': '30', 'publics[horsRsaMoins25]': '2', 'publics[horsRsaAutres]': '0', recit: 'L’action s’est tenue toute l’année.' });
    await porteur.cliquer('Enregistrer et revenir au bilan');
    for (const [poste, libelle, montant] of [['personnel_direct', 'Bulletins de paie', '31 000,00'], ['fonctionnement_direct', 'Loyers', '8 000,00'], ['prestations', 'Ateliers', '5 500,00'], ['participants', 'Transport', '3 500,00']] as const) {
      await porteur.aller(`${dossier}/bilan/depenses`);
      await porteur.saisir({ poste, libelle, montant, date: '30/11/2022', acquitteeLe: '15/12/2022' });
      await porteur.page.locator('input[name="piece"]').setInputFiles(await pdfAJoindre(libelle));
      await porteur.cliquer('Enregistrer la dépense');
    }
    for (const [financeur, libelle, montant] of [['etat', 'Politique de la ville', '12 000,00'], ['commune', 'Ville d’Agen', '6 000,00'], ['fonds_propres', 'Association', '7 000,00']] as const) {
      await porteur.aller(`${dossier}/bilan/ressources`);
      await porteur.saisir({ financeur, libelle, montant });
      await porteur.page.locator('input[name="preuve"]').setInputFiles(await pdfAJoindre(libelle));
      await porteur.cliquer('Enregistrer la ressource');
    }
    await porteur.aller(`${dossier}/bilan`);
    await porteur.saisir({ certifie: 'oui' });
    await porteur.cliquer('Déposer le bilan');
    expect(await porteur.texte()).to.contain('Déposé');
  });

  it('the controller decides line by line; the porteur answers; the conclusions are final', async () => {
    app.horloge.allerA('2023-03-06T10:00');
    const responsable = await en('responsable');
    await responsable.aller(`${dossier}/controle`);
    await responsable.saisir({ personneId: comptes.controleur.id });
    await responsable.cliquer('Désigner');
    let controleur = await en('controleur');
    await controleur.aller('/controles');
    await controleur.aller(`${dossier}/controle`);
    await controleur.cliquer(/Ouvrir le contrôle|Commencer le contrôle/);
    const lignes = await app.deps.db('bilan_depenses').orderBy('rang').select<{ id: string }[]>('id');
    for (const { id } of lignes) {
      await controleur.aller(`${dossier}/controle/depenses/${id}`);
      await controleur.saisir({ decision: 'acceptee' });
      await controleur.cliquer('Enregistrer et revenir au contrôle');
    }
    await controleur.cliquer('Enregistrer ce qui est retenu');
    await controleur.cliquer('Émettre les conclusions provisoires');
    app.horloge.allerA('2023-03-20T10:00');
    const porteur = await en('porteur');
    await porteur.aller(`${dossier}/bilan/contradictoire`);
    await porteur.cliquer('Accepter les conclusions');
    controleur = await en('controleur');
    await controleur.aller(`${dossier}/controle`);
    await controleur.cliquer('Conclure le contrôle');
  });

  it('the porteur reads 8 000,00 € and why, on the page and in the PDF', async () => {
    const porteur = await en('porteur');
    await porteur.aller(`${dossier}/solde`);
    const page = await porteur.texte();
    expect(page).to.match(REPONSES_SOLDE).and.to.contain('18 000,00 €').and.to.contain('19 200,00 €').and.to.contain('23 000,00 €');
    expect(page).to.match(/Volume réalisé[^.]*plafond retenu|plafond retenu/i);
    await porteur.aller(dossier);
    const conclusions = await porteur.lirePdf(/[Cc]onclusions définitives/);
    expect(conclusions).to.match(REPONSES_SOLDE).and.to.contain('18 000,00 €');
  });

  it('the balance is paid, the convention closed, and the archive date shown', async () => {
    app.horloge.allerA('2023-05-10T10:00');
    await verser(2);
    const porteur = await en('porteur');
    await porteur.aller(dossier);
    expect(await porteur.texte()).to.contain('Soldée').and.to.contain('18 000,00 €');
    await porteur.aller(`${dossier}/historique`);
    const responsable = await en('responsable');
    await responsable.aller(`${dossier}/conservation`);
    expect(await responsable.texte()).to.contain('2026');
    const direction = await en('pilotage');
    await direction.aller('/pilotage');
    const admin = await en('admin');
    for (const page of ['comptes', 'journal', 'courriels', 'reglages']) await admin.aller(`/administration/${page}`);
    expect(vues.size).to.be.greaterThan(50);
  });
});
