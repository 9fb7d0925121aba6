import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { estPostgres } from '../../server/platform/database.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';

describe('journal', () => {
  let app: ApplicationDeTest;

  beforeEach(async () => { app = await lancerApplication(); });
  afterEach(() => app.fermer());

  const ecrire = (n: number): Promise<void> => app.deps.uniteDeTravail(SYSTEME, (ctx) => {
    for (let i = 0; i < n; i += 1) ctx.journaliser({ action: 'essai.ecrire', objet: 'essai', objetId: ctx.nouvelId(), de: 'avant', vers: 'apres', motif: `Écriture n° ${i}`, donnees: { montantCents: 1_000_000 + i } });
    return Promise.resolve();
  });

  /** Takes the protection away, as an intruder with the rights of the database's owner would. */
  async function desarmer(): Promise<void> {
    const { db } = app.deps;
    if (estPostgres(db)) await db.raw('ALTER TABLE journal DISABLE TRIGGER ALL');
    else for (const t of ['journal_update', 'journal_delete']) await db.raw(`DROP TRIGGER ${t}`);
  }

  const refuse = (tentative: PromiseLike<unknown>): Promise<string> => Promise.resolve(tentative).then(() => 'accepted', (e: unknown) => String(e));
  const commande = async (): Promise<{ code: number; sortie: string }> => {
    const lignes: string[] = [];
    const code = await executer(['journal', 'verifier'], { DATABASE_URL: app.deps.config.databaseUrl }, (l) => void lignes.push(l));
    return { code, sortie: lignes.join('\n').replace(/[\u00a0\u202f]/g, ' ') };
  };

  it('is written in the same transaction as what it tells, or not at all', async () => {
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => {
      ctx.journaliser({ action: 'essai.perdu', objet: 'essai', objetId: ctx.nouvelId() });
      return Promise.reject(new Error('refused'));
    }).catch(() => undefined);
    expect(await verifierJournal(app.deps.db)).to.deep.equal({ intact: true, lignes: 0 });
  });

  it('only grows: the database refuses to change or delete a row', async () => {
    await ecrire(3);
    const { db } = app.deps;
    expect(await refuse(db('journal').where({ rang: 2 }).update({ acteur_nom: 'Personne' }))).to.include('ajout seul');
    expect(await refuse(db('journal').where({ rang: 2 }).del())).to.include('ajout seul');
    expect(await refuse(db('journal').del())).to.include('ajout seul');
    if (estPostgres(db)) expect(await refuse(db.raw('TRUNCATE journal'))).to.include('ajout seul');
    expect(await verifierJournal(db)).to.deep.equal({ intact: true, lignes: 3 });
    expect(await commande()).to.deep.equal({ code: 0, sortie: 'Journal intact : 3 lignes' });
  });

  const ALTERATIONS: readonly (readonly [titre: string, colonne: string, valeur: unknown])[] = [
    ['one digit of an amount', 'donnees', '{"montantCents":1000014}'], ['the person', 'acteur_nom', 'Passerell'], ['the moment', 'le', '2022-01-10T08:00:00.001Z'],
    ['a reason made empty', 'motif', ''], ['a reason taken away', 'motif', null], ['a state', 'vers', 'aprez'],
  ];
  for (const [titre, colonne, valeur] of ALTERATIONS) {
    it(`finds and names the row in which ${titre} was changed behind its back`, async () => {
      await ecrire(8);
      await desarmer();
      expect(await app.deps.db('journal').where({ rang: 5 }).update({ [colonne]: valeur })).to.equal(1);
      expect(await verifierJournal(app.deps.db)).to.deep.equal({ intact: false, rang: 5, raison: 'empreinte' });
      const { code, sortie } = await commande();
      expect([code, sortie]).to.deep.equal([1, 'Journal altéré à la ligne 5 : son contenu ne correspond plus à son empreinte.']);
    });
  }

  it('finds a row taken out, rows cut off the end, and a row whose hash was computed again', async () => {
    await ecrire(8);
    await desarmer();
    const { db } = app.deps;
    const quatre = await db('journal').where({ rang: 4 }).first<Record<string, unknown>>();
    await db('journal').where({ rang: 4 }).del();
    expect(await verifierJournal(db)).to.deep.equal({ intact: false, rang: 4, raison: 'chaine' });
    await db('journal').insert(quatre);
    expect(await verifierJournal(db)).to.deep.equal({ intact: true, lignes: 8 });
    await db('journal').where('rang', '>', 6).del();
    expect(await verifierJournal(db)).to.deep.equal({ intact: false, rang: 7, raison: 'tete' });
    expect((await commande()).sortie).to.equal('Journal altéré à la ligne 7 : des lignes manquent à la fin.');
    await db('journal').where({ rang: 3 }).update({ empreinte: 'f'.repeat(64) });
    expect(await verifierJournal(db)).to.deep.equal({ intact: false, rang: 3, raison: 'empreinte' });
  });

  it('keeps one chain when fifty people act at the same instant', async () => {
    await Promise.all(Array.from({ length: 50 }, () => ecrire(3)));
    expect(await verifierJournal(app.deps.db)).to.deep.equal({ intact: true, lignes: 150 });
  });

  it('is verified by pages, beyond the first thousand rows', async () => {
    await ecrire(2_100);
    expect(await verifierJournal(app.deps.db)).to.deep.equal({ intact: true, lignes: 2_100 });
    await desarmer();
    await app.deps.db('journal').where({ rang: 2_050 }).update({ motif: 'x' });
    expect(await verifierJournal(app.deps.db)).to.deep.equal({ intact: false, rang: 2_050, raison: 'empreinte' });
  });
});
