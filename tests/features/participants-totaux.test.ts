import { expect } from 'chai';
import { publie } from '../../server/domain/participants/publication.js';
import { lireNomsTotaux, lireTableauTotaux } from '../../server/features/participants/totaux.js';
import { DIMENSIONS_TOTAUX, lireDemandeTotaux, MESURES_TOTAUX } from '../../server/features/participants/totaux-filtre.js';
import { nombre } from '../../server/platform/format.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { baseDeParticipants, recompterPersonnes, type BaseDeParticipants } from '../support/participants-en-nombre.js';
import { extrairePagesPdf } from '../support/pdf-texte.js';
import { compterRequetes } from '../support/pilotage.js';
import { verifierOperations, verifierTotaux } from '../support/totaux-participants.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('Indicators of participants across operations', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let base: BaseDeParticipants;
  let total: Readonly<Record<string, number>>;

  before(async () => {
    app = await lancerApplication('2024-10-01T09:00');
    comptes = await comptesDeTest(app);
    base = await baseDeParticipants(app, { dossiers: 120, participants: 1203, graine: 12 });
    total = recompterPersonnes(base.personnes);
  });
  after(() => app.fermer());

  const visiteur = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    return v;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps).replace(/[\u00a0\u202f]/g, ' ');
  const dit = (n: number): string => nombre(n).replace(/[\u00a0\u202f]/g, ' ');

  it('are, for every filter and along every dimension, what a plain recount of the answers finds', async () => {
    expect(await verifierTotaux(app.deps.db, base)).to.be.greaterThan(5000);
    await verifierOperations(app.deps.db, base);
    expect(total['EECO01 non_binaire']).to.be.greaterThan(0);
  });

  it('lead from each figure to the operations that make it, and from these to their own page, for whom may read them', async () => {
    const responsable = await visiteur('responsable');
    const page = await responsable.lire('/pilotage/participants');
    expect(texteDe(page.corps).replace(/[\u00a0\u202f]/g, ' ')).to.include(`${dit(total['EECO01 total'] ?? 0)}`).and.to.include('Chiffres exacts');
    const liens = [...page.corps.matchAll(/href="(\/pilotage\/participants\/operations[^"]*)"/g)].map((m) => (m[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
    expect(liens.length).to.be.greaterThan(30);
    const liste = await responsable.lire(liens.find((l) => l.includes('mesure=EECR04')) ?? '');
    const derriere = new Set(base.personnes.filter((p) => p.codes.has('EECR04')).map((p) => p.dossier.id)).size;
    expect(texteDe(liste.corps)).to.include(`${derriere} opérations`);
    expect(liste.corps).to.match(/href="\/dossiers\/[^"]+\/participants"/);
    for (const mesure of MESURES_TOTAUX) expect((await responsable.lire(`/pilotage/participants/operations?mesure=${mesure}`)).statut, mesure).to.equal(200);
    for (const par of DIMENSIONS_TOTAUX) expect(await lu(responsable, `/pilotage/participants?par=${par}&mesure=EECO03`), par).to.include('EECO03 · Chômeurs de longue durée, par');
    for (const [nom, statut] of [['finances1', 200], ['instructeur', 403], ['controleur', 403], ['admin', 403], ['redacteur', 403]] as const) {
      const lecteur = await visiteur(nom);
      for (const chemin of ['/pilotage/participants', '/pilotage/participants/operations.csv', '/pilotage/participants/indicateurs.pdf']) expect((await lecteur.lire(chemin)).statut, `${nom} ${chemin}`).to.equal(statut);
    }
    expect(await lu(responsable, '/pilotage/participants?annee=1999')).to.include('Aucun participant inscrit');
    expect((await responsable.lire('/pilotage/participants?appel=x&dispositif=-1&fiche=%00&annee=20&par=rien&mesure=EECO99')).statut).to.equal(200);
  });

  it('are rounded to five for who reads outside the service, on the page, in its lists, their order, their links and their files', async () => {
    const [pilotage, responsable] = [await visiteur('pilotage'), await visiteur('responsable')];
    for (const v of [pilotage, responsable]) {
      const suffixe = v === responsable ? 'arrondi=oui&' : '';
      const page = await lu(v, `/pilotage/participants?${suffixe}`);
      expect(page).to.include('multiple de 5 le plus proche').and.to.include(dit(publie(total['EECO01 femme'] ?? 0))).and.not.include('Chiffres exacts');
      for (const chemin of ['indicateurs.csv', 'operations.csv', 'operations.csv'].map((f, i) => `/pilotage/participants/${f}?${suffixe}par=fiche${i === 2 ? '&mesure=EECO14' : ''}`)) {
        const cellules = (await v.lire(chemin)).corps.trim().split('\r\n').slice(1).flatMap((l) => l.split(';').slice(-3)).filter((c) => /^\d+$/.test(c));
        expect(cellules.length, chemin).to.be.greaterThan(80);
        expect(cellules.filter((c) => Number(c) % 5 !== 0), chemin).to.deep.equal([]);
      }
    }
    const liste = await pilotage.lire('/pilotage/participants/operations?mesure=fiches');
    const cle = JSON.parse(Buffer.from(/apres(?:=|&#x3D;)([\w-]+)/.exec(liste.corps)?.[1] ?? '', 'base64url').toString()) as [number, string];
    expect(cle[0] % 5).to.equal(0);
    expect(liste.corps).to.not.include('href="/dossiers/');
    expect(await lu(pilotage, '/pilotage/participants')).to.not.include('Version à publier');
  });

  it('are printed and exported as they are shown, every indicator by gender along the dimension asked', async () => {
    const v = await visiteur('responsable');
    const csv = (await v.lire('/pilotage/participants/indicateurs.csv?par=annee')).corps;
    expect(csv).to.include(`Ensemble;EECO01;Participants;${total['EECO01 femme']};${total['EECO01 homme']};${total['EECO01 non_binaire']};${total['EECO01 total']}`);
    expect(csv.trim().split('\r\n').length).to.equal(1 + 25 * (1 + 3));
    expect(String.fromCharCode(...(await v.lire('/pilotage/participants/indicateurs.xlsx')).octets.subarray(0, 2))).to.equal('PK');
    const operations = (await v.lire('/pilotage/participants/operations.csv?mesure=fiches')).corps.trim().split('\r\n').slice(1);
    expect(operations.reduce((n, l) => n + Number(l.split(';').at(-2)), 0)).to.equal(1203);
    const pdf = (await extrairePagesPdf((await v.lire('/pilotage/participants/indicateurs.pdf?annee=2022&par=dispositif')).octets)).join(' ').replace(/[\u00a0\u202f\s]+/g, ' ');
    const de2022 = recompterPersonnes(base.personnes.filter((p) => p.annee === '2022'));
    expect(pdf).to.include('Année d’entrée : 2022').and.include('EECO17').and.include(dit(de2022['EECO01 total'] ?? 0));
  });

  it('ask the same number of queries whatever the number of participants', async () => {
    const { db } = app.deps;
    const compter = async (): Promise<number[]> => {
      const v = await visiteur('responsable');
      const nombres: number[] = [];
      for (const chemin of ['/pilotage/participants', '/pilotage/participants?par=fiche&mesure=EECO18', '/pilotage/participants?par=annee&annee=2022', '/pilotage/participants/operations?mesure=incompletes']) {
        await v.lire(chemin);
        nombres.push(await compterRequetes(db, () => v.lire(chemin)));
      }
      return nombres;
    };
    const avant = await compter();
    await baseDeParticipants(app, { dossiers: 40, participants: 300, graine: 4 });
    expect(await compter()).to.deep.equal(avant);
    const d = lireDemandeTotaux({});
    expect((await lireTableauTotaux(db, d, await lireNomsTotaux(db), true)).ensemble.fiches).to.equal(1503);
  });
});
