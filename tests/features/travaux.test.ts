import { expect } from 'chai';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { executant, programmer, travailler, type Atelier, type OutilsAtelier } from '../../server/platform/travaux.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';

interface Charge { readonly nombre: number; readonly panneA?: number }

describe('background work', () => {
  let app: ApplicationDeTest;
  let pannes = 0;
  const outils = (atelier: Partial<Atelier>): OutilsAtelier => ({ ...app.deps, chargerActeur: () => Promise.resolve(null), atelier: { executants: [], periodiques: [], ...atelier } });
  /** Each step leaves one row of the journal: done twice, or lost, it would show. */
  const compter = executant<Charge>({
    nature: 'essai.compter',
    etape(ctx, { nombre, panneA }, fait) {
      if (fait === panneA && pannes > 0) { pannes -= 1; throw new Error('panne'); }
      ctx.journaliser({ action: 'essai.compter', objet: 'essai', objetId: ctx.nouvelId(), donnees: { fait } });
      return Promise.resolve(fait + 1 < nombre ? { reste: true } : { reste: false, suite: '/fini' });
    },
  });
  const commander = (cle: string, charge: Charge): Promise<string> =>
    app.deps.uniteDeTravail(SYSTEME, (ctx) => programmer(ctx, { nature: 'essai.compter', cle, titre: 'Essai', charge, total: charge.nombre }));
  const etapes = async (): Promise<number> => Number((await app.deps.db('journal').where({ action: 'essai.compter' }).count<{ n: number | string }[]>({ n: '*' }))[0]?.n);

  beforeEach(async () => { app = await lancerApplication(); });
  afterEach(() => app.fermer());

  it('is done step by step to its end, once for its key', async () => {
    const id = await commander('a', { nombre: 5 });
    expect(await commander('a', { nombre: 9 })).to.equal(id);
    await travailler(outils({ executants: [compter] }));
    expect(await etapes()).to.equal(5);
    expect(await app.deps.db('travaux').where({ id }).first<object>('etat', 'fait', 'suite')).to.include({ etat: 'fini', suite: '/fini' });
    await travailler(outils({ executants: [compter] }));
    expect(await etapes()).to.equal(5);
  });

  it('goes on after a failure from the step that was not counted, later and later', async () => {
    pannes = 2;
    const id = await commander('b', { nombre: 4, panneA: 2 });
    await travailler(outils({ executants: [compter] }));
    expect([await etapes(), (await app.deps.db('travaux').where({ id }).first<{ etat: string; derniere_erreur: string }>('etat', 'derniere_erreur'))]).to.deep.equal([2, { etat: 'en_attente', derniere_erreur: 'panne' }]);
    await travailler(outils({ executants: [compter] }));
    expect(await etapes()).to.equal(2);
    app.horloge.avancer(31_000);
    await travailler(outils({ executants: [compter] }));
    app.horloge.avancer(61_000);
    await travailler(outils({ executants: [compter] }));
    expect(await etapes()).to.equal(4);
  });

  it('is done once by several servers at the same time', async () => {
    for (let i = 0; i < 6; i += 1) await commander(`c${i}`, { nombre: 5 });
    const o = outils({ executants: [compter] });
    await Promise.all([travailler(o), travailler(o), travailler(o)]);
    expect(await etapes()).to.equal(30);
  });

  it('is given up after eight tries, its last error kept', async () => {
    pannes = 100;
    const id = await commander('d', { nombre: 1, panneA: 0 });
    for (let i = 0; i < 8; i += 1) {
      await travailler(outils({ executants: [compter] }));
      app.horloge.avancer(7 * 3600_000);
    }
    expect(await app.deps.db('travaux').where({ id }).first<object>('etat', 'derniere_erreur')).to.deep.equal({ etat: 'abandonne', derniere_erreur: 'panne' });
  });

  it('comes back each day in Paris, whatever the number of servers and of rounds', async () => {
    const o = outils({ executants: [{ ...compter, nature: 'essai.quotidien', etape: (ctx, _c, fait, p) => compter.etape(ctx, { nombre: 1 }, fait, p) }], periodiques: [{ nature: 'essai.quotidien', titre: 'Tous les jours', cadence: 'jour' }] });
    app.horloge.allerA('2022-03-26T23:30');
    await Promise.all([travailler(o), travailler(o)]);
    await travailler(o);
    expect(await etapes()).to.equal(1);
    app.horloge.allerA('2022-03-27T00:10');
    await travailler(o);
    expect(await etapes()).to.equal(2);
  });
});
