import { expect } from 'chai';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, pdf, SECTIONS_COMPLETES } from '../support/depot-http.js';
import { dossierDepose } from '../support/dossier-depose.js';
import { MOT_DE_PASSE, texteDe, Visiteur } from '../support/visiteur.js';

/** A request as htmx sends it; the redirection is followed as the browser does. */
async function parScript(visiteur: Visiteur, chemin: string, champs: Record<string, string | readonly string[]>): Promise<{ statut: number; corps: string; session: string | null }> {
  const envoi = await visiteur.envoyer(chemin, champs, { entetes: { 'HX-Request': 'true' } });
  const reponse = envoi.vers === null ? envoi : await visiteur.demander(envoi.vers, { headers: { 'HX-Request': 'true' } });
  return { statut: reponse.statut, corps: reponse.corps, session: reponse.entetes.get('x-session') };
}

const caches = (corps: string): Record<string, string> => Object.fromEntries([...corps.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  .map(([, nom = '', valeur = '']) => [nom.replaceAll('&#x3D;', '='), valeur.replaceAll('&quot;', '"').replaceAll('&#x27;', '\'').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')]));

describe('writing a section', () => {
  let app: ApplicationDeTest;
  let signataire: Visiteur;
  let dossier: string;

  before(async () => {
    app = await lancerApplication('2022-01-10T14:32');
    const comptes = await comptesDeTest(app);
    const appel = await appelReferencePublie(app);
    signataire = new Visiteur(app.adresse);
    await signataire.connecter(comptes.signataire.courriel);
    const organismeId = await declarerOrganisme(signataire);
    dossier = await signataire.reussir(`/appels/${appel.id}/dossiers`, { organismeId });
  });
  after(() => app.fermer());

  it('is saved as one types, and says when, what is left and which version it wrote', async () => {
    const reponse = await parScript(signataire, `${dossier}/sections/projet`, { version: '0', titre: 'Rebond' });
    expect(reponse.statut).to.equal(200);
    expect(reponse.corps.replace(/[\u00a0\u202f]/g, ' ')).to.contain('Enregistré à 14 h 32').and.to.match(/name="version"[^>]*value="1"/).and.to.match(/Il reste \d+ points à compléter/).and.not.to.contain('<html');
  });

  it('writes nothing when nothing changed, and one journal row for the typing of one person', async () => {
    const avant = await app.deps.db('journal').where({ action: 'section.enregistrer' }).count<{ n: number | string }[]>({ n: '*' });
    await parScript(signataire, `${dossier}/sections/projet`, { version: '1', titre: 'Rebond' });
    for (const [i, titre] of ['Rebond v', 'Rebond ve', 'Rebond vers'].entries()) await parScript(signataire, `${dossier}/sections/projet`, { version: String(i + 1), titre });
    const section = await app.deps.db('dossier_sections').where({ section: 'projet' }).first<{ version: number; contenu: string }>('version', 'contenu');
    expect(Number(section.version)).to.equal(4);
    expect(section.contenu).to.contain('Rebond vers');
    const apres = await app.deps.db('journal').where({ action: 'section.enregistrer' }).count<{ n: number | string }[]>({ n: '*' });
    expect(Number(apres[0]?.n)).to.equal(Number(avant[0]?.n));
    await signataire.reussir(`${dossier}/sections/projet`, { version: '4', titre: 'Rebond vers l’emploi' });
    const dite = await app.deps.db('journal').where({ action: 'section.enregistrer' }).count<{ n: number | string }[]>({ n: '*' });
    expect(Number(dite[0]?.n)).to.equal(Number(avant[0]?.n) + 1);
  });

  it('says beside which field a save stopped, and stores nothing of it', async () => {
    const reponse = await parScript(signataire, `${dossier}/sections/budget`, { version: '0', 'depenses[0][libelle]': 'Loyer', 'depenses[0][montant]': '12', 'depenses[1][libelle]': 'Eau', 'depenses[1][montant]': 'beaucoup' });
    expect(reponse.statut).to.equal(422);
    expect(reponse.corps).to.contain('Pas encore enregistré').and.to.contain('data-erreur="depenses.1.montant"');
    expect(await app.deps.db('dossier_sections').where({ section: 'budget' })).to.have.length(0);
  });

  it('gives totals and the anomalies of each row with every save', async () => {
    const reponse = await parScript(signataire, `${dossier}/sections/budget`, {
      version: '0', 'depenses[0][poste]': 'personnel_direct', 'depenses[0][libelle]': 'Conseillère', 'depenses[0][montant]': '32 000,00',
      'depenses[1][poste]': 'fonctionnement_direct', 'depenses[1][nature]': 'amende', 'depenses[1][libelle]': 'Amende', 'depenses[1][montant]': '135',
      'ressources[0][financeur]': 'departement', 'ressources[0][libelle]': '', 'ressources[0][montant]': '20 000',
    });
    expect(reponse.statut).to.equal(200);
    expect(reponse.corps.replace(/\u202f|\u00a0/g, ' ')).to.contain('32 135,00 €').and.to.contain('12 135,00 €').and.to.contain('Il manque 12 135,00 € de ressources.');
    expect(reponse.corps).to.match(/data-alerte="depenses" data-rang="1"/);
    expect(reponse.corps.replace(/\u202f|\u00a0/g, ' ')).to.contain('« Forfait de 40 % » compte 12 665,00 € de plus que vos coûts réels');
  });

  it('adds the rows pasted from a spreadsheet, and keeps what was pasted when a row cannot be read', async () => {
    const collage = { version: '1', suite: 'coller', 'depenses[0][poste]': 'personnel_direct', 'depenses[0][libelle]': 'Conseillère', 'depenses[0][montant]': '32 000,00' };
    const refus = await signataire.envoyer(`${dossier}/sections/budget`, { ...collage, 'collage[depenses]': 'Prestations\tAteliers\t6 000,00\nParticipants\tTransport\tenviron 4000' });
    expect(refus.statut).to.equal(422);
    expect(refus.corps).to.match(/name="depenses\[2\]\[montant\]"[^>]*value="environ 4000"/).and.to.contain('Saisissez un montant');
    await signataire.reussir(`${dossier}/sections/budget`, { ...collage, 'collage[depenses]': 'Prestations\tAteliers\t6 000,00\nParticipants\tTransport\t4000' });
    const { contenu } = await app.deps.db('dossier_sections').where({ section: 'budget' }).first<{ contenu: string }>('contenu');
    expect((JSON.parse(contenu) as { depenses: { poste: string; montant: number }[] }).depenses.map((d) => [d.poste, d.montant])).to.deep.equal([['personnel_direct', 3_200_000], ['prestations', 600_000], ['participants', 400_000]]);
  });

  it('chooses a flat rate from the comparison in one press', async () => {
    const suite = await signataire.reussir(`${dossier}/sections/budget`, { version: '2', suite: 'forfait:reste_40', 'depenses[0][poste]': 'personnel_direct', 'depenses[0][libelle]': 'Conseillère', 'depenses[0][montant]': '32 000,00' });
    expect(suite).to.contain('#forfaits');
    const { contenu } = await app.deps.db('dossier_sections').where({ section: 'budget' }).first<{ contenu: string }>('contenu');
    expect((JSON.parse(contenu) as { forfaits: string[] }).forfaits).to.deep.equal(['reste_40']);
  });

  it('shows both values to the second of two writers, who chooses field by field', async () => {
    const base = { ...SECTIONS_COMPLETES['projet'], version: '5' };
    await signataire.reussir(`${dossier}/sections/projet`, { ...base, titre: 'Titre de Simone', besoin: 'Besoin de Simone' });
    const second = await signataire.envoyer(`${dossier}/sections/projet`, { ...base, titre: 'Titre de Rémi', besoin: 'Besoin de Rémi' });
    expect(second.statut).to.equal(422);
    for (const texte of ['Titre de Simone', 'Titre de Rémi', 'Besoin de Simone', 'Besoin de Rémi', 'Ma saisie', 'La valeur enregistrée']) expect(second.corps).to.contain(texte);
    expect(second.corps).to.match(/name="version"[^>]*value="6"/).and.not.to.contain('hx-post');
    await signataire.reussir(`${dossier}/sections/projet`, { ...base, version: '6', titre: 'Titre de Rémi', besoin: 'Besoin de Rémi', 'choix[titre]': 'autre', 'choix[besoin]': 'moi' });
    const { contenu } = await app.deps.db('dossier_sections').where({ section: 'projet' }).first<{ contenu: string }>('contenu');
    expect(JSON.parse(contenu)).to.include({ titre: 'Titre de Simone', besoin: 'Besoin de Rémi' });
  });

  it('never passes for having read what another saved between a save and its answer', async () => {
    const apres = await signataire.demander(`${dossier}/sections/projet/etat?version=3`, { headers: { 'HX-Request': 'true' } });
    expect(apres.corps).to.match(/name="version"[^>]*value="3"/);
    const conflit = await parScript(signataire, `${dossier}/sections/projet`, { ...SECTIONS_COMPLETES['projet'], version: '3', titre: 'Troisième' });
    expect(conflit.statut).to.equal(422);
    expect(conflit.corps).to.contain('Comparer et choisir');
  });

  it('keeps the hours of a staff line, and leaves a line without them as it always was', async () => {
    const version = /name="version"[^>]*value="(\d+)"/.exec((await signataire.lire(`${dossier}/sections/budget`)).corps)?.[1] ?? '';
    const champs = { version, 'depenses[0][poste]': 'personnel_direct', 'depenses[0][libelle]': 'Conseillère', 'depenses[0][montant]': '32 000,00', 'depenses[1][libelle]': 'Loyer', 'depenses[1][montant]': '10' };
    const refus = await signataire.envoyer(`${dossier}/sections/budget`, { ...champs, 'depenses[0][heures]': 'beaucoup' });
    expect([refus.statut, refus.corps.includes('value="beaucoup"')]).to.deep.equal([422, true]);
    await signataire.reussir(`${dossier}/sections/budget`, { ...champs, 'depenses[0][heures]': '1 200', 'depenses[0][quotite]': '50' });
    const { contenu } = await app.deps.db('dossier_sections').where({ section: 'budget' }).orderBy('modifie_le', 'desc').first<{ contenu: string }>('contenu');
    const { depenses } = JSON.parse(contenu) as { depenses: Record<string, unknown>[] };
    expect(depenses[0]).to.deep.include({ heures: 1_200, quotite: 50 });
    expect(Object.keys(depenses[1] ?? {}).sort()).to.deep.equal(['libelle', 'montant', 'nature', 'poste']);
    expect((await signataire.lire(`${dossier}/sections/budget`)).corps).to.contain('value="1200"').and.to.contain('value="50"');
  });
});

describe('a dossier begun from another', () => {
  let app: ApplicationDeTest;
  before(async () => { app = await lancerApplication('2022-01-10T09:00'); });
  after(() => app.fermer());

  it('takes up the content of the last deposit of the same organisme, and of no other', async () => {
    const comptes = await comptesDeTest(app);
    const appel = await appelReferencePublie(app);
    const ancien = await dossierDepose(app, { comptes, appelId: appel.id });
    const etranger = await dossierDepose(app, { comptes, appelId: appel.id });
    const signataire = new Visiteur(app.adresse);
    await signataire.connecter(comptes.signataire.courriel);
    const page = await signataire.lire(`/appels/${appel.id}/dossiers`);
    expect(page.corps).to.contain(ancien.numero);
    const neuf = await signataire.reussir(`/appels/${appel.id}/dossiers`, { organismeId: ancien.organismeId, repriseDe: ancien.id });
    const section = await signataire.lire(`${neuf}/sections/projet`);
    expect(section.corps).to.contain('Un parcours vers l’emploi');
    expect((await signataire.lire(`${neuf}/sections/engagements`)).corps).to.contain('Rien n’est encore enregistré');
    const refus = await signataire.envoyer(`/appels/${appel.id}/dossiers`, { organismeId: ancien.organismeId, repriseDe: etranger.id });
    expect(refus.statut).to.equal(422);
    expect(refus.corps).to.contain('n’est pas de cet organisme');
  });
});

describe('a session that ends in the middle of a form', () => {
  let app: ApplicationDeTest;
  let dossier: string;
  let courriel: string;
  let organismeId: string;
  let visiteur: Visiteur;

  before(async () => {
    app = await lancerApplication('2022-01-10T09:00');
    const comptes = await comptesDeTest(app);
    const appel = await appelReferencePublie(app);
    courriel = comptes.signataire.courriel;
    visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(courriel);
    organismeId = await declarerOrganisme(visiteur);
    dossier = await visiteur.reussir(`/appels/${appel.id}/dossiers`, { organismeId });
    await visiteur.lire(`${dossier}/sections/projet`);
  });
  after(() => app.fermer());

  const PROJET = { version: '0', titre: 'Deux heures de frappe', besoin: 'Un « long » texte & des <signes>\navec deux lignes', 'territoires': ['47-AN', '47-MT'] };

  it('without script: asks for the password, gives everything back, and sends it where it was going', async () => {
    await app.deps.db('sessions').del();
    const expiree = await visiteur.envoyer(`${dossier}/sections/projet`, PROJET);
    expect(expiree.statut).to.equal(403);
    expect(expiree.corps).to.contain('Votre session a expiré').and.to.contain('Ce que vous avez saisi est conservé');
    await visiteur.lire('/connexion');
    const mauvais = await visiteur.envoyer('/connexion/reprise', { ...caches(expiree.corps), courriel, motDePasse: 'pas le bon mot de passe' });
    expect(mauvais.statut).to.equal(422);
    const repris = await visiteur.envoyer('/connexion/reprise', { ...caches(mauvais.corps), courriel, motDePasse: MOT_DE_PASSE });
    expect(repris.statut).to.equal(200);
    expect(repris.corps).to.contain('Deux heures de frappe').and.to.contain('Envoyer ma saisie').and.to.contain('47-AN').and.to.contain('47-MT').and.not.to.contain('<signes>').and.not.to.contain(MOT_DE_PASSE);
    const champs = { ...caches(repris.corps), territoires: ['47-AN', '47-MT'] };
    await visiteur.reussir(`${dossier}/sections/projet`, champs);
    const { contenu } = await app.deps.db('dossier_sections').where({ section: 'projet' }).first<{ contenu: string }>('contenu');
    expect(JSON.parse(contenu)).to.deep.include({ titre: 'Deux heures de frappe', besoin: 'Un « long » texte & des <signes>\navec deux lignes', territoires: ['47-AN', '47-MT'] });
  });

  it('without script, in a form with files: gives the text back and asks for the files again', async () => {
    const pieces = `/organismes/${organismeId}/pieces`;
    await visiteur.lire(pieces);
    await app.deps.db('sessions').del();
    const [saisie, fichier] = [{ code: 'rib', valableJusquAu: '14/07/2023' }, pdf('releve')];
    const expiree = await visiteur.envoyer(pieces, { ...saisie, fichier });
    expect(expiree.statut).to.equal(403);
    expect(expiree.corps).to.contain('14/07/2023').and.to.contain('seront à choisir de nouveau');
    await visiteur.lire('/connexion');
    const repris = await visiteur.envoyer('/connexion/reprise', { ...caches(expiree.corps), courriel, motDePasse: MOT_DE_PASSE });
    expect(repris.corps).to.contain('name="fichier" type="file"').and.to.contain('Fichier à choisir de nouveau');
    const suite = await visiteur.envoyer(pieces, { ...caches(repris.corps), fichier });
    expect(suite.statut, texteDe(suite.corps)).to.equal(303);
    expect((await visiteur.lire(pieces)).corps).to.contain('releve.pdf');
  });

  it('with script: says so without a page, and gives the open page the token of the new session', async () => {
    await app.deps.db('sessions').del();
    const expiree = await parScript(visiteur, `${dossier}/sections/projet`, { ...PROJET, version: '1' });
    expect([expiree.statut, expiree.session]).to.deep.equal([403, 'expiree']);
    const dialogue = await visiteur.demander('/connexion/reprise', { headers: { 'HX-Request': 'true' } });
    expect(dialogue.corps).to.contain('Votre session a expiré').and.not.to.contain('<html');
    const csrf = caches(dialogue.corps)['_csrf'] ?? '';
    const repris = await visiteur.envoyer('/connexion/reprise', { courriel, motDePasse: MOT_DE_PASSE }, { csrf, entetes: { 'HX-Request': 'true' } });
    const jeton = (JSON.parse(repris.entetes.get('hx-trigger') ?? '{}') as { reconnecte?: { csrf: string } }).reconnecte?.csrf ?? '';
    const suite = await visiteur.envoyer(`${dossier}/sections/projet`, { ...PROJET, version: '1', titre: 'Repris' }, { csrf: jeton, entetes: { 'HX-Request': 'true' } });
    expect(suite.statut).to.equal(303);
  });

  it('lets nobody else go on with the page of another, and offers nothing that another site sent', async () => {
    await app.deps.db('sessions').del();
    await visiteur.lire('/connexion');
    const autre = await visiteur.envoyer('/connexion/reprise', { courriel, motDePasse: MOT_DE_PASSE, pour: '00000000-0000-7000-8000-000000000000' }, { entetes: { 'HX-Request': 'true' } });
    expect(autre.statut).to.equal(422);
    expect(autre.corps).to.contain('ouverte par une autre personne');
    const etranger = await visiteur.envoyer(`${dossier}/sections/projet`, PROJET, { entetes: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(etranger.statut).to.equal(403);
    expect(etranger.corps).not.to.contain('Deux heures de frappe');
    const ailleurs = await visiteur.envoyer('/connexion/reprise', { courriel, motDePasse: MOT_DE_PASSE, chemin: '//ailleurs.example/x', champs: '[["a","b"]]' });
    expect([ailleurs.statut, ailleurs.vers]).to.deep.equal([303, '/tableau-de-bord']);
  });
});
