import { expect } from 'chai';
import { listerDocuments, lireDocument } from '../../server/features/documents/document-queries.js';
import { lireVersionDossier } from '../../server/features/dossiers/dossier-queries.js';
import { enregistrerSection } from '../../server/features/dossiers/section-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { SectionSaisie } from '../../server/domain/dossiers/contenu.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { agir, comptesDeTest, type Compte, type ComptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, ORGANISME, pdf } from '../support/depot-http.js';
import { sectionsDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

const SIRET = '78237124900015';
const RECEPTION: Champs = { jour: '12/01/2022', heure: '16 h 05', mode: 'courrier' };
const { iban: _iban, bic: _bic, representant: _representant, siret: _siret, ...IDENTITE } = ORGANISME;

describe('dossiers papier', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let appelId: string;
  let agent: Visiteur;

  beforeEach(async () => {
    app = await lancerApplication('2022-01-20T09:00');
    comptes = await comptesDeTest(app);
    appelId = (await appelReferencePublie(app)).id;
    agent = await visiter(comptes.instructeur);
  });
  afterEach(() => app.fermer());

  const visiter = async (compte: Compte): Promise<Visiteur> => { const v = new Visiteur(app.adresse); await v.connecter(compte.courriel); return v; };
  const nouveau = (): string => `/appels/${appelId}/dossier-papier`;
  const id = (adresse: string): string => adresse.split('/')[2] ?? '';
  const ouvrir = async (champs: Champs = {}): Promise<string> => id(await agent.reussir(nouveau(), { siret: SIRET, ...IDENTITE, ...RECEPTION, ...champs }));
  /** Everything the paper says, typed by the agent, and its scan. */
  const saisir = async (dossierId: string): Promise<void> => {
    await agir(app, comptes.instructeur, async (ctx) => {
      for (const [nom, contenu] of Object.entries(sectionsDeTest())) await enregistrerSection(ctx, dossierId, nom as SectionSaisie, contenu, 0);
    });
    await agent.reussir(`/dossiers/${dossierId}/papier/original`, { original: pdf('dossier-original') });
  };
  const etat = async (dossierId: string): Promise<string> => (await app.deps.db('dossiers').where({ id: dossierId }).first<{ etat: string }>('etat')).etat;

  it('is opened for an organisme the agent declares without becoming a member, and says who entered it', async () => {
    expect(texteDe((await agent.lire(`${nouveau()}?siret=12345678901234`)).corps)).to.contain('Ce SIRET n’est pas valide');
    expect(texteDe((await agent.lire(`${nouveau()}?siret=782 371 249 00015`)).corps)).to.contain('Ce SIRET n’est pas connu').and.to.contain('Forme juridique');
    const vide = await agent.envoyer(nouveau(), { siret: SIRET, ...RECEPTION });
    expect([vide.statut, vide.corps.includes('href="#nom"'), vide.corps.includes('value="16 h 05"')]).to.deep.equal([422, true, true]);
    const dossierId = await ouvrir();
    const organisme = await app.deps.db('organismes').where({ siret: SIRET }).first<{ id: string; nom: string }>('id', 'nom');
    expect(organisme.nom).to.equal('Association Les Passerelles du Confluent');
    expect((await app.deps.db('membres').where({ organisme_id: organisme.id })).length).to.equal(0);
    const page = texteDe((await agent.lire(`/dossiers/${dossierId}/papier`)).corps);
    expect(page).to.contain('Reçu le 12 janvier 2022 à 16 h 05 (Courrier), saisi par Inès Struct').and.to.contain('Cet organisme n’a pas de compte').and.to.contain('l’original papier numérisé');
    expect(texteDe((await agent.lire('/dossiers-papier')).corps)).to.contain('Les Passerelles du Confluent');
    const ligne = await app.deps.db('journal').where({ dossier_id: dossierId, action: 'dossier.saisir_papier' }).first<{ acteur_nom: string; donnees: string }>('acteur_nom', 'donnees');
    expect(ligne.acteur_nom).to.equal('Inès Struct');
    expect(JSON.stringify(ligne.donnees)).to.contain('2022-01-12T15:05:00.000Z');
  });

  it('counts the receipt and not the entry: to the second of the closing, never in the future, even once the call is closed', async () => {
    const essayer = async (champs: Champs): Promise<string> => { const r = await agent.envoyer(nouveau(), { siret: SIRET, ...IDENTITE, mode: 'remise', ...champs }); return r.statut === 303 ? 'ok' : `${r.statut} ${texteDe(r.corps)}`; };
    expect(await essayer({ jour: '20/01/2022', heure: '9 h 01' })).to.match(/^422 .*ne peut pas être dans le futur/);
    expect(await essayer({ jour: '14/11/2021', heure: '23:59' })).to.match(/^422 .*L’appel prend les dossiers reçus du 15 novembre 2021/);
    expect(await essayer({ jour: '20/01/2022', heure: '25 h' })).to.match(/^422 .*Saisissez une heure/);
    app.horloge.allerA('2022-03-04T10:00');
    await agent.connecter(comptes.instructeur.courriel);
    await app.deps.db('appels').where({ id: appelId }).update({ etat: 'clos' });
    expect(await essayer({ jour: '01/03/2022', heure: '0 h 00' })).to.match(/^422 /);
    expect(await essayer({ jour: '28/02/2022', heure: '23 h 59' })).to.equal('ok');
    const dossierId = (await app.deps.db('dossiers').first<{ id: string }>('id')).id;
    await saisir(dossierId);
    await agent.reussir(`/dossiers/${dossierId}/depot`);
    expect(await app.deps.db('dossiers').where({ id: dossierId }).first('numero', 'depose_le', 'etat')).to.deep.equal({ numero: 'AAP-2022-0001', depose_le: '2022-02-28T22:59:00.000Z', etat: 'depose' });
    await app.deps.db('appels').where({ id: appelId }).update({ etat: 'archive' });
    expect(await essayer({ jour: '28/02/2022', heure: '12 h' })).to.match(/^422 /);
  });

  it('is deposited as it came, gaps included, numbered and receipted at its receipt, and its gaps are on the checklist', async () => {
    const dossierId = await ouvrir();
    const tot = await agent.envoyer(`/dossiers/${dossierId}/depot`);
    expect([tot.statut, texteDe(tot.corps)]).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('la rubrique Organisme') && t.includes('l’original papier numérisé'));
    await saisir(dossierId);
    const { projet } = sectionsDeTest();
    await agir(app, comptes.instructeur, (ctx) => enregistrerSection(ctx, dossierId, 'projet', { ...projet, equipe: '' }, 1));
    expect(texteDe((await agent.lire(`/dossiers/${dossierId}/papier`)).corps)).to.contain('Laissé incomplet sur le papier').and.to.contain('Déposer le dossier papier');
    await agent.reussir(`/dossiers/${dossierId}/depot`);
    const version = await lireVersionDossier(app.deps.db, dossierId);
    expect(version?.pieces.map((p) => [p.code, p.nom])).to.deep.equal([['original_papier', 'dossier-original.pdf']]);
    const [recepisse] = await listerDocuments(app.deps.db, dossierId, true);
    const modele = JSON.stringify(await lireDocument(app.deps.db, dossierId, recepisse?.id ?? '', true));
    expect(modele).to.contain('Reçu sur papier le').and.to.contain('12 janvier 2022').and.to.contain('Dossier papier, saisi par Inès Struct le 20 janvier 2022').and.to.contain('Original papier numérisé');
    expect(texteDe((await agent.lire(`/dossiers/${dossierId}`)).corps)).to.contain('Dossier papier Reçu le 12 janvier 2022');
    expect(texteDe((await agent.lire('/dossiers?voie=papier')).corps)).to.contain('AAP-2022-0001');
    const examen = texteDe((await agent.lire(`/dossiers/${dossierId}/recevabilite`)).corps);
    expect(examen).to.contain('Rubriques remplies Règle non respectée À compléter : Projet.').and.to.contain('Saisi par').and.to.contain('dossier-original.pdf').and.to.contain('Manque : Statuts');
    expect((await agent.envoyer(`/dossiers/${dossierId}/papier/original`, { original: pdf('trop-tard') })).statut).to.equal(403);
  });

  it('is entered by instructeurs and responsables alone; others do not know of it, its own organisme reads it meanwhile', async () => {
    const porteur = await visiter(comptes.signataire);
    const organismeId = await declarerOrganisme(porteur);
    const dossierId = await ouvrir();
    expect((await app.deps.db('dossiers').where({ id: dossierId }).first<{ organisme_id: string }>('organisme_id')).organisme_id).to.equal(organismeId);
    const { instructeur2, responsable, finances1, controleur, comite1, avis, pilotage, redacteur } = comptes;
    for (const compte of [instructeur2, responsable]) {
      const v = await visiter(compte);
      expect([(await v.lire(`/dossiers/${dossierId}`)).statut, (await v.lire(`/dossiers/${dossierId}/papier`)).statut, (await v.lire(`/dossiers/${dossierId}/sections/projet`)).statut]).to.deep.equal([200, 200, 200]);
      expect((await v.envoyer(`/dossiers/${dossierId}/recevabilite/conclusion`, { conclusion: 'recevable' })).statut, 'nothing else of it').to.equal(403);
    }
    for (const compte of [finances1, controleur, comite1, avis, pilotage, redacteur]) {
      const v = await visiter(compte);
      expect([(await v.lire(`/dossiers/${dossierId}`)).statut, (await v.lire(`/dossiers/${dossierId}/papier`)).statut, (await v.envoyer(nouveau(), { siret: SIRET, ...RECEPTION })).statut]).to.deep.equal([404, 404, 403]);
    }
    const lue = await porteur.lire(`/dossiers/${dossierId}`);
    expect([lue.statut, texteDe(lue.corps).includes('Le service saisit le dossier reçu sur papier')]).to.deep.equal([200, true]);
    for (const chemin of ['sections/projet', 'depot', 'retrait', 'papier']) expect((await porteur.envoyer(`/dossiers/${dossierId}/${chemin}`, { version: '0', motif: 'Non' })).statut, chemin).to.equal(403);
    await saisir(dossierId);
    await agent.reussir(`/dossiers/${dossierId}/depot`);
    const recu = (await app.deps.db('outbox').where('cle', 'like', 'recepisse:%').select<{ destinataire: string; texte: string }[]>('destinataire', 'texte'));
    expect(recu.map((c) => c.destinataire)).to.deep.equal(['signataire@passerelle.test']);
    expect(recu[0]?.texte).to.contain('Reçu sur papier le 12 janvier 2022').and.to.contain('saisi par Inès Struct');
  });

  it('is never entered by a member of the organisme, not even one who became a member since', async () => {
    const porteur = await visiter(comptes.signataire);
    const organismeId = await declarerOrganisme(porteur);
    const adherer = (personneId: string): Promise<unknown> =>
      app.deps.db('membres').insert({ id: nouvelId(), organisme_id: organismeId, personne_id: personneId, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    await adherer(comptes.responsable.id);
    const refus = await (await visiter(comptes.responsable)).envoyer(nouveau(), { siret: SIRET, ...RECEPTION });
    expect([refus.statut, texteDe(refus.corps).includes('Vous êtes membre de cet organisme')]).to.deep.equal([422, true]);
    const dossierId = await ouvrir();
    await adherer(comptes.instructeur.id);
    expect((await agent.envoyer(`/dossiers/${dossierId}/sections/projet`, { version: '0' })).statut).to.equal(403);
    expect((await agent.lire(`/dossiers/${dossierId}/papier`)).statut).to.equal(403);
  });

  it('corrects a receipt and an identity before the deposit, and abandons an entry made by mistake', async () => {
    const dossierId = await ouvrir();
    const page = `/dossiers/${dossierId}/papier`;
    await agent.reussir(page, { ...RECEPTION, heure: '11h30', mode: 'remise', avecIdentite: 'oui', ...IDENTITE, commune: 'Marmande' });
    expect(texteDe((await agent.lire(page)).corps)).to.contain('Reçu le 12 janvier 2022 à 11 h 30 (Remise en main propre)');
    expect((await app.deps.db('organismes').where({ siret: SIRET }).first<{ commune: string }>('commune')).commune).to.equal('Marmande');
    expect((await agent.envoyer(page, { ...RECEPTION, jour: '21/01/2022' })).statut).to.equal(422);
    await agent.reussir(`/dossiers/${dossierId}/retrait`, { motif: 'Saisi deux fois' });
    expect(await etat(dossierId)).to.equal('retire');
    expect((await agent.envoyer(page, RECEPTION)).statut).to.equal(403);
  });

  it('gives an organisme without an account its first signataire, who then answers online what was asked', async () => {
    const dossierId = await ouvrir();
    await saisir(dossierId);
    expect((await agent.envoyer(`/dossiers/${dossierId}/papier/invitation`, { courriel: 'pas une adresse' })).statut).to.equal(422);
    await agent.reussir(`/dossiers/${dossierId}/papier/invitation`, { courriel: comptes.signataire.courriel });
    const { texte } = await app.deps.db('outbox').where('cle', 'like', 'invitation:%').first<{ texte: string }>('texte');
    const lien = /(\/invitations?\/[\w-]{43})/.exec(texte)?.[1] ?? '';
    const porteur = await visiter(comptes.signataire);
    await porteur.lire(lien);
    await porteur.reussir(lien);
    expect((await agent.envoyer(`/dossiers/${dossierId}/papier/invitation`, { courriel: 'autre@exemple.fr' })).statut, 'it has a member now').to.equal(422);
    await agent.reussir(`/dossiers/${dossierId}/depot`);
    await agent.reussir(`/dossiers/${dossierId}/recevabilite/complements`, { 'elements[0][cle]': 'piece:rib', 'elements[0][motif]': 'manquant', 'elements[0][commentaire]': '' });
    expect((await porteur.envoyer(`/dossiers/${dossierId}/pieces`, { code: 'statuts', precision: '', statuts: pdf('statuts') })).statut).to.equal(422);
    await porteur.reussir(`/dossiers/${dossierId}/pieces`, { code: 'rib', precision: '', rib: pdf('rib') });
    expect(texteDe((await porteur.lire(`/dossiers/${dossierId}/verification`)).corps), 'the gaps nobody asked about do not stop it').to.contain('Déposer le dossier');
    await porteur.reussir(`/dossiers/${dossierId}/depot`);
    expect(await etat(dossierId)).to.equal('depose');
  });

  it('has its complements answered on paper too, in the elements asked and no other', async () => {
    const dossierId = await ouvrir();
    await saisir(dossierId);
    await agent.reussir(`/dossiers/${dossierId}/depot`);
    expect((await agent.envoyer(`/dossiers/${dossierId}/retrait`, { motif: 'Non' })).statut, 'deposited, it is the organisme’s').to.equal(403);
    await agent.reussir(`/dossiers/${dossierId}/recevabilite/complements`, { 'elements[0][cle]': 'piece:rib', 'elements[0][motif]': 'manquant', 'elements[0][commentaire]': '' });
    const demande = texteDe((await agent.lire(`/dossiers/${dossierId}/complements`)).corps);
    expect(demande).to.contain('Cet organisme n’a pas de compte').and.to.contain('Vérifier et redéposer');
    expect((await agent.envoyer(`/dossiers/${dossierId}/pieces`, { code: 'statuts', precision: '', statuts: pdf('statuts') })).statut).to.equal(422);
    await agent.reussir(`/dossiers/${dossierId}/pieces`, { code: 'rib', precision: '', rib: pdf('rib') });
    await agent.reussir(`/dossiers/${dossierId}/papier/original`, { original: pdf('reponse-papier') });
    await agent.reussir(`/dossiers/${dossierId}/depot`);
    expect((await lireVersionDossier(app.deps.db, dossierId, 2))?.pieces.map((p) => p.nom)).to.deep.equal(['dossier-original.pdf', 'rib.pdf', 'reponse-papier.pdf']);
    expect((await app.deps.db('dossiers').where({ id: dossierId }).first<{ depose_le: string }>('depose_le')).depose_le, 'the first receipt stays').to.equal('2022-01-12T15:05:00.000Z');
  });
});
