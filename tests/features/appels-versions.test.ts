import { expect } from 'chai';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { Refus } from '../../server/domain/kernel/refus.js';
import { lireAppel, lireVersionAppel } from '../../server/features/appels/appel-queries.js';
import { modifierAppel, type AppelModifie } from '../../server/features/appels/appel-service.js';
import { nouvelleVersion } from '../../server/features/appels/version-service.js';
import { lireDossier, lireReglesDuDossier } from '../../server/features/dossiers/dossier-queries.js';
import { instantDeParis } from '../../server/platform/clock.js';
import type { Contexte } from '../../server/platform/unit-of-work.js';
import { appelReferencePublie } from '../support/appel.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, remplirDossier } from '../support/depot-http.js';
import { champsDuFormulaire } from '../support/formulaire.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Champs, type Reponse } from '../support/visiteur.js';
import { creerDossier } from '../../server/features/dossiers/dossier-service.js';

const textePropre = (r: Reponse): string => texteDe(r.corps).replace(/&#x27;/g, '’').replace(/[\u00a0\u202f]/g, ' ');

describe('versions of a call', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let appelId: string;
  let responsable: Visiteur;
  let signataire: Visiteur;
  let depose: string;
  let brouillon: string;

  before(async () => {
    app = await lancerApplication();
    comptes = await comptesDeTest(app);
    appelId = (await appelReferencePublie(app)).id;
    responsable = new Visiteur(app.adresse);
    signataire = new Visiteur(app.adresse);
    await responsable.connecter('responsable@passerelle.test');
    await signataire.connecter('signataire@passerelle.test');
    const organismeId = await declarerOrganisme(signataire);
    depose = await remplirDossier(signataire, appelId, organismeId);
    await signataire.lire(`/dossiers/${depose}/verification`);
    await signataire.reussir(`/dossiers/${depose}/depot`, champsDuFormulaire((await signataire.lire(`/dossiers/${depose}/verification`)).corps, `/dossiers/${depose}/depot`));
    brouillon = await agir(app, comptes.signataire, (ctx) => creerDossier(ctx, appelId, organismeId));
  });
  after(() => app.fermer());

  const refus = async (faire: (ctx: Contexte) => Promise<unknown>): Promise<Refus> =>
    app.deps.uniteDeTravail(SYSTEME, faire).then(() => expect.fail('nothing was refused'), (e: unknown) => { if (e instanceof Refus) return e; throw e; });
  const actuel = async (): Promise<AppelModifie> => ({ ...(await lireAppel(app.deps.db, appelId)) ?? expect.fail('no call'), appelId });
  const page = async (chemin: string, visiteur = responsable): Promise<string> => textePropre(await visiteur.lire(chemin));
  const enregistrer = async (section: string, changements: Champs): Promise<void> => {
    const chemin = `/gestion/appels/${appelId}/modifier/${section}`;
    await responsable.reussir(chemin, { ...champsDuFormulaire((await responsable.lire(chemin)).corps, chemin), ...changements });
  };
  const courriels = async (debut: string): Promise<{ destinataire: string; sujet: string; texte: string }[]> =>
    (await app.deps.db('outbox').where('cle', 'like', `${debut}%`).select<{ destinataire: string; sujet: string; texte: string }[]>('destinataire', 'sujet', 'texte'))
      .map((c) => ({ ...c, texte: c.texte.replace(/[\u00a0\u202f]/g, ' ') }));
  const redaction = (): string => `/gestion/appels/${appelId}/modifier`;

  it('never edits a published call in place', async () => {
    const avant = await actuel();
    expect((await refus((ctx) => modifierAppel(ctx, avant))).code).to.equal('appel.fige');
    expect((await refus((ctx) => nouvelleVersion(ctx, { ...avant, motif: 'Sans raison' }))).code).to.equal('appel.sans_changement');
    expect((await refus((ctx) => nouvelleVersion(ctx, { ...avant, motif: 'X', fermeLe: instantDeParis('2022-01-01T12:00') }))).code).to.equal('appel.fermeture_passee');
    expect((await responsable.envoyer(`/gestion/appels/${appelId}/version`, { motif: 'Rien', confirme: 'oui' })).statut).to.equal(422);
  });

  it('keeps changes to itself until they are published, and shows them field by field before', async () => {
    await enregistrer('regles', { plafondHorsRsa: '15' });
    await enregistrer('criteres', { 'criteres[3][poids]': '4', 'criteres[1][intitule]': '', 'criteres[1][poids]': '', 'criteres[1][code]': '' });
    expect(await page(`/appels/${appelId}`, new Visiteur(app.adresse))).to.include('pour 10 % de la subvention au plus').and.not.include('Modifié le');
    const relecture = await page(redaction());
    for (const dit of ['Plafond des personnes hors RSA 10 % 15 %', 'Critère « Adéquation aux besoins », poids 2 4', 'Critère « Lisibilité et qualité globale du projet » poids : 1 (retiré)', 'Le dossier déjà déposé garde la version à laquelle il a répondu.', '1 personne sera prévenue']) expect(relecture).to.include(dit);
    expect(await page(`/gestion/appels/${appelId}/apercu`)).to.include('quand la version 2 sera publiée').and.include('pour 15 % de la subvention');
    expect(await page(`/gestion/appels/${appelId}`)).to.include('Modifications enregistrées le 10 janvier 2022');
  });

  it('abandons changes on demand, and forgets those that come back to what is published', async () => {
    await responsable.reussir(`/gestion/appels/${appelId}/abandon`);
    expect(await page(redaction())).not.to.include('Plafond des personnes hors RSA');
    await enregistrer('regles', { plafondHorsRsa: '15' });
    await enregistrer('regles', { plafondHorsRsa: '10' });
    expect(await app.deps.db('appel_modifications').where({ appel_id: appelId })).to.deep.equal([]);
  });

  it('publishes a version with its reason: deposited dossiers keep theirs, brouillons follow and their porteurs are told what changed', async () => {
    await enregistrer('regles', { plafondHorsRsa: '15' });
    await enregistrer('criteres', { 'criteres[3][poids]': '4' });
    const action = `/gestion/appels/${appelId}/version`;
    const champs = champsDuFormulaire((await responsable.lire(redaction())).corps, action);
    const sansMotif = await responsable.envoyer(action, { ...champs, confirme: 'oui' });
    expect(textePropre(sansMotif)).to.include('Dites pourquoi l’appel change : ce motif est publié.');
    const sansCase = await responsable.envoyer(action, { ...champs, motif: 'Délibération du 10 janvier' });
    expect(sansCase.statut).to.equal(422);
    expect(sansCase.corps).to.include('Délibération du 10 janvier');
    await enregistrer('delais', { 'delais[complementsJours]': '20' });
    const perime = await responsable.envoyer(action, { ...champs, motif: 'Délibération du 10 janvier', confirme: 'oui' });
    expect(textePropre(perime)).to.include('Quelqu’un a enregistré cet appel');
    await responsable.reussir(action, { ...champsDuFormulaire(perime.corps, action), confirme: 'oui' });

    const { db } = app.deps;
    expect((await lireAppel(db, appelId))?.version).to.equal(2);
    expect((await lireVersionAppel(db, appelId, 1))?.regles.plafondHorsRsa).to.equal('0.1000');
    const plafond = async (id: string): Promise<string> => (await lireReglesDuDossier(db, (await lireDossier(db, id)) ?? expect.fail('no dossier'))).regles.plafondHorsRsa;
    expect([await plafond(depose), await plafond(brouillon)]).to.deep.equal(['0.1000', '0.1500']);
    const recus = await courriels('appel.version:2:');
    expect(recus.map((c) => c.destinataire)).to.deep.equal(['signataire@passerelle.test']);
    expect(recus[0]?.texte).to.include('– Plafond des personnes hors RSA : 10 % → 15 %').and.include('– Critère « Adéquation aux besoins », poids : 2 → 4').and.include('– Délai pour répondre à une demande de compléments : 15 jours → 20 jours').and.include('Motif : Délibération du 10 janvier');
    expect(await page(`/gestion/appels/${appelId}`)).to.include('Délibération du 10 janvier').and.include('3 changements').and.include('Adéquation aux besoins », poids 2 4');
    expect(await app.deps.db('appel_modifications').where({ appel_id: appelId })).to.deep.equal([]);
  });

  it('tells applicants on the public page what changed, when and why, and keeps the former version readable', async () => {
    const anonyme = new Visiteur(app.adresse);
    expect(await page(`/appels/${appelId}`, anonyme)).to.match(/Modifié le 10 janvier 2022 à 9 h 00 : Délibération du 10 janvier/).and.include('Plafond des personnes hors RSA 10 % 15 %').and.include('pour 15 % de la subvention au plus');
    expect(await page(`/appels/${appelId}?version=1`, anonyme)).to.include('pour 10 % de la subvention au plus').and.include('remplacée par la version 2').and.not.include('Modifié le');
    expect((await anonyme.lire(`/appels/${appelId}?version=9`)).statut).to.equal(404);
  });

  it('moves the closing further by its own form, tells the porteurs, and keeps the changes being written', async () => {
    await enregistrer('presentation', { attendus: 'Un attendu en préparation.' });
    const chemin = `/gestion/appels/${appelId}/prolongation`;
    const tot = await responsable.envoyer(chemin, { 'fermeLe[jour]': '28/02/2022', 'fermeLe[heure]': '12:00', motif: 'Vacances scolaires' });
    expect(textePropre(tot)).to.include('La nouvelle clôture doit venir après l’actuelle, le 28 février 2022 à 23 h 59.').and.include('Vacances scolaires');
    await responsable.reussir(chemin, { 'fermeLe[jour]': '15/03/2022', 'fermeLe[heure]': '17 h', motif: 'Vacances scolaires' });
    const appel = await lireAppel(app.deps.db, appelId);
    expect([appel?.version, appel?.fermeLe]).to.deep.equal([3, '2022-03-15T16:00:59.000Z']);
    const [courriel] = await courriels('appel.version:3:');
    expect(courriel?.sujet.replace(/[\u00a0\u202f]/g, ' ')).to.include('dépôt jusqu’au 15 mars 2022 à 17 h 00');
    expect(await page(`/appels/${appelId}`, new Visiteur(app.adresse))).to.include('Clôture du dépôt 28 février 2022 à 23 h 59 15 mars 2022 à 17 h 00').and.not.include('Un attendu en préparation');
    const relecture = await page(redaction());
    expect(relecture).to.include('Un attendu en préparation').and.not.include('Clôture du dépôt');
    app.horloge.allerA('2022-03-15T17:00:59');
    expect(await page(`/appels/${appelId}`, new Visiteur(app.adresse))).to.include('Dernier jour : jusqu’à 17 h 00');
    app.horloge.allerA('2022-03-15T17:01:00');
    expect(await page(`/appels/${appelId}`, new Visiteur(app.adresse))).to.include('Le dépôt s’est terminé le 15 mars 2022');
    app.horloge.allerA('2022-01-10T09:00');
  });

  it('adds the service’s own paragraphs to the receipt, with the values of the dossier', async () => {
    const documents = await app.deps.db('documents').where({ dossier_id: depose, type: 'recepisse' }).select<{ id: string }[]>('id');
    const pdf = await signataire.lire(`/dossiers/${depose}/documents/${documents[0]?.id ?? ''}/document.pdf`);
    const texte = (await extraireTextePdf(pdf.octets)).replace(/\s+/g, ' ');
    expect(texte).to.include('Le numéro AAP-2022-0001 est à rappeler').and.include('« Rebond : un accompagnement vers l’emploi en milieu rural »').and.not.include('{{');
  });

  it('tells the porteurs of brouillons when the call is closed before its date', async () => {
    await responsable.reussir(`/gestion/appels/${appelId}/cloture`, { confirme: 'oui' });
    const [courriel] = await courriels('appel.clos:');
    expect(courriel?.destinataire).to.equal('signataire@passerelle.test');
    expect(await app.deps.db('appel_modifications').where({ appel_id: appelId })).to.deep.equal([]);
  });
});
