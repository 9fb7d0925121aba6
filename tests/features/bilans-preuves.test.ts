import { expect } from 'chai';
import { jour } from '../../server/domain/kernel/jour.js';
import { ajouterDepense } from '../../server/features/bilans/depense-service.js';
import { enregistrerRealisation } from '../../server/features/bilans/bilan-service.js';
import { ouvrirIntermediaire } from '../../server/features/bilans/intermediaire-service.js';
import { rappelerBilans } from '../../server/features/bilans/rappel-travaux.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { ajouterSuite } from '../../server/features/suivi/suite-service.js';
import { enregistrerVisite } from '../../server/features/suivi/suivi-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

const pdf = (contenu: string, nom = `${contenu}.pdf`): File => new File([`%PDF-1.4\n%${contenu}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`], nom, { type: 'application/pdf' });
const FACTURE = { poste: 'prestations', libelle: 'Atelier mobilité', date: '15/06/2022', acquitteeLe: '30/06/2022', montant: '1 200,00', fournisseur: 'Garage Solidaire', reference: 'F 2022-118', depenseId: '' };
const REALISATION = { volumes: [20], publics: { rsa: 18, horsRsaMoins25: 2, horsRsaAutres: 0 }, indicateurs: ['6 sorties'], recit: 'À mi-parcours.', nonExecution: false };

