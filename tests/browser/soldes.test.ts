import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionSignee } from '../support/convention-signee.js';
import { conventionsDesDeuxFinanceurs } from '../support/deux-financeurs.js';
import type { DossierDeTest, OptionsDossier } from '../support/dossier-depose.js';
import { lancerNavigateur } from '../support/navigateur.js';
import { ParcoursSolde, type Declaration } from '../support/parcours-solde.js';

/** 48 000 € spent of the 50 000 € planned, 32 of 40 people. */
const EXEMPLE: Declaration = {
  realise: '32', publics: { rsa: '30', horsRsaMoins25: '2', horsRsaAutres: '0' },
  depenses: [['personnel_direct', '32 000,00'], ['fonctionnement_direct', '16 000,00']], ressources: [['etat', '25 000,00']],
};

/** The balance from the porteur's declaration to the accounts: a convention of 20 000 €, of which 10 000 € is paid. */
describe('the balance, scenario by scenario, as its users meet it', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let parcours: ParcoursSolde;
  const vues = new Set<string>();

  before(async () => { navigateur = await lancerNavigateur(); });
  after(() => navigateur.close());
  beforeEach(async () => { app = await lancerApplication(); });
  afterEach(async () => { await parcours.fermer(); await app.fermer(); });

  const convention = async (options: OptionsDossier = {}): Promise<DossierDeTest> => {
    const c = await conventionSignee(app, options);
    app.horloge.allerA('2023-02-15T10:00');
    parcours = new ParcoursSolde(app, navigateur, vues, c);
    return c;
  };
  /** From the declaration to the final conclusions, accepted as they come. */
  const solder = async (declaration: Declaration): Promise<{ page: string; pdf: string }> => {
    await parcours.declarer(declaration);
    await parcours.controler();
    await parcours.accepter();
    return parcours.conclure();
  };
  const versementsDe = async (dossierId: string): Promise<string[]> => (await app.deps.db('versements as v').join('conventions as c', 'c.id', 'v.convention_id')
    .where({ 'c.dossier_id': dossierId, 'v.etat': 'a_liquider' }).where('v.montant_cents', '>', 0).orderBy('c.financeur').select<{ id: string }[]>('v.id')).map((v) => v.id);
  const lire = async (chemin: string): Promise<string> => {
    const porteur = await parcours.en('signataire');
    await porteur.aller(chemin);
    return porteur.texte();
  };
  const annonce = ({ page, pdf }: { page: string; pdf: string }, ...dits: readonly string[]): void => {
    for (const dit of dits) {
      expect(page).to.include(dit);
      expect(pdf).to.include(dit);
    }
  };

  it('is paid whole when everything was done: 10 000 € more, the convention closed', async () => {
    const c = await convention();
    const solde = await solder({ ...EXEMPLE, realise: '40', publics: { rsa: '37', horsRsaMoins25: '3', horsRsaAutres: '0' }, depenses: [['personnel_direct', '32 000,00'], ['fonctionnement_direct', '18 000,00']], ressources: [['etat', '30 000,00']] });
    expect(solde.page).to.include('Montant dû 20 000,00 €').and.include('Solde à verser 10 000,00 €');
    annonce(solde, '20 000,00 €', '10 000,00 €');
    const [versement = ''] = await versementsDe(c.id);
    await parcours.payer(versement);
    expect(await lire(`${parcours.page}/solde`)).to.include('le solde de 10 000,00 € a été versé');
    expect(await lire(parcours.page)).to.include('Soldée');
  });

  for (const { methode, du, reste } of [{ methode: 'solde', du: '18 000,00 €', reste: '8 000,00 €' }, { methode: 'montant', du: '16 000,00 €', reste: '6 000,00 €' }] as const) {
    it(`counts 80 % of the volume by the method « ${methode} »: ${du} due`, async () => {
      await convention({ regles: { methodeProratisation: methode } });
      const solde = await solder(EXEMPLE);
      expect(solde.page).to.include(`Montant dû ${du}`).and.include(`Solde à verser ${reste}`).and.match(/Volume réalisé Plafond retenu/);
      annonce(solde, du, reste, '19 200,00 €', '23 000,00 €');
      expect(solde.pdf).to.include('Volume réalisé (plafond retenu)');
    });
  }

  it('never lets the funding pass the cost: 48 000 € spent, 35 000 € received elsewhere, 13 000 € due', async () => {
    await convention();
    const solde = await solder({ ...EXEMPLE, ressources: [['etat', '25 000,00'], ['commune', '10 000,00']] });
    expect(solde.page).to.include('Montant dû 13 000,00 €').and.include('Solde à verser 3 000,00 €').and.match(/Absence de surfinancement Plafond retenu/);
    annonce(solde, '13 000,00 €', '3 000,00 €');
  });

  it('caps people outside RSA: 6 of 50 are 12 %, 19 555,56 € due', async () => {
    await convention();
    const solde = await solder({ ...EXEMPLE, realise: '50', publics: { rsa: '44', horsRsaMoins25: '6', horsRsaAutres: '0' }, depenses: [['personnel_direct', '34 000,00'], ['fonctionnement_direct', '16 000,00']] });
    expect(solde.page).to.include('Montant dû 19 555,56 €').and.include('Solde à verser 9 555,56 €').and.match(/Publics accueillis Plafond retenu/);
    annonce(solde, '19 555,56 €', '9 555,56 €');
  });

  it('claims back the 10 000 € of an operation that was not carried out, and closes once they are received', async () => {
    await convention();
    const solde = await solder({ realise: '0', publics: { rsa: '0', horsRsaMoins25: '0', horsRsaAutres: '0' }, depenses: [], ressources: [], nonExecution: true });
    expect(solde.page).to.include('Montant dû 0,00 €').and.match(/À reverser 10 000,00 €/);
    annonce(solde, '10 000,00 €');
    const finances = await parcours.en('finances1');
    await finances.aller('/versements?vue=reversements');
    expect(await finances.texte()).to.include('10 000,00 €');
    await finances.suivreLien(/^TR-/);
    expect(await finances.lirePdf(/Titre de reversement/)).to.include('10 000,00 €');
    await finances.saisir({ montant: '2 500,00', encaisseLe: '15/02/2023', reference: 'P503-12' });
    await finances.cliquer('Enregistrer l’encaissement');
    await finances.page.getByText('Convenir d’un échéancier').click();
    await finances.saisir({ nombre: '3', premiere: '15/03/2023', motifEcheancier: 'Trésorerie fragile jusqu’à l’été.' });
    await finances.cliquer('Enregistrer l’échéancier');
    expect(await finances.texte()).to.match(/15\/05\/2023\s+2 500,00\s€\s+0,00\s€\s+À venir/);
    await finances.saisir({ montant: '7 500,00', encaisseLe: '15/02/2023' });
    await finances.cliquer('Enregistrer l’encaissement');
    expect(await lire(parcours.page)).to.include('Soldée');
  });

  it('restores a line rejected at first, on new evidence: 13 000 € become 18 000 €', async () => {
    await convention();
    await parcours.declarer(EXEMPLE);
    const provisoire = await parcours.controler([{ rang: 2, decision: 'partielle', retenu: '6 000,00', motif: 'non_justifiee', constat: 'Le bail n’est pas joint.' }]);
    expect(provisoire).to.include('Le bail n’est pas joint.').and.match(/13 000,00\s€/);
    await parcours.repondre(2, 'Voici le bail et les quittances.');
    await parcours.restituer(2);
    const solde = await parcours.conclure();
    expect(solde.page).to.include('Montant dû 18 000,00 €').and.include('Solde à verser 8 000,00 €');
    annonce(solde, '18 000,00 €');
    expect(solde.pdf).to.include('vos réponses ont été examinées');
  });

  it('pays the Département and FSE+ each by its own rules: 8 000 € and 6 000 € left', async () => {
    const dossier = await conventionsDesDeuxFinanceurs(app);
    app.horloge.allerA('2023-02-15T10:00');
    parcours = new ParcoursSolde(app, navigateur, vues, dossier);
    const solde = await solder({ ...EXEMPLE, ressources: [['departement', '18 000,00'], ['fse', '9 600,00'], ['commune', '6 000,00'], ['fonds_propres', '10 000,00']] });
    expect(solde.page).to.include('Montant dû 18 000,00 €').and.include('Solde à verser 8 000,00 €').and.include('Montant dû 9 600,00 €').and.include('Solde à verser 6 000,00 €');
    annonce(solde, '18 000,00 €', '8 000,00 €', '9 600,00 €', '6 000,00 €');
    const versements = await versementsDe(dossier.id);
    expect(versements).to.have.length(2);
    for (const versement of versements) await parcours.payer(versement);
    const page = await lire(`${parcours.page}/solde`);
    expect(page).to.include('le solde de 8 000,00 € a été versé').and.include('le solde de 6 000,00 € a été versé');
  });
});
