import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { MOT_DE_PASSE, texteDe, Visiteur } from '../support/visiteur.js';

describe('generated base', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication(new Date().toISOString().slice(0, 16)); });
  after(() => app.fermer());

  const commande = async (...args: string[]): Promise<{ code: number; sortie: string }> => {
    const lignes: string[] = [];
    const code = await executer(['jeu-essai', ...args], { DATABASE_URL: app.deps.config.databaseUrl, FILES_DIR: app.deps.config.filesDir }, (l) => void lignes.push(l));
    return { code, sortie: lignes.join('\n') };
  };
  const compter = async (table: string): Promise<number> => Number((await app.deps.db(table).count({ n: '*' }).first<{ n: number | string }>()).n);

  it('is written once into an empty base, with every state and a journal that verifies', async () => {
    expect(await commande('--dossiers', '300', '--mot-de-passe', MOT_DE_PASSE)).to.include({ code: 0 });
    expect(await compter('dossiers')).to.equal(300);
    const etats = await app.deps.db('dossiers').distinct('etat').pluck<string[]>('etat');
    expect(etats.length).to.equal(13);
    expect(await verifierJournal(app.deps.db)).to.include({ intact: true });
    const { code, sortie } = await commande('--dossiers', '10');
    expect([code, sortie.includes('pas vide')]).to.deep.equal([2, true]);
    expect(await compter('dossiers')).to.equal(300);
    expect(await commande('--dossiers', '10', '--force')).to.include({ code: 0 });
    expect(await compter('dossiers')).to.equal(310);
    expect(await verifierJournal(app.deps.db)).to.include({ intact: true });
  });

  it('refuses what is no number', async () => {
    for (const args of [['--dossiers', 'beaucoup'], ['--dossiers', '0'], ['--dossiers', '-3'], ['--dossiers', '99999999'], ['--force', '--graine', 'x']]) expect((await commande(...args)).code, args.join(' ')).to.equal(2);
  });

  it('shows every page of a dossier in every state to those who may see it', async () => {
    const v = new Visiteur(app.adresse);
    await v.connecter('responsable@jeu-essai.example');
    const dossiers: { etat: string; id: string }[] = await app.deps.db('dossiers').whereNotNull('depose_le').select('etat').min('id as id').groupBy('etat');
    for (const { etat, id } of dossiers) {
      const page = await v.lire(`/dossiers/${id}`);
      expect(page.statut, etat).to.equal(200);
      const onglets = [...page.corps.matchAll(/class="p-onglets__lien" href="([^"]+)"/g)].map((m) => m[1]?.replaceAll('&#x3D;', '=') ?? '');
      for (const lien of onglets) expect((await v.lire(lien)).statut, `${etat} ${lien}`).to.equal(200);
    }
    expect(texteDe((await v.lire('/tableau-de-bord')).corps)).to.include('Tableau de bord');
    expect((await v.lire('/pilotage')).statut).to.equal(200);
  });

  it('opens no account without a password', async () => {
    await commande('--dossiers', '5', '--force');
    const { mot_de_passe } = await app.deps.db('personnes').orderBy('id', 'desc').first<{ mot_de_passe: string }>('mot_de_passe');
    expect(mot_de_passe).to.equal('!');
  });
});
