import { expect } from 'chai';
import { lienPour } from '../support/acces.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, deposerDossier, pdf, remplirDossier, SECTIONS_COMPLETES } from '../support/depot-http.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('dossiers', () => {
  let app: ApplicationDeTest;
  let appelId: string;
  let signataire: Visiteur;
  let organismeId: string;

  before(async () => {
    app = await lancerApplication();
    await comptesDeTest(app);
    appelId = (await appelReferencePublie(app)).id;
    signataire = new Visiteur(app.adresse);
    await signataire.connecter('signataire@passerelle.test');
    organismeId = await declarerOrganisme(signataire);
  });
  after(() => app.fermer());

  it('is written, deposited once with a number and a receipt naming each file and its hash', async () => {
    const id = await deposerDossier(signataire, appelId, organismeId);
    const page = await signataire.lire(`/dossiers/${id}`);
    expect(texteDe(page.corps)).to.match(/AAP-2022-0001/);
    expect(texteDe(page.corps)).to.match(/20.000,00.€/);
    const lien = /href="(\/dossiers\/[^"]+document\.pdf)"/.exec(page.corps)?.[1] ?? '';
    const recepisse = await extraireTextePdf((await signataire.lire(lien)).octets);
    expect(recepisse).to.contain('AAP-2022-0001').and.to.match(/statuts\.pdf/).and.to.match(/[0-9a-f]{16}/);
    const courriels = await app.deps.db('outbox').where({ dossier_id: id });
    expect(courriels).to.have.length(1);
    expect((await signataire.envoyer(`/dossiers/${id}/depot`)).statut).to.equal(422);
  });

  it('answers the same request sent twice with one dossier only', async () => {
    const cle = crypto.randomUUID();
    const adresses = await Promise.all(Array.from({ length: 5 }, () => signataire.reussir(`/appels/${appelId}/dossiers`, { organismeId, _cle: cle })));
    expect(new Set(adresses).size).to.equal(1);
  });

  it('keeps everything typed and says what is wrong beside the field', async () => {
    const dossier = await signataire.reussir(`/appels/${appelId}/dossiers`, { organismeId });
    const reponse = await signataire.envoyer(`${dossier}/sections/budget`, { version: '0', 'depenses[0][poste]': 'prestations', 'depenses[0][libelle]': 'Atelier <b>gras</b>', 'depenses[0][montant]': 'douze' });
    expect(reponse.statut).to.equal(422);
    expect(reponse.corps).to.contain('value="douze"').and.to.contain('Atelier &lt;b&gt;gras&lt;/b&gt;').and.to.contain('href="#depenses-0-montant"');
  });

  it('shows both values to the second of two writers and loses neither', async () => {
    const dossier = await signataire.reussir(`/appels/${appelId}/dossiers`, { organismeId });
    await signataire.reussir(`${dossier}/sections/projet`, { ...SECTIONS_COMPLETES['projet'], titre: 'Premier titre', version: '0' });
    const second = await signataire.envoyer(`${dossier}/sections/projet`, { ...SECTIONS_COMPLETES['projet'], titre: 'Second titre', version: '0' });
    expect(second.statut).to.equal(422);
    expect(texteDe(second.corps)).to.contain('Premier titre').and.to.contain('pendant votre saisie');
    expect(second.corps).to.contain('value="Second titre"');
    await signataire.reussir(`${dossier}/sections/projet`, { ...SECTIONS_COMPLETES['projet'], titre: 'Second titre', version: '1' });
  });

  it('refuses an incomplete deposit, naming what is missing', async () => {
    const dossier = await signataire.reussir(`/appels/${appelId}/dossiers`, { organismeId });
    const reponse = await signataire.envoyer(`${dossier}/depot`);
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps)).to.contain('n’est pas complet').and.to.contain('Avis de situation SIRENE'.slice(0, 14));
  });

  it('refuses a deposit one second after closing and keeps the draft', async () => {
    const id = await remplirDossier(signataire, appelId, organismeId);
    app.horloge.allerA('2022-03-01T00:00:00');
    expect((await signataire.envoyer(`/dossiers/${id}/depot`)).statut).to.equal(403, 'the session has expired too');
    await signataire.connecter('signataire@passerelle.test');
    const refus = await signataire.envoyer(`/dossiers/${id}/depot`);
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps)).to.contain('Ce que vous avez saisi est conservé');
    app.horloge.allerA('2022-02-28T23:59:59');
    await signataire.connecter('signataire@passerelle.test');
    expect(await signataire.reussir(`/dossiers/${id}/depot`)).to.equal(`/dossiers/${id}`);
    app.horloge.allerA('2022-01-10T09:00');
    await signataire.connecter('signataire@passerelle.test');
  });

  it('refuses files whose content is not a document, and serves the others as attachments', async () => {
    const dossier = await signataire.reussir(`/appels/${appelId}/dossiers`, { organismeId });
    const faux = new File(['<script>alert(1)</script>'], 'statuts.pdf', { type: 'application/pdf' });
    const refus = await signataire.envoyer(`${dossier}/pieces`, { code: 'statuts', precision: '', statuts: faux });
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps)).to.contain('seuls les fichiers PDF');
    await signataire.reussir(`${dossier}/pieces`, { code: 'statuts', precision: '', statuts: pdf('vrais-statuts') });
    const page = await signataire.lire(`${dossier}/pieces`);
    const fichier = await signataire.lire(/href="(\/dossiers\/[^"]+\/fichiers\/[^"]+)"/.exec(page.corps)?.[1] ?? '');
    expect(fichier.entetes.get('content-disposition')).to.contain('attachment');
    expect(fichier.entetes.get('x-content-type-options')).to.equal('nosniff');
  });

  it('is deposited by a signataire only, and hidden from other organismes', async () => {
    const id = await remplirDossier(signataire, appelId, organismeId);
    const redacteur = new Visiteur(app.adresse);
    await redacteur.connecter('redacteur@passerelle.test');
    expect((await redacteur.lire(`/dossiers/${id}`)).statut).to.equal(404);
    await signataire.reussir(`/organismes/${organismeId}/membres`, { courriel: 'redacteur@passerelle.test', role: 'redacteur' });
    await redacteur.reussir(await lienPour(app, 'redacteur@passerelle.test', '/invitations'));
    expect((await redacteur.lire(`/dossiers/${id}`)).statut).to.equal(200);
    expect((await redacteur.envoyer(`/dossiers/${id}/depot`)).statut).to.equal(403);
    expect((await redacteur.lire('/dossiers/0')).statut).to.equal(404);
  });

  it('never lists a brouillon to agents, and exports what it lists', async () => {
    const responsable = new Visiteur(app.adresse);
    await responsable.connecter('responsable@passerelle.test');
    const liste = await responsable.lire('/dossiers?etat=depose&recherche=rebond');
    expect(texteDe(liste.corps)).to.contain('AAP-2022-0001').and.not.to.contain('Second titre');
    const csv = await responsable.lire('/dossiers/export.csv');
    expect(csv.corps).to.contain('AAP-2022-0001').and.to.contain('20000,00');
  });
});
