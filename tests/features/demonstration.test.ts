import { expect } from 'chai';
import { etatDemonstration } from '../../seeds/demonstration/index.js';
import { BaseEtrangere, preparerBase } from '../../server/cli/demo-base.js';
import { horlogeDeDemonstration } from '../../server/cli/demo-horloge.js';
import { lireConfig, lireConfigCli } from '../../server/platform/config.js';
import { instant, instantDeParis } from '../../server/platform/clock.js';
import { ouvrirBase, type Base } from '../../server/platform/database.js';
import { nouvelId } from '../../server/platform/ids.js';
import { baseJetable, type BaseJetable } from '../support/base.js';

describe('database of the demonstration', () => {
  let base: BaseJetable;
  const le = instantDeParis('2022-01-10T09:00');

  beforeEach(async () => { base = await baseJetable(); });
  afterEach(() => base.supprimer());

  const dans = async <T>(cas: (db: Base) => Promise<T>): Promise<T> => {
    const db = ouvrirBase(base.url);
    try {
      return await cas(db);
    } finally {
      await db.destroy();
    }
  };
  const marquer = (valeur: string): Promise<unknown> => dans((db) => db('reglages').insert({ cle: 'demonstration', valeur, modifie_le: le }));
  const preparer = (neuf: boolean): Promise<string> => preparerBase({ databaseUrl: base.url, filesDir: base.dossier }, neuf).catch((e: unknown) => (e instanceof BaseEtrangere ? 'refusée' : String(e)));
  const tables = (): Promise<boolean> => dans((db) => db.schema.hasTable('reglages'));

  it('neither opens nor erases a database it did not make, be it a production that has only its territories', async () => {
    await dans((db) => db('territoires').insert({ code: '47', nom: 'Tout', niveau: 'departement' }));
    expect([await preparer(false), await preparer(true)]).to.deep.equal(['refusée', 'refusée']);
    await dans(async (db) => {
      await db('territoires').del();
      await db('personnes').insert({ id: nouvelId(), courriel: 'vraie@departement.test', prenom: 'Vraie', nom: 'Personne', fonction: '', mot_de_passe: '!', actif: true, confirme_le: le, cree_le: le });
    });
    expect([await preparer(false), await preparer(true)]).to.deep.equal(['refusée', 'refusée']);
    expect(Number((await dans((db) => db('personnes').count({ n: '*' }).first<{ n: unknown }>())).n)).to.equal(1);
    expect(new BaseEtrangere().message).to.include('n’est ni ouverte ni effacée');
  });

  it('refuses the tables of another product, and writes in a database that is empty', async () => {
    expect(await preparer(true)).to.equal('vierge');
    expect(await tables(), 'an empty schema is left as it is').to.equal(true);
    await dans(async (db) => {
      for (const table of ['reglages', 'personnes', 'organismes', 'appels', 'territoires', 'journal', 'outbox']) await db.schema.renameTable(table, `autre_${table}`);
    });
    expect([await preparer(false), await preparer(true)]).to.deep.equal(['refusée', 'refusée']);
  });

  it('has a clock of its own: the end of its story, then the last act of whoever played with it, at the pace of real time', async () => {
    let reel = '2026-11-28T20:00:00.000Z';
    const reelle = { maintenant: () => instant(reel) };
    const neuve = await horlogeDeDemonstration({ databaseUrl: base.url }, reelle);
    reel = '2026-11-28T20:05:00.000Z';
    expect(neuve.maintenant()).to.equal('2023-05-15T07:05:00.000Z');
    await dans((db) => db('journal').insert({ rang: 1, le: '2023-05-16T10:00:00.000Z', acteur_nom: 'x', action: 'x', objet: 'x', objet_id: 'x', donnees: '{}', empreinte_precedente: '', empreinte: 'x' }));
    expect((await horlogeDeDemonstration({ databaseUrl: base.url }, reelle)).maintenant()).to.equal('2023-05-16T10:00:00.000Z');
  });

  it('keeps its own, starts over one that was interrupted, and erases only when asked', async () => {
    await marquer('"complete"');
    expect(await preparer(false)).to.equal('complete');
    expect(await tables()).to.equal(true);
    await dans((db) => db('reglages').update({ valeur: '"en_cours"' }));
    expect(await dans(etatDemonstration)).to.equal('interrompue');
    expect(await preparer(false)).to.equal('recommencee');
    expect(await tables()).to.equal(false);
    expect(await preparer(true)).to.equal('vierge');
  });

  it('has a database and a folder of its own, which the commands of a production never take', () => {
    const [demo, cli] = [lireConfig({}, 'demonstration'), lireConfigCli({})];
    expect([demo.databaseUrl, demo.filesDir.endsWith('uploads/demonstration')]).to.deep.equal(['sqlite:data/demonstration.sqlite', true]);
    expect([cli.databaseUrl, cli.filesDir.endsWith('/uploads')]).to.deep.equal(['sqlite:data/passerelle.sqlite', true]);
  });
});
