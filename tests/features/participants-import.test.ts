import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { composerAtelier } from '../../server/atelier.js';
import { CHAMPS_PARTICIPANT } from '../../server/domain/participants/importation.js';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import { lireClasseur, type LigneClasseur } from '../../server/platform/lecture-classeur.js';
import { travailler } from '../../server/platform/travaux.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { ligneDeParticipant, lignesDeParticipants, TITRES_PARTICIPANTS } from '../support/feuille-participants.js';
import { inscrire, operationFse } from '../support/operation-fse.js';
import { fichierDeTableau, type FormatTableau } from '../support/tableau.js';
import { toutCeQuiEstEcrit } from '../support/tout-ecrit.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

/** Every column of the spreadsheet to fill, as the form of the columns sends it. */
const COLONNES = Object.fromEntries(CHAMPS_PARTICIPANT.map((champ, i) => [`colonnes[${champ}]`, String(i)]));
const PERSONNEL = ['Zanzibarrois', 'Solène', 'solene@', '06 11 22 33 44', 'Tisserands', '04/05/1990', '1990-05-04', 'sans-arobase', 'demoiselle', '31/02/1990'];

describe('import of participants from a spreadsheet', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let operation: DossierDeTest;
  let redacteur: Visiteur;
  let imports: string;

  const visiteur = async (courriel: string): Promise<Visiteur> => { const v = new Visiteur(app.adresse); await v.connecter(courriel); return v; };
  const compter = async (): Promise<number> => Number((await app.deps.db('participants').where({ dossier_id: operation.id }).count({ n: '*' }).first<{ n: number | string }>()).n);
  const lu = async (chemin: string): Promise<string> => texteDe((await redacteur.lire(chemin)).corps);
  const outils = (): Omit<Parameters<typeof travailler>[0], 'atelier'> => ({ ...app.deps, chargerActeur: (id, le) => chargerActeur(app.deps.db, id, le) });
  const travaux = async (arret?: () => boolean): Promise<void> => void await travailler({ ...outils(), atelier: { executants: composerAtelier(app.deps).executants, periodiques: [] } }, arret);
  const envoyer = async (lignes: readonly (readonly string[])[], format: FormatTableau = 'csv'): Promise<string> => redacteur.reussir(imports, { feuille: await fichierDeTableau('accompagnés', format, lignes) });
  /** Sends a spreadsheet, keeps the columns as they are guessed, imports it; answers the page of its result. */
  async function importer(lignes: readonly (readonly string[])[], format: FormatTableau = 'csv'): Promise<string> {
    const page = await envoyer(lignes, format);
    const forme = (await redacteur.lire(page)).corps;
    for (const [nom, valeur] of Object.entries(COLONNES)) expect(forme, nom).to.match(new RegExp(`name="${nom.replace(/[[\]]/g, '\\$&')}"[^>]*>(?:\\s*<option[^>]*>[^<]*</option>)*\\s*<option value="${valeur}" selected`));
    await redacteur.reussir(page, COLONNES);
    await travaux();
    return page;
  }

  before(async () => {
    app = await lancerApplication('2022-03-10T09:00');
    comptes = await comptesDeTest(app);
    redacteur = await visiteur(comptes.redacteur.courriel);
  });
  after(() => app.fermer());
  beforeEach(async () => {
    operation = await operationFse(app, { comptes, ...(operation === undefined ? {} : { appelId: operation.appelId }) });
    imports = `/dossiers/${operation.id}/participants/imports`;
  });

  for (const [format, n, fautes] of [['xlsx', 620, 20], ['ods', 40, 9], ['csv', 40, 9]] as const) {
    it(`keeps the good rows of a ${format} file, reports exactly the planted errors, and enters nobody twice`, async () => {
      const { lignes, plantees } = lignesDeParticipants(n, fautes);
      const page = await importer(lignes, format);
      expect(await compter()).to.equal(n - fautes);
      expect(await lu(page)).to.include(`Lignes lues ${n}`).and.include(`Personnes inscrites ${n - fautes}`).and.include(`Lignes à corriger ${fautes}`);
      const csv = (await redacteur.lire(`${page}/erreurs.csv`)).corps.replace(/^\uFEFF/, '').trim().split('\r\n').slice(1);
      expect(csv.map((l) => Number(l.split(';')[0]))).to.deep.equal(plantees.map((p) => p.ligne));
      plantees.forEach((p, i) => expect(csv[i]).to.include(TITRES_PARTICIPANTS[CHAMPS_PARTICIPANT.indexOf(p.champ)]).and.include(p.valeur === '' ? '(vide)' : p.valeur).and.include(p.attendu));
      const encore = await importer(lignes, format);
      expect(await lu(encore)).to.include('Personnes inscrites 0').and.include(`Déjà inscrites ${n - fautes}`).and.not.include('avec d’autres réponses');
      await importer(lignesDeParticipants(n, 0).lignes, format);
      expect(await compter(), 'the corrected file adds the corrected rows alone').to.equal(n);
      const [{ femmes, completes }] = await app.deps.db('participants').where({ dossier_id: operation.id, source: 'import' })
        .select(app.deps.db.raw('sum(case when sexe = \'femme\' then 1 else 0 end) as femmes, sum(complete) as completes')) as [{ femmes: number | string; completes: number | string }];
      expect([Number(femmes), Number(completes)]).to.deep.equal([n - Math.ceil(n / 3), n]);
    });
  }

  it('keeps nothing in clear: the file is stored nowhere, rows wait encrypted and go once read, refused cells are shown to the organisme alone', async () => {
    const { lignes } = lignesDeParticipants(30, 9);
    const page = await envoyer(lignes, 'xlsx');
    const attente = await toutCeQuiEstEcrit(app);
    for (const clair of PERSONNEL) expect(attente.includes(clair), clair).to.equal(false);
    expect(readdirSync(app.deps.magasin.transit)).to.deep.equal([]);
    expect(await lu(page)).to.include('Zanzibarrois 3').and.include('30 lignes sous la ligne de titres 1');
    await redacteur.reussir(page, COLONNES);
    await travaux();
    expect(await app.deps.db('participant_import_lots')).to.deep.equal([]);
    const apres = await toutCeQuiEstEcrit(app);
    for (const clair of PERSONNEL) expect(apres.includes(clair), clair).to.equal(false);
    expect(await lu(page)).to.include('demoiselle').and.include('31/02/1990');
    const instructeur = await visiteur(comptes.instructeur.courriel);
    for (const chemin of [imports, page, `${page}/erreurs.csv`]) expect((await instructeur.lire(chemin)).statut, chemin).to.equal(403);
    const autre = await operationFse(app, { comptes, appelId: operation.appelId });
    expect((await redacteur.lire(page.replace(operation.id, autre.id))).statut).to.equal(404);
  });

  it('says of a cell what the form says, names a person already there by their pseudonym, and leaves their record as it is', async () => {
    await inscrire(app, operation, 1, {}, { nom: 'Déjà-Là', prenom: 'Solène' });
    const { pseudonyme } = await app.deps.db('participants').where({ dossier_id: operation.id }).first<{ pseudonyme: string }>('pseudonyme');
    const page = await importer([TITRES_PARTICIPANTS,
      ligneDeParticipant('DEJA LA', { sortie: '01/03/2022', situationSortie: 'En emploi salarié', formationSortie: 'non', qualification: 'oui' }),
      ligneDeParticipant('Nouvelle'), ligneDeParticipant('nouvelle'), ligneDeParticipant('Contradictoire', { qualification: 'oui', suiviLe: '05/03/2022' }),
      ligneDeParticipant('Future', { entree: '11/03/2022' }), ligneDeParticipant('Incomplète', { niveau: '', rural: '' }),
    ]);
    const texte = await lu(page);
    expect(texte).to.include('Personnes inscrites 2').and.include('Déjà inscrites 2').and.include('Lignes à corriger 2');
    expect(texte).to.include(pseudonyme).and.include('Sortie de l’opération, Situation à la sortie, Études ou formation à la sortie, Qualification obtenue');
    expect(texte).to.include('Indiquez la date de sortie').and.include('Indiquez d’abord la date de sortie').and.include('Cette date est à venir');
    expect(await app.deps.db('participants').where({ dossier_id: operation.id }).orderBy('id').pluck('complete')).to.deep.equal([1, 1, 0]);
    expect(await app.deps.db('participants').where({ dossier_id: operation.id, pseudonyme }).first('sortie', 'version')).to.deep.equal({ sortie: null, version: 1 });
    expect((await app.deps.db('journal').where({ dossier_id: operation.id, action: 'participant.finir_import' }).pluck<string[]>('donnees')).join('')).to.include('"ajoutees":2');
  });

  it('gives a spreadsheet to fill whose columns are all recognised, with the answers that are accepted', async () => {
    const modele = await redacteur.lire(`${imports}/modele.xlsx`);
    const chemin = path.join(app.deps.config.filesDir, 'modele.xlsx');
    writeFileSync(chemin, modele.octets);
    const lire = async (feuille?: string): Promise<LigneClasseur[]> => {
      const lignes: LigneClasseur[] = [];
      for await (const l of lireClasseur(chemin, { format: 'xlsx', limites: { lignes: 100, cellulesParLigne: 100 }, ...(feuille === undefined ? {} : { feuille }) })) lignes.push(l);
      return lignes;
    };
    expect((await lire()).map((l) => l.cellules)).to.deep.equal([TITRES_PARTICIPANTS]);
    const reponses = await lire('Réponses acceptées');
    expect(reponses[0]?.cellules).to.include('Niveau d’études').and.not.include('Nom');
    expect(reponses.flatMap((l) => l.cellules)).to.include('Licence, BUT (CITE 6)').and.include('Ne souhaite pas répondre');
    for (const [titres, ligne] of [[TITRES_PARTICIPANTS, ligneDeParticipant('Modèle')]] as const) await importer([titres, ligne], 'xlsx');
    expect(await compter()).to.equal(1);
  });

  it('refuses what is no table, columns missing or chosen twice, a sheet without rows, and an import ordered twice', async () => {
    const envoi = async (feuille: File): Promise<string> => texteDe((await redacteur.envoyer(imports, { feuille })).corps);
    expect(await envoi(new File(['%PDF-1.4\n%%EOF'], 'liste.pdf', { type: 'application/pdf' }))).to.include('XLSX, ODS ou CSV');
    expect(await envoi(await fichierDeTableau('vide', 'csv', [TITRES_PARTICIPANTS]))).to.include('aucune ligne sous ses titres');
    const page = await envoyer([TITRES_PARTICIPANTS, ligneDeParticipant('Une')]);
    const { 'colonnes[naissance]': _naissance, ...sansNaissance } = COLONNES;
    expect(texteDe((await redacteur.envoyer(page, sansNaissance)).corps)).to.include('Indiquez la colonne « Date de naissance »');
    expect(texteDe((await redacteur.envoyer(page, { ...COLONNES, 'colonnes[prenom]': '0' })).corps)).to.include('déjà choisie');
    const lances = await Promise.all(Array.from({ length: 50 }, () => redacteur.envoyer(page, COLONNES)));
    expect(lances.map((r) => r.statut).sort()).to.deep.equal([303, ...Array<number>(49).fill(422)]);
    await travaux();
    expect(await compter()).to.equal(1);
  });

  it('goes on from the rows already counted when the server stops half-way, and the page of participants says so meanwhile', async () => {
    const page = await envoyer(lignesDeParticipants(1100, 0).lignes);
    await redacteur.reussir(page, COLONNES);
    let passes = 0;
    await travaux(() => (passes += 1) > 2);
    expect(await compter()).to.equal(500);
    expect(await lu(`/dossiers/${operation.id}/participants`)).to.include('Un import est en cours').and.include('500 lignes lues sur 1 100');
    app.horloge.avancer(61_000);
    await travaux();
    expect(await compter()).to.equal(1100);
    expect(await lu(page)).to.include('Lignes lues 1 100').and.include('Personnes inscrites 1 100');
    expect(await lu(`/dossiers/${operation.id}/participants`)).to.not.include('Un import est en cours');
  });

  it('forgets a spreadsheet thirty days after, whether it was read or left aside', async () => {
    await envoyer([TITRES_PARTICIPANTS, ligneDeParticipant('Délaissée')]);
    await importer(lignesDeParticipants(9, 9).lignes);
    const restes = async (): Promise<number[]> => Promise.all(['participant_imports', 'participant_import_lots', 'participant_import_erreurs'].map(async (t) => (await app.deps.db(t)).length));
    expect((await restes()).every((n) => n > 0)).to.equal(true);
    app.horloge.avancer(31 * 86_400_000);
    await app.serveur.travailler();
    expect(await restes()).to.deep.equal([0, 0, 0]);
    expect(await app.deps.db('journal').where({ dossier_id: operation.id, action: 'participant.oublier_tableau' })).to.have.length(2);
  });
});
