import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { RACINE } from '../../server/platform/racine.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { pdf } from '../support/depot-http.js';
import { deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const REEL = path.join(RACINE, 'seeds/reference/programme-2023-2027.csv');

describe('insertion programme', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let responsable: Visiteur;

  beforeEach(async () => {
    app = await lancerApplication('2023-01-16T09:00');
    comptes = await comptesDeTest(app);
    responsable = await visiteur('responsable');
  });
  afterEach(() => app.fermer());

  const visiteur = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    return v;
  };
  const dit = (r: Reponse): string => texteDe(r.corps).replace(/[\u00a0\u202f]/g, ' ').replaceAll('&#x27;', '’');
  const lu = async (v: Visiteur, chemin: string): Promise<string> => dit(await v.lire(chemin));
  const cli = async (...args: string[]): Promise<{ code: number; sortie: string }> => {
    const lignes: string[] = [];
    return { code: await executer(args, { DATABASE_URL: app.deps.config.databaseUrl }, (l) => void lignes.push(l)), sortie: lignes.join('\n') };
  };
  const ficheDe = async (numero: string): Promise<string> => (await app.deps.db('programme_fiches').where({ numero }).first<{ id: string }>('id')).id;
  const actes = async (action: string): Promise<number> => (await app.deps.db('journal').where({ action }).select('rang')).length;
  const charger = async (): Promise<void> => { expect((await cli('programme', 'charger', REEL)).code).to.equal(0); };

  /** A dossier of 2022 awarded 20 000 €. */
  async function dossierAttribue(): Promise<DossierDeTest> {
    const dossier = await dossierExamine(app, { comptes });
    await voterEnveloppe(app, dossier.appelId, 10_000_000);
    await deciderEtNotifier(app, dossier, 2_000_000);
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ axe: 'Emploi, entreprise et insertion', dispositif: 1 });
    return dossier;
  }

  it('is loaded by the command line as it stands; the same file again changes nothing', async () => {
    expect(await cli('programme', 'charger', REEL)).to.deep.equal({ code: 0, sortie: 'Programme 2023-2027 : 6\u00a0objectifs, 19\u00a0fiches ; 25\u00a0ajouts, 0\u00a0modification.' });
    expect((await cli('programme', 'charger', REEL)).sortie).to.include('0\u00a0ajout, 0\u00a0modification');
    expect([await actes('programme.charger'), (await app.deps.db('programme_fiches').select('id')).length]).to.deep.equal([1, 19]);
    expect(await lu(responsable, '/programme')).to.include('Programme d’insertion 2023-2027').and.to.include('Asseoir une gouvernance partenariale');
    expect((await cli('programme', 'charger')).code).to.equal(2);
  });

  it('is loaded from a page, shown before it is written; errors are named by line and nothing is written', async () => {
    expect(await lu(responsable, '/programme')).to.include('Aucun programme n’est encore chargé');
    await responsable.lire('/programme/chargement');
    const joindre = (contenu: string | Buffer, nom: string, plus: Record<string, string> = {}): Promise<Reponse> =>
      responsable.envoyer('/programme/chargement', { fichier: new File([contenu], nom, { type: 'text/csv' }), ...plus });
    const reel = await readFile(REEL, 'utf8');
    const faux = await joindre(reel.replace('2;;2.3;', '2;;2.2;').replace(';PTI\n3;;3.2', ';PLIE\n3;;3.2'), 'programme-2023-2027.csv');
    expect(dit(faux)).to.include('Ligne 6 : la fiche 2.2 est déjà donnée plus haut.').and.to.include('Ligne 11 : le cadre doit être PDI ou PTI, et non « PLIE ».');
    expect(faux.corps).not.to.include('Charger le programme<');
    const apercu = await joindre(reel, 'programme-2023-2027.csv');
    expect([apercu.statut, dit(apercu).includes('25 changements à enregistrer')]).to.deep.equal([200, true]);
    expect(await app.deps.db('programmes').select('id')).to.deep.equal([]);
    const contenu = /name="contenu" value="([^"]*)"/.exec(apercu.corps)?.[1]?.replaceAll('&#x27;', '\'').replaceAll('&quot;', '"') ?? '';
    await responsable.reussir('/programme/chargement/confirmation', { debut: '2023', fin: '2027', contenu });
    expect((await app.deps.db('programme_fiches').select('id')).length).to.equal(19);
    expect(dit(await joindre(reel, 'autre.csv'))).to.include('Donnez la première et la dernière année');
    expect(dit(await joindre(reel, 'autre.csv', { debut: '2023', fin: '2027' }))).to.include('Rien ne change');
    expect(dit(await joindre(Buffer.from([0, 1, 2, 3]), 'image.csv'))).to.include('« image.csv »');
    const instructeur = await visiteur('instructeur');
    await instructeur.lire('/programme');
    expect((await instructeur.envoyer('/programme/chargement/confirmation', { debut: '2023', fin: '2027', contenu })).statut).to.equal(403);
  });

  it('keeps both texts when two people write the same part of a fiche, and prints what is written', async () => {
    await charger();
    const fiche = `/programme/fiches/${await ficheDe('3.1')}`;
    const page = `${fiche}/sections/contexte`;
    await responsable.lire(page);
    expect(await responsable.reussir(page, { texte: 'Premier texte', version: '0' })).to.equal(`${fiche}/sections/objectifs`);
    const second = await responsable.envoyer(page, { texte: 'Second texte', version: '0' });
    expect([second.statut, dit(second).includes('Quelqu’un a enregistré cette partie'), dit(second).includes('Premier texte'), second.corps.includes('Second texte</textarea>')]).to.deep.equal([422, true, true, true]);
    expect(await responsable.reussir(page, { texte: 'Second texte', version: '1', suite: 'fiche' })).to.equal(fiche);
    expect((await responsable.envoyer(`${fiche}/sections/inconnue`, { texte: 'x', version: '0' })).statut).to.equal(404);
    const avis = await visiteur('avis');
    expect(await lu(avis, fiche)).to.include('Second texte').and.not.include('Rédiger');
    expect((await avis.lire(page)).statut).to.equal(403);
    expect(await extraireTextePdf((await avis.lire(`${fiche}/fiche.pdf`)).octets)).to.match(/Second\s+texte/).and.to.match(/Facteurs|Contexte/);
    const { id } = await app.deps.db('programmes').first<{ id: string }>('id');
    expect((await extraireTextePdf((await avis.lire(`/programme/programmes/${id}/programme.pdf`)).octets)).replace(/\s+/g, ' ')).to.include('Objectif 6').and.to.include('Second texte').and.to.include('Fiche 6.2');
  });

  it('counts each dossier once, in the fiche and in the programme, whatever the fiches it carries', async () => {
    await charger();
    const dossier = await dossierAttribue();
    const [une, autre] = [await ficheDe('4.2'), await ficheDe('3.1')];
    await responsable.lire(`/programme/fiches/${une}/pilotage`);
    await responsable.reussir(`/programme/fiches/${une}/pilotage`, { etat: 'en_cours', cadre: 'PDI', piloteId: comptes.responsable.id, axes: 'Emploi, entreprise et insertion', version: '1' });
    expect((await responsable.envoyer(`/programme/fiches/${une}/pilotage`, { etat: 'realisee', cadre: 'PDI', version: '1' })).statut, 'a former version').to.equal(422);
    await responsable.reussir(`/programme/fiches/${une}/actions`, { intitule: 'Cumul saisonnier', etat: 'realisee', version: '0' });
    expect(await lu(responsable, `/programme/fiches/${une}/dossiers`)).to.include(dossier.numero);
    expect(await lu(responsable, `/dossiers/${dossier.id}/programme`)).to.include('Suggestions').and.to.include('4.2 Soutenir le retour');
    const { id: actionId } = await app.deps.db('programme_actions').first<{ id: string }>('id');
    await responsable.reussir(`/programme/fiches/${une}/dossiers`, { dossierIds: dossier.id, actionId });
    expect((await responsable.envoyer(`/programme/fiches/${une}/dossiers`, { dossierIds: dossier.id })).statut, 'already').to.equal(422);
    expect((await responsable.envoyer(`/programme/fiches/${autre}/dossiers`, { dossierIds: dossier.id, actionId })).statut, 'an action of another fiche').to.equal(422);
    await responsable.reussir(`/dossiers/${dossier.id}/programme`, { ficheId: autre });
    const fiche = await lu(responsable, `/programme/fiches/${une}`);
    expect(fiche).to.include('Dossiers 1').and.to.include('Attribué 20 000,00 €').and.to.include('1 action réalisée sur 1').and.to.include('· Cumul saisonnier');
    expect(await lu(responsable, '/programme')).to.include('Dossiers rattachés 1').and.to.include('Attribué à ces dossiers 20 000,00 €');
    const pilotage = await lu(await visiteur('pilotage'), `/programme/fiches/${une}`);
    expect(pilotage, 'sums without the list').to.include('Attribué 20 000,00 €').and.not.include(dossier.numero);
    await responsable.reussir(`/dossiers/${dossier.id}/programme/retrait`, { ficheId: autre });
    expect(await lu(responsable, `/dossiers/${dossier.id}/programme`)).to.include('Action : Cumul saisonnier');
    expect([await actes('programme.lier'), await actes('programme.delier'), (await verifierJournal(app.deps.db)).intact]).to.deep.equal([2, 1, true]);
  });

  it('refuses a dossier still being written, and an agent who belongs to its organisme', async () => {
    await charger();
    const [dossier, fiche] = [await dossierDepose(app, { comptes }), await ficheDe('1.1')];
    await responsable.lire('/programme');
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'brouillon', depose_le: null });
    expect(dit(await responsable.envoyer(`/programme/fiches/${fiche}/dossiers`, { dossierIds: dossier.id }))).to.include('n’est pas encore déposé');
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'depose', depose_le: app.horloge.maintenant() });
    await app.deps.db('habilitations').insert({ personne_id: comptes.redacteur.id, code: 'instructeur', accordee_le: app.horloge.maintenant() });
    const membre = await visiteur('redacteur');
    await membre.lire('/programme');
    expect(dit(await membre.envoyer(`/programme/fiches/${fiche}/dossiers`, { dossierIds: dossier.id }))).to.include('Vous êtes membre de l’organisme');
    expect((await membre.envoyer(`/dossiers/${dossier.id}/programme`, { ficheId: fiche })).statut).to.equal(403);
    const memes = await Promise.all(Array.from({ length: 20 }, () => responsable.envoyer(`/programme/fiches/${fiche}/dossiers`, { dossierIds: dossier.id })));
    expect(memes.filter((r) => r.statut === 303), 'twenty at once').to.have.length(1);
  });

  it('keeps the minutes of its committees with their file, and follows what they asked', async () => {
    await charger();
    const { id } = await app.deps.db('programmes').first<{ id: string }>('id');
    const liste = `/programme/programmes/${id}/comites`;
    await responsable.lire(liste);
    const comite = { nature: 'pilotage', date: '12/01/2023', participants: 'Élus et partenaires', compteRendu: 'Le programme est lancé.' };
    expect((await responsable.envoyer(liste, { ...comite, date: '17/01/2023' })).statut, 'to come').to.equal(422);
    const page = await responsable.reussir(liste, { ...comite, fichier: new File([pdf('Compte rendu')], 'compte-rendu.pdf', { type: 'application/pdf' }) });
    await responsable.reussir(`${page}/suites`, { texte: 'Réunir les employeurs', responsable: 'Rose', echeance: '13/01/2023', ficheId: await ficheDe('5.1') });
    expect(await lu(responsable, page)).to.include('Le programme est lancé.').and.to.include('En retard');
    const [suite] = await app.deps.db('programme_suites').select<{ id: string }[]>('id');
    await responsable.reussir(`${page}/suites/${suite?.id ?? ''}`);
    expect((await responsable.envoyer(`${page}/suites/${suite?.id ?? ''}`)).statut, 'twice').to.equal(422);
    const avis = await visiteur('avis');
    expect(await lu(avis, `/programme/fiches/${await ficheDe('5.1')}`)).to.include('Réunir les employeurs').and.to.include('faite le 16/01/2023');
    expect((await avis.lire(`${page}/compte-rendu`)).entetes.get('content-type')).to.equal('application/pdf');
    const porteur = await visiteur('signataire');
    expect((await porteur.lire(page)).statut).to.equal(403);
  });
});
