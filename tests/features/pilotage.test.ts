import { expect } from 'chai';
import { lireDelais, ETAPES, CODES_ETAPES } from '../../server/features/pilotage/delais.js';
import { compterDerriere, listerDerriere, parcourirDerriere, type DossierDerriere } from '../../server/features/pilotage/liste.js';
import { CODES_MESURES, mesureDe } from '../../server/features/pilotage/mesures.js';
import { lireEnsemble } from '../../server/features/pilotage/pilotage-chiffres.js';
import { AUCUN, FILTRE_VIDE, type Dimension, type FiltrePilotage } from '../../server/features/pilotage/pilotage-filtre.js';
import { repartir, repartirParOrganisme } from '../../server/features/pilotage/repartition.js';
import { lireNoms, lireTableauDeBord } from '../../server/features/pilotage/tableau-de-bord.js';
import { euros } from '../../server/platform/format.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { aplatir, baseDePilotage, compterRequetes, delai, recompter, sommer, type Compte } from '../support/pilotage.js';
import { extrairePagesPdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('dashboards', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let base: readonly Compte[];

  before(async () => {
    app = await lancerApplication('2024-10-01T09:00');
    comptes = await comptesDeTest(app);
    await baseDePilotage(app, 260, 2024);
    base = await recompter(app.deps.db);
  });
  after(() => app.fermer());

  const visiteur = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    return v;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps).replace(/[\u00a0\u202f]/g, ' ');

  /** Filters of one dimension, then of several at once, each with the same question asked of a plain dossier. */
  function filtres(): readonly (readonly [FiltrePilotage, (c: Compte) => boolean])[] {
    const [temoin] = base.filter((c) => c.attribue > 0 && c.controle !== null && c.axe !== null);
    if (temoin === undefined) throw new Error('no witness');
    const { appel, annee, axe, dispositif, organisme, etat, territoires: [territoire = ''] } = temoin;
    const f = (filtre: Partial<FiltrePilotage>): FiltrePilotage => ({ ...FILTRE_VIDE, ...filtre });
    return [
      [FILTRE_VIDE, () => true], [f({ appel }), (c) => c.appel === appel], [f({ annee }), (c) => c.annee === annee], [f({ annee: '2023' }), (c) => c.annee === '2023'], [f({ axe: axe ?? '' }), (c) => c.axe === axe], [f({ axe: AUCUN }), (c) => c.axe === null],
      [f({ dispositif: String(dispositif) }), (c) => c.dispositif === dispositif], [f({ dispositif: AUCUN }), (c) => c.dispositif === null], [f({ organisme }), (c) => c.organisme === organisme], [f({ etat }), (c) => c.etat === etat],
      [f({ territoire }), (c) => c.territoires.includes(territoire)], [f({ territoire: AUCUN }), (c) => c.territoires.length === 0],
      [f({ appel, territoire, dispositif: String(dispositif), etat }), (c) => c.appel === appel && c.territoires.includes(territoire) && c.dispositif === dispositif && c.etat === etat],
    ];
  }

  it('sums, for each filter, what a plain recount of every table finds, and its lists hold just these dossiers', async () => {
    for (const [filtre, garder] of filtres()) {
      const attendus = base.filter(garder);
      expect(aplatir(await lireEnsemble(app.deps.db, filtre)), JSON.stringify(filtre)).to.deep.equal(sommer(attendus));
      const ids = [];
      for await (const { id } of parcourirDerriere(app.deps.db, filtre, 'dossiers')) ids.push(id);
      expect(ids.sort(), JSON.stringify(filtre)).to.deep.equal(attendus.map((c) => c.id).sort());
      const delais = await lireDelais(app.deps.db, filtre);
      for (const etape of CODES_ETAPES) expect(delais[etape], `${etape} ${JSON.stringify(filtre)}`).to.deep.equal(delai(attendus, ETAPES[etape].de, ETAPES[etape].a));
    }
    expect(sommer(base)['conclus']).to.be.greaterThan(10);
    expect(sommer(base)['recouvreCents']).to.be.greaterThan(0);
  });

  it('breaks every figure down along each dimension without losing a dossier', async () => {
    const valeurs: Readonly<Record<Exclude<Dimension, 'organisme'>, (c: Compte) => readonly (string | null)[]>> = {
      appel: (c) => [c.appel], annee: (c) => [c.annee], etat: (c) => [c.etat], axe: (c) => [c.axe], dispositif: (c) => [c.dispositif === null ? null : String(c.dispositif)], territoire: (c) => (c.territoires.length === 0 ? [null] : c.territoires),
    };
    for (const [par, valeur] of Object.entries(valeurs) as [Exclude<Dimension, 'organisme'>, (c: Compte) => readonly (string | null)[]][]) {
      const lignes = await repartir(app.deps.db, FILTRE_VIDE, par);
      const attendues = new Set(base.flatMap(valeur).map((v) => v ?? AUCUN));
      expect(new Set(lignes.map((l) => l.cle)), par).to.deep.equal(attendues);
      for (const { cle, groupe } of lignes) expect(aplatir(groupe), `${par} ${cle}`).to.deep.equal(sommer(base.filter((c) => valeur(c).includes(cle === AUCUN ? null : cle))));
    }
    const organismes: string[] = [];
    for (let apres: string | null = ''; apres !== null;) {
      const tranche: Awaited<ReturnType<typeof repartirParOrganisme>> = await repartirParOrganisme(app.deps.db, FILTRE_VIDE, { apres });
      for (const { cle, groupe } of tranche.lignes) expect(aplatir(groupe)).to.deep.equal(sommer(base.filter((c) => c.organisme === cle)));
      organismes.push(...tranche.lignes.map((l) => l.cle));
      ({ apres } = tranche);
    }
    expect(organismes.sort()).to.deep.equal([...new Set(base.map((c) => c.organisme))].sort());
  });

  it('leads from each figure to the dossiers that make it: their count and their totals are the figure', async () => {
    const ensemble = aplatir(await lireEnsemble(app.deps.db, FILTRE_VIDE));
    for (const mesure of CODES_MESURES) {
      const { nombre, totaux } = await compterDerriere(app.deps.db, FILTRE_VIDE, mesure);
      const lus: DossierDerriere[] = [];
      for await (const l of parcourirDerriere(app.deps.db, FILTRE_VIDE, mesure)) lus.push(l);
      expect(new Set(lus.map((l) => l.id)).size, mesure).to.equal(nombre).and.to.equal(lus.length);
      expect(mesureDe(mesure).colonnes.map((_, i) => lus.reduce((n, l) => n + (l.valeurs[i] ?? 0), 0)), mesure).to.deep.equal(totaux);
    }
    const totalDe = async (mesure: (typeof CODES_MESURES)[number]): Promise<readonly number[]> => (await compterDerriere(app.deps.db, FILTRE_VIDE, mesure)).totaux;
    expect(await totalDe('attribue')).to.deep.equal([ensemble['attribueCents']]);
    expect(await totalDe('paye')).to.deep.equal([ensemble['payeCents']]);
    expect(await totalDe('propose')).to.deep.equal([ensemble['proposeCents']]);
    expect(await totalDe('prevues')).to.deep.equal([ensemble['prevues'], ensemble['prevuesRsa']]);
    expect(await totalDe('realisees')).to.deep.equal([ensemble['realisees'], ensemble['realiseesRsa'], ensemble['conclusPrevues']]);
    const [une, deux] = [await listerDerriere(app.deps.db, FILTRE_VIDE, 'attribue', {}, 3), await listerDerriere(app.deps.db, FILTRE_VIDE, 'attribue', {}, 6)];
    expect(deux.lignes.slice(0, 3)).to.deep.equal(une.lignes);
  });

  it('shows the figures on a page whose links lead to their lists, for whom may see them, a dossier opened only by who follows it', async () => {
    const v = await visiteur('pilotage');
    const page = await v.lire('/pilotage');
    const liens = [...page.corps.matchAll(/href="(\/pilotage\/dossiers[^"]*)"/g)].map((m) => (m[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
    expect(liens.length).to.be.greaterThan(60);
    const liste = await lu(v, liens.find((l) => l.includes('mesure=attribue')) ?? '');
    const attribues = base.filter((c) => c.attribue > 0).length;
    expect(liste).to.include(`${attribues} dossiers`);
    for (const mesure of CODES_MESURES) expect((await v.lire(`/pilotage/dossiers?mesure=${mesure}`)).statut, mesure).to.equal(200);
    expect((await v.lire('/pilotage/dossiers?mesure=attribue')).corps).to.not.include('href="/dossiers/');
    expect((await (await visiteur('responsable')).lire('/pilotage/dossiers?mesure=attribue')).corps).to.include('href="/dossiers/');
    const csv = (await v.lire('/pilotage/dossiers.csv?mesure=delai_ensemble')).corps;
    expect(csv.trim().split('\n').length - 1).to.equal(delai(base, 'depose', 'paye').nombre);
    const pdf = (await extrairePagesPdf((await v.lire('/pilotage/tableau-de-bord.pdf?par=territoire&annee=2023')).octets)).join(' ').replace(/[\u00a0\u202f\s]+/g, ' ');
    expect(pdf).to.include('Année : 2023').and.include('Villeneuve Fumel').and.include('Délais par étape').and.include(euros(sommer(base.filter((c) => c.annee === '2023'))['attribueCents'] ?? 0).replace(/[\u00a0\u202f]/g, ' '));
    for (const [nom, statut] of [['responsable', 200], ['instructeur', 403], ['admin', 403]] as const) {
      const lecteur = await visiteur(nom);
      for (const chemin of ['/pilotage', '/pilotage/dossiers', '/pilotage/dossiers.csv']) expect((await lecteur.lire(chemin)).statut, `${nom} ${chemin}`).to.equal(statut);
    }
    expect(await lu(v, `/pilotage?appel=${nouvelId()}`)).to.include('Aucun dossier déposé');
    expect(await lu(v, '/pilotage?appel=x&annee=23&territoire=../x&dispositif=-1&etat=brouillon&par=rien')).to.include('Par appel');
  });

  it('asks the same number of queries whatever the number of dossiers', async () => {
    const { db } = app.deps;
    const lire = async (): Promise<number[]> => {
      const v = await visiteur('responsable');
      const nombres: number[] = [];
      for (const chemin of ['/pilotage', '/pilotage?par=organisme', '/pilotage?par=territoire&annee=2023', '/pilotage/dossiers?mesure=attribue', '/pilotage/dossiers?mesure=delai_ensemble']) {
        await v.lire(chemin);
        nombres.push(await compterRequetes(db, () => v.lire(chemin)));
      }
      return nombres;
    };
    const avant = await lire();
    await baseDePilotage(app, 60, 7);
    expect(await lire()).to.deep.equal(avant);
    base = await recompter(db);
    expect(aplatir((await lireTableauDeBord(db, FILTRE_VIDE, 'appel', await lireNoms(db, FILTRE_VIDE))).ensemble)).to.deep.equal(sommer(base));
  });
});
