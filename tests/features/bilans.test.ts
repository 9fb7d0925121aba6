import { expect } from 'chai';
import { ouvrirBilan } from '../../server/features/bilans/bilan-service.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

const PDF = new File(['%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'], 'facture-juin.pdf', { type: 'application/pdf' });
const FAUX_PDF = new File(['<script>alert(1)</script>'], 'facture.pdf', { type: 'application/pdf' });
const REALISATION = { version: '1', 'volumes[0]': '32', 'publics[rsa]': '30', 'publics[horsRsaMoins25]': '2', 'publics[horsRsaAutres]': '0', 'indicateurs[0]': '12 sorties', recit: 'Les ateliers ont eu lieu.' };
const depense = (changements: Champs = {}): Champs =>
  ({ depenseId: '', poste: 'personnel_direct', libelle: 'Salaires de juin', date: '30/06/2022', acquitteeLe: '05/07/2022', montant: '48 000,00', piece: PDF, ...changements });
const ressource = (changements: Champs = {}): Champs => ({ ressourceId: '', financeur: 'etat', libelle: 'DDETS', montant: '25000', preuve: PDF, ...changements });

describe('final bilan', () => {
  let app: ApplicationDeTest;
  let convention: ConventionSignee;
  let signataire: Visiteur;
  let redacteur: Visiteur;
  let bilan: string;

  const connecte = async (courriel: string): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(courriel);
    return v;
  };
  const compter = async (table: string): Promise<number> => Number((await app.deps.db(table).count({ n: '*' }).first<{ n: number | string }>()).n);
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps);

  beforeEach(async () => {
    app = await lancerApplication();
    convention = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    bilan = `/dossiers/${convention.id}/bilan`;
    signataire = await connecte(convention.comptes.signataire.courriel);
    redacteur = await connecte(convention.comptes.redacteur.courriel);
  });
  afterEach(() => app.fermer());

  it('opens once at signature, six months after the end of the operation', async () => {
    expect(await agir(app, convention.comptes.instructeur, (ctx) => ouvrirBilan(ctx, convention.id))).to.equal(convention.bilanId);
    const ligne = await app.deps.db('bilans').where({ dossier_id: convention.id }).select('limite', 'etat');
    expect(ligne).to.deep.equal([{ limite: '2023-06-30', etat: 'brouillon' }]);
    expect(await lu(redacteur, bilan)).to.include('À déposer au plus tard le 30 juin 2023');
  });

  it('forecasts the balance to the cent on what is typed, binding ceiling named', async () => {
    await redacteur.reussir(`${bilan}/realisation`, REALISATION);
    await redacteur.reussir(`${bilan}/depenses`, depense());
    await redacteur.reussir(`${bilan}/ressources`, ressource());
    const page = await lu(redacteur, bilan);
    expect(page).to.include('Montant dû 18 000,00 €').and.include('Solde à recevoir 8 000,00 €').and.include('Plafond qui limite : Volume réalisé');
    const solde = await lu(redacteur, `/dossiers/${convention.id}/solde`);
    expect(solde).to.include('Ceci est une prévision');
    for (const plafond of ['20 000,00 €', '18 000,00 €', '19 200,00 €', '23 000,00 €']) expect(solde).to.include(plafond);
  });

  it('keeps what was typed when a field is wrong', async () => {
    const reponse = await redacteur.envoyer(`${bilan}/depenses`, depense({ date: '31/02/2022', libelle: 'Formateur « Clés »' }));
    expect(reponse.statut).to.equal(422);
    expect(reponse.corps).to.include('value="31/02/2022"').and.include('Formateur « Clés »').and.include('value="48 000,00"').and.include('Saisissez une date');
    expect(await compter('bilan_depenses')).to.equal(0);
    const publics = await redacteur.envoyer(`${bilan}/realisation`, { ...REALISATION, 'publics[rsa]': 'trente', 'volumes[0]': '12,345' });
    expect(publics.statut).to.equal(422);
    expect(publics.corps).to.include('value="trente"').and.include('value="12,345"').and.include('Les ateliers ont eu lieu.');
  });

  it('refuses a file whose content is not a document, and keeps what was typed', async () => {
    const reponse = await redacteur.envoyer(`${bilan}/depenses`, depense({ piece: FAUX_PDF }));
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps)).to.include('seuls les fichiers PDF');
    expect(reponse.corps).to.include('Salaires de juin');
    expect(await compter('bilan_depenses')).to.equal(0);
  });

  it('changes and withdraws a line, its evidence kept, other files added to it', async () => {
    await redacteur.reussir(`${bilan}/depenses`, depense());
    const { db } = app.deps;
    const { id } = await db('bilan_depenses').first<{ id: string }>('id');
    const pieces = (): Promise<string[]> => db('bilan_depense_pieces').where({ depense_id: id }).orderBy('fichier_id').pluck<string[]>('fichier_id');
    const [fichier = ''] = await pieces();
    expect((await redacteur.lire(`${bilan}/depenses?ligne=${id}`)).corps).to.include('value="48000,00"').and.include('facture-juin.pdf');
    await redacteur.reussir(`${bilan}/depenses`, { ...depense({ depenseId: id, montant: '47 000' }), piece: new File([`${await PDF.text()}\n`], 'relevé.pdf', { type: 'application/pdf' }) });
    expect(await db('bilan_depenses').select('id').select(db.raw('cast(montant_cents as integer) as montant'))).to.deep.equal([{ id, montant: 4_700_000 }]);
    const [, second = ''] = await pieces();
    for (const f of [fichier, second]) expect((await redacteur.lire(`/dossiers/${convention.id}/fichiers/${f}`)).statut).to.equal(200);
    await redacteur.reussir(`${bilan}/depenses/${id}/pieces/${fichier}/retrait`);
    expect(await pieces()).to.deep.equal([second]);
    expect((await redacteur.envoyer(`${bilan}/depenses/${id}/pieces/${fichier}/retrait`)).statut).to.equal(404);
    await redacteur.reussir(`${bilan}/depenses/${id}/retrait`);
    expect([await compter('bilan_depenses'), await compter('bilan_depense_pieces'), await compter('bilan_pieces')]).to.deep.equal([0, 0, 2]);
  });

  it('counts the money of the convention apart, and no empty amount', async () => {
    const siennes = await redacteur.envoyer(`${bilan}/ressources`, ressource({ financeur: 'departement' }));
    expect(siennes.statut).to.equal(422);
    expect(texteDe(siennes.corps)).to.include('Ne saisissez pas la subvention de cette convention');
    expect((await redacteur.envoyer(`${bilan}/depenses`, depense({ montant: '0' }))).statut).to.equal(422);
    expect(await compter('bilan_ressources') + await compter('bilan_depenses')).to.equal(0);
  });

  it('shows both entries when two people write the realisation at once', async () => {
    await signataire.reussir(`${bilan}/realisation`, { ...REALISATION, recit: 'Récit de la présidente.' });
    const reponse = await redacteur.envoyer(`${bilan}/realisation`, { ...REALISATION, recit: 'Récit du rédacteur.' });
    expect(reponse.statut).to.equal(422);
    expect(reponse.corps).to.include('Récit de la présidente.').and.include('Récit du rédacteur.').and.match(/name="version"[^>]* value="2"/);
    await redacteur.reussir(`${bilan}/realisation`, { ...REALISATION, version: '2', recit: 'Récit du rédacteur.' });
    expect((await redacteur.lire(`${bilan}/realisation`)).corps).to.include('Récit du rédacteur.');
  });

  it('lists what stops the deposit and refuses it', async () => {
    await redacteur.reussir(`${bilan}/depenses`, depense({ piece: '', date: '15/01/2023' }));
    await redacteur.reussir(`${bilan}/ressources`, ressource({ preuve: '' }));
    const page = await lu(signataire, bilan);
    expect(page).to.include('Déclarez ce qui a été réalisé').and.include('joignez le justificatif').and.include('hors de la période').and.include('joignez la délibération ou l’attestation');
    expect(page).not.to.include('Je certifie');
    const reponse = await signataire.envoyer(`${bilan}/depot`, { certifie: 'oui' });
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps)).to.include('4 points restent à compléter');
  });

  it('is deposited by the signataire alone, with a receipt that names the hash of each piece of evidence', async () => {
    await redacteur.reussir(`${bilan}/realisation`, REALISATION);
    await redacteur.reussir(`${bilan}/depenses`, depense());
    expect((await redacteur.envoyer(`${bilan}/depot`, { certifie: 'oui' })).statut).to.equal(403);
    expect((await signataire.envoyer(`${bilan}/depot`)).statut).to.equal(422);
    app.horloge.allerA('2023-07-03T09:00');
    await signataire.connecter(convention.comptes.signataire.courriel);
    expect(await lu(signataire, bilan)).to.include('le bilan sera déposé hors délai');
    await signataire.reussir(`${bilan}/depot`, { certifie: 'oui' });
    const { etat, depose_par: par } = await app.deps.db('bilans').first<{ etat: string; depose_par: string }>('etat', 'depose_par');
    expect([etat, par]).to.deep.equal(['depose', convention.comptes.signataire.id]);
    const { id } = await app.deps.db('documents').where({ type: 'recepisse_bilan' }).first<{ id: string }>('id');
    const { sha256 } = await app.deps.db('fichiers').where({ nom: 'facture-juin.pdf' }).first<{ sha256: string }>('sha256');
    const recu = await extraireTextePdf((await signataire.lire(`/dossiers/${convention.id}/documents/${id}/document.pdf`)).octets);
    expect(recu.replace(/\s/g, '')).to.include(sha256);
    const prevenus = await app.deps.db('notifications as n').join('personnes as p', 'p.id', 'n.personne_id').where('n.cle', 'like', 'bilan.deposer:%').orderBy('p.courriel').pluck<string[]>('p.courriel');
    expect(prevenus).to.deep.equal(['redacteur@passerelle.test', 'responsable@passerelle.test', 'signataire@passerelle.test']);
  });

  it('stays as deposited', async () => {
    await bilanDepose(app, convention);
    for (const [chemin, champs] of [['depenses', depense()], ['realisation', REALISATION], ['ressources', ressource()], ['depot', { certifie: 'oui' }]] as const) {
      const reponse = await signataire.envoyer(`${bilan}/${chemin}`, champs);
      expect([chemin, reponse.statut]).to.deep.equal([chemin, 422]);
      expect(texteDe(reponse.corps)).to.include('le bilan est à l’état « Déposé »');
    }
    expect(await compter('bilan_depenses')).to.equal(4);
  });

  it('belongs to its organisme: 404 for another, 403 for an agent', async () => {
    const autre = await conventionSignee(app, { comptes: convention.comptes, appelId: convention.appelId });
    await app.deps.db('membres').where({ organisme_id: autre.organismeId }).del();
    const chemin = `/dossiers/${autre.id}/bilan`;
    for (const suite of ['', '/realisation', '/depenses', '/ressources', '/contradictoire']) expect((await signataire.lire(chemin + suite)).statut, suite).to.equal(404);
    expect((await signataire.envoyer(`${chemin}/depenses`, depense())).statut).to.equal(404);
    expect((await signataire.lire(`/dossiers/${autre.id}/solde`)).statut).to.equal(404);
    expect((await (await connecte(convention.comptes.instructeur.courriel)).lire(bilan)).statut).to.equal(403);
    expect((await new Visiteur(app.adresse).lire(bilan)).vers).to.match(/^\/connexion/);
  });
});
