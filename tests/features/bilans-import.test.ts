import { expect } from 'chai';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import { composerAtelier } from '../../server/atelier.js';
import { travailler } from '../../server/platform/travaux.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { fichierDeDepenses, lignesDeDepenses } from '../support/feuille-depenses.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

/** Columns of the spreadsheets of tests, as their form sends them. */
const COLONNES = { 'colonnes[poste]': '0', 'colonnes[libelle]': '1', 'colonnes[fournisseur]': '2', 'colonnes[reference]': '3', 'colonnes[date]': '4', 'colonnes[acquitteeLe]': '5', 'colonnes[montant]': '6', 'colonnes[salarie]': '7', 'colonnes[mois]': '8', 'colonnes[heures]': '9' };

describe('import of expenses from a spreadsheet', () => {
  let app: ApplicationDeTest;
  let convention: ConventionSignee;
  let redacteur: Visiteur;
  let imports: string;

  const compter = async (): Promise<number> => Number((await app.deps.db('bilan_depenses').count({ n: '*' }).first<{ n: number | string }>()).n);
  const lu = async (chemin: string): Promise<string> => texteDe((await redacteur.lire(chemin)).corps);
  async function travaux(): Promise<void> {
    await travailler({ ...app.deps, atelier: { executants: composerAtelier(app.deps).executants, periodiques: [] }, chargerActeur: (id, le) => chargerActeur(app.deps.db, id, le) });
  }
  /** Sends a spreadsheet, checks the guessed columns, imports it; answers the page of its result. */
  async function importer(feuille: File): Promise<string> {
    const page = await redacteur.reussir(imports, { feuille });
    const forme = (await redacteur.lire(page)).corps;
    for (const [nom, valeur] of Object.entries(COLONNES)) expect(forme, nom).to.match(new RegExp(`name="${nom.replace(/[[\]]/g, '\\$&')}"[^>]*>(?:\\s*<option[^>]*>[^<]*</option>)*\\s*<option value="${valeur}" selected`));
    await redacteur.reussir(page, COLONNES);
    await travaux();
    return page;
  }

  beforeEach(async () => {
    app = await lancerApplication();
    convention = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    imports = `/dossiers/${convention.id}/bilan/depenses/imports`;
    redacteur = new Visiteur(app.adresse);
    await redacteur.connecter(convention.comptes.redacteur.courriel);
  });
  afterEach(() => app.fermer());

  for (const format of ['xlsx', 'ods', 'csv'] as const) {
    it(`keeps the good rows of a ${format} file and reports exactly the planted errors`, async () => {
      const { lignes, plantees } = lignesDeDepenses(1200, 40);
      const feuille = await fichierDeDepenses(format, lignes);
      const page = await importer(feuille);
      expect(await compter()).to.equal(1160);
      const texte = await lu(page);
      expect(texte).to.include('Lignes lues 1 200').and.include('Dépenses ajoutées 1 160').and.include('Lignes à corriger 40');
      expect(texte).to.include('Trouvé Attendu 2 ').and.include('douze euros').and.include('un montant, par exemple 1 234,56');
      const csv = (await redacteur.lire(`${page}/erreurs.csv`)).corps.replace(/^\uFEFF/, '').trim().split('\r\n').slice(1);
      expect(csv.map((l) => Number(l.split(';')[0]))).to.deep.equal(plantees.map((p) => p.ligne));
      plantees.forEach((p, i) => expect(csv[i]).to.include(String.fromCharCode(65 + p.colonne)).and.include(p.valeur === '' ? '(vide)' : p.valeur.replace(/^-/, "'-")).and.include(p.attendu));

      await importer(feuille);
      expect(await compter(), 'the same file adds nothing').to.equal(1160);
      const corrigees = lignesDeDepenses(1200, 0).lignes;
      await importer(await fichierDeDepenses(format, corrigees));
      expect(await compter(), 'the corrected file adds the forty rows alone').to.equal(1200);
      const [{ total }] = await app.deps.db('bilan_depenses').select(app.deps.db.raw('cast(sum(montant_cents) as integer) as total')) as [{ total: number }];
      expect(Number(total)).to.equal(corrigees.slice(1).reduce((s, l) => s + Number((l[6] ?? '').replace(',', '')), 0));
    });
  }

  it('refuses what is no table, columns that are missing or chosen twice, and an empty sheet', async () => {
    const envoi = async (feuille: File): Promise<string> => texteDe((await redacteur.envoyer(imports, { feuille })).corps);
    expect(await envoi(new File(['%PDF-1.4\n%%EOF'], 'facture.pdf', { type: 'application/pdf' }))).to.include('XLSX, ODS ou CSV');
    expect(await envoi(new File(['Objet;Montant;Date\r\n'], 'vide.csv', { type: 'text/csv' }))).to.include('aucune ligne sous ses titres');
    const page = await redacteur.reussir(imports, { feuille: new File(['Objet;Montant;Date\r\nLoyer;1 200,50;05/03/2022\r\n'], 'loyers.csv', { type: 'text/csv' }) });
    const lancer = async (champs: Record<string, string>): Promise<string> => texteDe((await redacteur.envoyer(page, champs)).corps);
    expect(await lancer({ 'colonnes[libelle]': '0', 'colonnes[date]': '2', poste: 'fonctionnement_direct' })).to.include('Indiquez la colonne « Montant »');
    expect(await lancer({ 'colonnes[libelle]': '0', 'colonnes[montant]': '1', 'colonnes[date]': '2' })).to.include('ou le poste de toutes les lignes');
    expect(await lancer({ 'colonnes[libelle]': '0', 'colonnes[montant]': '1', 'colonnes[date]': '1', poste: 'fonctionnement_direct' })).to.include('déjà choisie');
    await redacteur.reussir(page, { 'colonnes[libelle]': '0', 'colonnes[montant]': '1', 'colonnes[date]': '2', poste: 'fonctionnement_direct' });
    expect((await redacteur.envoyer(page, { 'colonnes[libelle]': '0', 'colonnes[montant]': '1', 'colonnes[date]': '2', poste: 'prestations' })).statut).to.equal(422);
    await travaux();
    expect(await app.deps.db('bilan_depenses').select('poste', 'libelle', 'date').first<object>()).to.deep.equal({ poste: 'fonctionnement_direct', libelle: 'Loyer', date: '2022-03-05' });
  });

  it('goes on from the rows already counted when the server stops half-way', async () => {
    const { lignes } = lignesDeDepenses(1300, 13);
    const page = await redacteur.reussir(imports, { feuille: await fichierDeDepenses('xlsx', lignes) });
    await redacteur.reussir(page, COLONNES);
    let passes = 0;
    const outils = { ...app.deps, chargerActeur: (id: string, le: Parameters<typeof chargerActeur>[2]) => chargerActeur(app.deps.db, id, le) };
    await travailler({ ...outils, atelier: { executants: composerAtelier(app.deps).executants, periodiques: [] } }, () => (passes += 1) > 2);
    expect(await compter()).to.be.greaterThan(0).and.lessThan(1287);
    app.horloge.avancer(61_000);
    await travaux();
    expect([await compter(), await lu(page)].map(String).join(' ')).to.include('1287').and.include('Lignes lues 1 300').and.include('Lignes à corriger 13');
  });

  it('belongs to its bilan: another organisme finds nothing, and a deposited bilan takes nothing more', async () => {
    const page = await redacteur.reussir(imports, { feuille: await fichierDeDepenses('csv', lignesDeDepenses(3, 0).lignes) });
    const autre = await conventionSignee(app, { comptes: convention.comptes, appelId: convention.appelId });
    expect((await redacteur.lire(page.replace(convention.id, autre.id))).statut).to.equal(404);
    await redacteur.reussir(page, COLONNES);
    await app.deps.db('bilans').where({ id: convention.bilanId }).update({ etat: 'depose' });
    await travaux();
    expect(await compter()).to.equal(0);
    expect(await lu(page)).to.include('Dépenses ajoutées 0');
  });
});
