import { expect } from 'chai';
import { cents } from '../../server/domain/kernel/cents.js';
import { engagerCredits } from '../../server/features/grand-livre/engagement-service.js';
import { verifierGrandLivre } from '../../server/features/grand-livre/verification-queries.js';
import { programmerVersements } from '../../server/features/versements/versement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { conventionAPayer } from './convention-a-payer.js';
import { ServeurEnfant } from './serveur-enfant.js';
import { Visiteur } from './visiteur.js';

interface APayer { readonly id: string; readonly page: string }

/** Conventions of 20 000 € signed today, each with a payment of 10 000 € due: one is made as people make it, the others are its copies. */
async function preparer(app: ApplicationDeTest, nombre: number): Promise<APayer[]> {
  const { db } = app.deps;
  const c = await conventionAPayer(app);
  await db('enveloppes').where({ id: c.enveloppeId }).update({ vote_cents: nombre * 2_000_000 });
  const [dossier, convention] = [await db('dossiers').where({ id: c.id }).first<Record<string, unknown>>(), await db('conventions').where({ id: c.conventionId }).first<Record<string, unknown>>()];
  for (let debut = 1; debut < nombre; debut += 50) {
    await agir(app, c.comptes.instructeur, async (ctx) => {
      for (let i = debut; i < Math.min(nombre, debut + 50); i += 1) {
        const [dossierId, conventionId, numero] = [nouvelId(), nouvelId(), `AAP-2022-${String(9000 + i)}`];
        await ctx.db('dossiers').insert({ ...dossier, id: dossierId, numero });
        await ctx.db('conventions').insert({ ...convention, id: conventionId, dossier_id: dossierId, numero: `CONV-${numero}-D` });
        await engagerCredits(ctx, { appelId: c.appelId, financeur: 'departement', demandes: [{ dossierId, montant: cents(2_000_000) }], objet: { type: 'convention', id: conventionId } });
        await programmerVersements(ctx, conventionId);
      }
    });
  }
  const lignes = await db('versements as v').join('conventions as k', 'k.id', 'v.convention_id').where('v.exigible', true).select<{ id: string; dossier_id: string }[]>('v.id', 'k.dossier_id');
  return lignes.map((l) => ({ id: l.id, page: `/dossiers/${l.dossier_id}/versements/${l.id}` }));
}

const PAR_BORDEREAU = 10;

/** Sends each act with a key of its own, always the same for the same act: what a person does who clicks again. */
class Guichet {
  private finances: readonly [Visiteur, Visiteur] | null = null;
  private readonly cles = new Map<string, string>();
  readonly acquittes = { liquidation: new Set<string>(), validation: new Set<string>(), lot: new Set<string>() };

  constructor(private readonly adresse: string) {}

  async ouvrir(): Promise<void> {
    const deux = [new Visiteur(this.adresse), new Visiteur(this.adresse)] as const;
    await deux[0].connecter('finances1@passerelle.test');
    await deux[1].connecter('finances2@passerelle.test');
    this.finances = deux;
  }

  private async envoyer(qui: 0 | 1, chemin: string, champs: Record<string, string | string[]>, cle: string): Promise<boolean> {
    const connue = this.cles.get(cle) ?? nouvelId();
    this.cles.set(cle, connue);
    return (this.finances ?? [])[qui]?.envoyer(chemin, { ...champs, _cle: connue }).then((r) => r.statut === 303 && r.vers?.startsWith('/connexion') !== true, () => false) ?? false;
  }

  async liquider({ id, page }: APayer): Promise<boolean> {
    const fait = await this.envoyer(0, `${page}/liquidation`, {}, `l:${id}`);
    if (fait) this.acquittes.liquidation.add(id);
    return fait;
  }

  async valider({ id, page }: APayer): Promise<boolean> {
    const fait = await this.envoyer(1, `${page}/validation`, {}, `v:${id}`);
    if (fait) this.acquittes.validation.add(id);
    return fait;
  }

  async mandater(lot: readonly APayer[]): Promise<boolean> {
    const versements = lot.map((v) => v.id);
    const fait = await this.envoyer(0, '/versements/mandatement', { versements }, `b:${versements.join()}`);
    if (fait) for (const id of versements) this.acquittes.lot.add(id);
    return fait;
  }

  /** Everything a lot of payments needs, each act as soon as the former one is answered; `insister` sends again until it is. */
  async traiter(lot: readonly APayer[], insister: boolean): Promise<void> {
    const faire = async (acte: () => Promise<boolean>): Promise<boolean> => {
      for (let essai = 0; essai < (insister ? 40 : 1); essai += 1) if (await acte()) return true;
      return false;
    };
    const suivis = await Promise.all(lot.map(async (v) => (await faire(() => this.liquider(v))) && faire(() => this.valider(v))));
    if (suivis.every(Boolean)) await faire(() => this.mandater(lot));
  }
}

/**
 * Kills the server while `nombre` payments are prepared, approved and ordered at once, starts it again, sends every act again,
 * and holds that each happened once.
 * @returns what was acknowledged before the kill
 */