describe('evidence of a bilan, and what surrounds it', () => {
  let app: ApplicationDeTest;
  let convention: ConventionSignee;
  let redacteur: Visiteur;
  let depenses: string;

  const connecte = async (courriel: string): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(courriel);
    return v;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps);
  const ajouter = (champs: Champs): Promise<string> => redacteur.reussir(depenses, { ...FACTURE, ...champs });

  beforeEach(async () => {
    app = await lancerApplication();
    convention = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    depenses = `/dossiers/${convention.id}/bilan/depenses`;
    redacteur = await connecte(convention.comptes.redacteur.courriel);
  });
  afterEach(() => app.fermer());

  it('ties several files to several lines at once, and keeps the others for the lines to come', async () => {
    const { db } = app.deps;
    await ajouter({ reference: 'A' });
    await ajouter({ reference: 'B' });
    await ajouter({ reference: 'C' });
    const ids = await db('bilan_depenses').orderBy('rang').pluck<string[]>('id');
    await redacteur.reussir(`${depenses}/rattachement`, { depenseIds: ids.slice(0, 2), pieces: pdf('relevé') });
    await redacteur.reussir(`${depenses}/rattachement`, { pieces: pdf('attente') });
    expect(await lu(redacteur, `${depenses}?filtre=sans_piece`)).to.include('1 ligne, 1 200,00 €').and.include('attente.pdf').and.include('À rattacher').and.include('2 dépenses');
    expect(texteDe((await redacteur.envoyer(`${depenses}/rattachement`, { depenseIds: ids })).corps)).to.include('Choisissez au moins un fichier');
    const { id: attente } = await db('fichiers').where({ nom: 'attente.pdf' }).first<{ id: string }>('id');
    await redacteur.reussir(`${depenses}/rattachement`, { depenseIds: ids, fichierIds: attente });
    expect(await db('bilan_depense_pieces').count({ n: '*' }).first<{ n: number | string }>().then((l) => Number(l.n))).to.equal(5);
    expect((await redacteur.envoyer(`/dossiers/${convention.id}/bilan/pieces/${attente}/retrait`)).statut).to.equal(422);
    const autre = await conventionSignee(app, { comptes: convention.comptes, appelId: convention.appelId });
    expect((await redacteur.envoyer(`/dossiers/${autre.id}/bilan/depenses/rattachement`, { depenseIds: ids, fichierIds: attente })).statut).to.equal(404);
    expect((await redacteur.lire(`/dossiers/${autre.id}/fichiers/${attente}`)).statut).to.equal(404);
  });

  it('finds the same invoice in this dossier and in another of the organisme, whatever its spelling, and the same file', async () => {
    await ajouter({});
    const seconde = await conventionSignee(app, { comptes: convention.comptes, appelId: convention.appelId });
    await app.deps.db('dossiers').where({ id: seconde.id }).update({ organisme_id: convention.organismeId });
    await redacteur.reussir(`/dossiers/${seconde.id}/bilan/depenses`, { ...FACTURE, fournisseur: 'GARAGE  solidaire', reference: 'f2022/118', piece: pdf('facture') });
    await redacteur.reussir(depenses, { ...FACTURE, fournisseur: '', reference: '', montant: '80', piece: pdf('facture', 'autre-nom.pdf') });
    const page = await lu(redacteur, `${depenses}?filtre=doublon`);
    expect(page).to.include(`Même facture que la dépense 1 du dossier ${seconde.numero}`).and.include(`Même fichier que la dépense 1 du dossier ${seconde.numero}`).and.include('2 lignes, 1 280,00 €');
    expect(await lu(redacteur, `/dossiers/${convention.id}/bilan`)).to.include('2 dépenses : la même facture');
  });

  it('tells the porteur nothing of the same invoice in another organisme', async () => {
    await ajouter({});
    const autre = await conventionSignee(app, { comptes: convention.comptes, appelId: convention.appelId });
    expect(autre.organismeId).not.to.equal(convention.organismeId);
    await agir(app, convention.comptes.signataire, (ctx) => ajouterDepense(ctx, autre.id, { poste: 'prestations', libelle: 'Atelier', date: jour('2022-06-15'), acquitteeLe: null, montantCents: 120_000, fournisseur: 'Garage Solidaire', reference: 'F 2022-118', fichierIds: [] }));
    const page = await lu(redacteur, depenses);
    expect(page).not.to.include('Même facture').and.not.to.include(autre.numero);
    expect(await lu(redacteur, `${depenses}?filtre=doublon`)).to.include('Aucune dépense ne correspond');
  });

  it('adds up the hours of a person over the dossiers of the organisme, and says by how much they pass a full-time year', async () => {
    const paie = { poste: 'personnel_direct', fournisseur: '', reference: '', salarie: 'DUPONT Élise' };
    for (let m = 1; m <= 12; m += 1) await ajouter({ ...paie, libelle: `Paie ${m}`, mois: `${String(m).padStart(2, '0')}/2022`, heures: '140' });
    expect(await lu(redacteur, depenses)).not.to.include('1 720 heures déclarées').and.not.to.include('de plus qu’un temps plein');
    const seconde = await conventionSignee(app, { comptes: convention.comptes, appelId: convention.appelId });
    await app.deps.db('dossiers').where({ id: seconde.id }).update({ organisme_id: convention.organismeId });
    await redacteur.reussir(`/dossiers/${seconde.id}/bilan/depenses`, { ...FACTURE, ...paie, salarie: 'Elise Dupont', libelle: 'Paie', mois: '2022-03', heures: '45,5' });
    const page = await lu(redacteur, `${depenses}?filtre=temps_depasse`);
    expect(page).to.include('1 725,5 heures déclarées en 2022').and.include('soit 5,5 de plus').and.include('12 lignes');
    expect((await redacteur.envoyer(depenses, { ...FACTURE, ...paie, mois: '15/2022', heures: '900' })).statut).to.equal(422);
  });

  it('pages thousands of lines by their rank, each once', async () => {
    const { db } = app.deps;
    await db.batchInsert('bilan_depenses', Array.from({ length: 120 }, (_, i) => ({ id: crypto.randomUUID(), bilan_id: convention.bilanId, rang: i + 1, poste: 'prestations', libelle: `Dépense numéro ${i + 1}.`, date: '2022-06-01', montant_cents: 1000 })), 60);
    const vues: string[] = [];
    let suite: string | undefined = depenses;
    while (suite !== undefined && vues.length < 200) {
      const { corps } = await redacteur.lire(suite);
      vues.push(...[...corps.matchAll(/Dépense numéro (\d+)\./g)].map((m) => m[1] ?? ''));
      suite = /rel="next" href="([^"]+)"/.exec(corps)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    }
    expect(vues).to.deep.equal(Array.from({ length: 120 }, (_, i) => String(i + 1)));
  });

  it('opens an intermediate bilan half-way when the schedule waits for one; validated, its instalment is due and the final one is filled', async () => {
    const { db } = app.deps;
    const { id, comptes } = convention;
    expect(await agir(app, comptes.instructeur, (ctx) => ouvrirIntermediaire(ctx, id)), 'the reference schedule has none').to.equal(null);
    const { termes } = await db('conventions').where({ dossier_id: id }).first<{ termes: string }>('termes');
    await db('conventions').where({ dossier_id: id }).update({ termes: JSON.stringify({ ...(JSON.parse(termes) as object), echeances: [{ declencheur: 'signature', taux: '0.5000' }, { declencheur: 'bilan_intermediaire', taux: '0.3000' }, { declencheur: 'bilan', taux: '0.2000' }] }) });
    await db('versements').where({ id: convention.versements[1] ?? '' }).update({ declencheur: 'bilan_intermediaire' });
    const rappels = (): Promise<unknown> => app.deps.uniteDeTravail(SYSTEME, (ctx) => rappelerBilans.etape(ctx, {}, 0, undefined));
    await rappels();
    await rappels();
    const [intermediaire] = await db('bilans').where({ dossier_id: id, nature: 'intermediaire' }).select<{ id: string; limite: string }[]>('id', 'limite');
    expect(intermediaire?.limite).to.equal('2022-09-02');
    const rappeles = await db('notifications').where('cle', 'like', 'bilan.rappeler%').distinct().orderBy('cle').pluck<string[]>('cle');
    expect(rappeles.map((c) => c.split(':').slice(0, 2).join(':'))).to.deep.equal(['bilan.rappeler:ouverture', 'bilan.rappeler_intermediaire:depassee', 'bilan.rappeler_intermediaire:depassee']);

    await agir(app, comptes.redacteur, async (ctx) => {
      await enregistrerRealisation(ctx, id, REALISATION, { nature: 'intermediaire' });
      await ajouterDepense(ctx, id, { poste: 'prestations', libelle: 'Ateliers', date: jour('2022-03-01'), acquitteeLe: null, montantCents: 40_000, fichierIds: [] }, 'intermediaire');
    });
    const signataire = await connecte(comptes.signataire.courriel);
    await signataire.reussir(`/dossiers/${id}/bilan-intermediaire/depot`, { certifie: 'oui' });
    const instructeur = await connecte(comptes.instructeur.courriel);
    const examen = `/dossiers/${id}/bilan-intermediaire`;
    expect(await lu(instructeur, `${examen}/examen`)).to.include('À mi-parcours.').and.include('1 dépense : sans justificatif');
    expect((await redacteur.envoyer(`${examen}/validation`)).statut).to.equal(403);
    await instructeur.reussir(`${examen}/renvoi`, { motif: 'Précisez les orientations.' });
    expect(await lu(signataire, examen)).to.include('Précisez les orientations.');
    await signataire.reussir(`${examen}/depot`, { certifie: 'oui' });
    await instructeur.reussir(`${examen}/validation`);
    expect((await instructeur.envoyer(`${examen}/validation`)).statut).to.equal(422);
    const versement = await db('versements').where({ id: convention.versements[1] ?? '' }).first<{ exigible: boolean | number; exigible_le: string }>('exigible', 'exigible_le');
    expect([Boolean(versement.exigible), versement.exigible_le]).to.deep.equal([true, '2023-02-15']);
    expect((await redacteur.lire(`/dossiers/${id}/bilan/realisation`)).corps).to.include('À mi-parcours.');
    expect(await lu(redacteur, depenses)).to.include('Ateliers').and.include('1 ligne, 400,00 €').and.not.include('Même');
  });

  it('follows what a visit asks for to its end, reminds both sides of it, and files signed attendance sheets', async () => {
    const { id, comptes } = convention;
    const visiteId = await agir(app, comptes.instructeur, (ctx) => enregistrerVisite(ctx, id, { nature: 'visite', date: '2023-02-10', participants: 'Mme Diallo', constats: 'Affichage absent.', suites: '' }));
    const instructeur = await connecte(comptes.instructeur.courriel);
    const suivi = `/dossiers/${id}/suivi`;
    await instructeur.reussir(`${suivi}/visites/${visiteId}/suites`, { constat: 'Poser l’affiche du Fonds social', responsable: 'La direction', partie: 'porteur', echeance: '01/03/2023' });
    expect((await instructeur.envoyer(`${suivi}/visites/${visiteId}/suites`, { constat: 'x', responsable: 'y', partie: 'porteur', echeance: '01/02/2023' })).statut).to.equal(422);
    expect(await lu(redacteur, '/a-faire')).to.include('Poser l’affiche du Fonds social');
    const { id: suiteId } = await app.deps.db('visite_suites').first<{ id: string }>('id');
    await redacteur.reussir(`${suivi}/suites/${suiteId}/faite`, { reponse: 'Affiche posée le 14 février.' });
    const duService = await agir(app, comptes.instructeur, (ctx) => ajouterSuite(ctx, id, visiteId, { constat: 'Envoyer le modèle de contrat', responsable: 'Inès Lacaze', partie: 'service', echeance: jour('2023-03-01') }));
    expect((await redacteur.lire(suivi)).corps).not.to.include(`${duService}/faite`);
    expect((await redacteur.envoyer(`${suivi}/suites/${duService}/faite`, { reponse: 'Fait à leur place' })).statut).to.equal(403);
    await instructeur.reussir(`${suivi}/suites/${duService}/faite`, { reponse: 'Modèle envoyé.' });
    expect((await redacteur.envoyer(`${suivi}/suites/${suiteId}/faite`, { reponse: 'Encore' })).statut).to.equal(422);
    expect(await lu(instructeur, suivi)).to.include('Affiche posée le 14 février.').and.include('Suite d’une visite · Poser l’affiche');
    expect(await lu(redacteur, '/a-faire')).not.to.include('Poser l’affiche');

    const seance = { date: '10/02/2023', debut: '9 h', fin: '12 h 30', action: 'Atelier CV', participants: '8', feuille: pdf('émargement') };
    await redacteur.reussir(`${suivi}/emargements`, seance);
    expect((await redacteur.envoyer(`${suivi}/emargements`, { ...seance, fin: '8 h' })).statut).to.equal(422);
    expect((await redacteur.envoyer(`${suivi}/emargements`, { ...seance, feuille: '' })).statut).to.equal(422);
    expect(await lu(instructeur, `${suivi}/emargements`)).to.include('1 séance, 8 présences').and.include('09:00 – 12:30').and.include('émargement.pdf');
    const { id: feuille, fichier_id: fichier } = await app.deps.db('emargements').first<{ id: string; fichier_id: string }>('id', 'fichier_id');
    expect((await instructeur.lire(`/dossiers/${id}/fichiers/${fichier}`)).statut).to.equal(200);
    expect((await instructeur.envoyer(`${suivi}/emargements/${feuille}/retrait`)).statut).to.equal(403);
    await redacteur.reussir(`${suivi}/emargements/${feuille}/retrait`);
    expect((await instructeur.lire(`/dossiers/${id}/fichiers/${fichier}`)).statut).to.equal(404);
  });
});