async function tuerPendantLesVersements(app: ApplicationDeTest, serveur: ServeurEnfant, nombre: number): Promise<{ avant: Record<string, number>; secondes: number }> {
  const { db } = app.deps;
  const versements = await preparer(app, nombre);
  const lots = Array.from({ length: Math.ceil(versements.length / PAR_BORDEREAU) }, (_, i) => versements.slice(i * PAR_BORDEREAU, (i + 1) * PAR_BORDEREAU));
  const debut = performance.now();
  await serveur.demarrer();
  const guichet = new Guichet(serveur.adresse);
  await guichet.ouvrir();
  // A third is already prepared and a third approved, so that the three acts are in flight together.
  const tiers = Math.floor(lots.length / 3);
  await enFile(lots.slice(0, 2 * tiers).flat(), (v) => guichet.liquider(v));
  await enFile(lots.slice(0, tiers).flat(), (v) => guichet.valider(v));
  const prets = { ...guichet.acquittes, lot: new Set<string>() };
  const dejaLiquides = prets.liquidation.size;
  const tout = Promise.all(lots.map((lot, i) => (i < tiers ? guichet.mandater(lot) : guichet.traiter(lot, false))));
  const voulus = (): boolean => guichet.acquittes.lot.size >= PAR_BORDEREAU && guichet.acquittes.liquidation.size > dejaLiquides + nombre / 20;
  const limite = performance.now() + 120_000;
  while (!voulus() && performance.now() < limite) await new Promise((suite) => setTimeout(suite, 2));
  await serveur.tuer();
  await tout;
  const avant = { liquidations: guichet.acquittes.liquidation.size, validations: guichet.acquittes.validation.size, mandats: guichet.acquittes.lot.size };
  expect(avant.mandats, 'killed before the end').to.be.lessThan(nombre);

  const etats = new Map((await db('versements').whereIn('id', versements.map((v) => v.id)).select<{ id: string; etat: string }[]>('id', 'etat')).map((l) => [l.id, l.etat]));
  const perdus = (acquittes: ReadonlySet<string>, parmi: readonly string[]): string[] => [...acquittes].filter((id) => !parmi.includes(etats.get(id) ?? ''));
  expect(perdus(guichet.acquittes.liquidation, ['liquide', 'valide', 'mandate']), 'acknowledged but lost').to.deep.equal([]);
  expect(perdus(guichet.acquittes.validation, ['valide', 'mandate']), 'acknowledged but lost').to.deep.equal([]);
  expect(perdus(guichet.acquittes.lot, ['mandate']), 'acknowledged but lost').to.deep.equal([]);
  expect((await verifierGrandLivre(db)).differences, 'after the kill').to.deep.equal([]);

  await serveur.demarrer();
  await guichet.ouvrir();
  await enFile(lots, (lot) => guichet.traiter(lot, true), 3);
  await unePourChacun(app, versements.map((v) => v.id), lots.length);
  return { avant, secondes: (performance.now() - debut) / 1000 };
}

/** Each payment was prepared, approved and ordered once, with one certificate; bordereaux are numbered without a hole; ledger and journal verify. */
async function unePourChacun({ deps: { db } }: ApplicationDeTest, ids: readonly string[], bordereaux: number): Promise<void> {
  const etats = await db('versements').whereIn('id', [...ids]).groupBy('etat').select('etat').count<{ etat: string; n: number | string }[]>({ n: '*' });
  expect(etats.map((e) => [e.etat, Number(e.n)])).to.deep.equal([['mandate', ids.length]]);
  const compter = async (requete: Promise<unknown>): Promise<number[]> => [...new Set(((await requete) as { n: number | string }[]).map((l) => Number(l.n)))];
  for (const nature of ['liquidation', 'mandatement']) {
    expect(await compter(db('ecritures').where({ nature }).whereIn('objet_id', [...ids]).groupBy('objet_id').count({ n: '*' })), `${nature} written once each`).to.deep.equal([1]);
    expect((await db('ecritures').where({ nature }).distinct('objet_id')).length).to.equal(ids.length);
  }
  expect(await compter(db('documents').where({ type: 'certificat_liquidation' }).whereIn('objet_id', [...ids]).groupBy('objet_id').count({ n: '*' })), 'one certificate each').to.deep.equal([1]);
  const numeros = (await db('bordereaux').orderBy('numero').select<{ numero: string }[]>('numero')).map((b) => Number(b.numero.slice(-4)));
  expect(numeros).to.deep.equal(Array.from({ length: bordereaux }, (_, i) => i + 1));
  expect((await verifierGrandLivre(db)).differences).to.deep.equal([]);
  expect(await verifierJournal(db)).to.include({ intact: true });
}

async function enFile<T>(choses: readonly T[], faire: (chose: T) => Promise<unknown>, largeur = 20): Promise<void> {
  const restantes = [...choses];
  await Promise.all(Array.from({ length: largeur }, async () => { for (let c = restantes.shift(); c !== undefined; c = restantes.shift()) await faire(c); }));
}

/** The test itself, at the size and with the patience of its suite; `dire` gets what the run was. */
export function eprouverVersementsTues(nombre: number, patienceMs: number, dire: (avant: Record<string, number>, secondes: number) => void = () => undefined): void {
  describe(`a server killed in the middle of ${nombre} liquidations, validations and bordereaux`, function () {
    this.timeout(patienceMs);
    let app: ApplicationDeTest;
    let serveur: ServeurEnfant;

    before(async () => {
      app = await lancerApplication('2022-03-01T09:00');
      serveur = new ServeurEnfant(app);
    });
    after(async () => {
      await serveur.tuer();
      await app.fermer();
    });

    it('pays nothing twice and loses nothing', async () => {
      const { avant, secondes } = await tuerPendantLesVersements(app, serveur, nombre);
      dire(avant, secondes);
    });
  });
}
