import { expect } from 'chai';
import fc from 'fast-check';
import { cents } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { ECHEANCES_MAX, etaler, prochaineLimite, reduireReste, suivreEcheances } from '../../../server/domain/versements/recouvrement.js';

const AUJOURDHUI = jour('2023-03-01');
const code = (f: () => unknown): string => { try { f(); return 'ok'; } catch (e) { return e instanceof Refus ? e.code : String(e); } };

describe('instalments of a recovery', () => {
  it('are equal, the last one taking the cents that do not divide, at the end of months that are shorter', () => {
    expect(etaler(cents(400_000), { nombre: 3, premiere: jour('2023-08-31'), periode: 'mensuelle' }, AUJOURDHUI)).to.deep.equal([
      { limite: '2023-08-31', montant: 133_333 }, { limite: '2023-09-30', montant: 133_333 }, { limite: '2023-10-31', montant: 133_334 },
    ]);
    expect(etaler(cents(100), { nombre: 2, premiere: AUJOURDHUI, periode: 'trimestrielle' }, AUJOURDHUI).map((e) => e.limite)).to.deep.equal(['2023-03-01', '2023-06-01']);
  });

  it('sum to what is to recover, one after the other, whatever their number', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: ECHEANCES_MAX }), (reste, nombre) => {
      fc.pre(reste >= nombre);
      const echeances = etaler(cents(reste), { nombre, premiere: AUJOURDHUI, periode: 'mensuelle' }, AUJOURDHUI);
      expect(echeances.reduce((t, e) => t + e.montant, 0)).to.equal(reste);
      expect(echeances.every((e, i) => e.montant > 0 && (i === 0 || e.limite > (echeances[i - 1]?.limite ?? '')))).to.equal(true);
    }));
  });

  it('are refused without a number, in the past, or under a cent each', () => {
    const avec = (reste: number, nombre: number, premiere = '2023-04-01') => (): unknown => etaler(cents(reste), { nombre, premiere: jour(premiere), periode: 'mensuelle' }, AUJOURDHUI);
    expect([avec(100, 0), avec(100, 61), avec(100, 1.5), avec(100, 2, '2023-02-28'), avec(3, 4), avec(4, 4)].map(code))
      .to.deep.equal(['reversement.echeances_nombre', 'reversement.echeances_nombre', 'reversement.echeances_nombre', 'reversement.echeance_passee', 'reversement.echeance_nulle', 'ok']);
  });

  it('are settled in their order by what comes in, and late from the day after their limit', () => {
    const echeances = etaler(cents(300), { nombre: 3, premiere: jour('2023-04-01'), periode: 'mensuelle' }, AUJOURDHUI);
    const sorts = (regle: number, le: string): string[] => suivreEcheances(echeances, cents(regle), jour(le)).map((e) => `${e.sort} ${e.regle}`);
    expect(sorts(0, '2023-04-01')).to.deep.equal(['a_venir 0', 'a_venir 0', 'a_venir 0']);
    expect(sorts(150, '2023-05-01')).to.deep.equal(['soldee 100', 'partielle 50', 'a_venir 0']);
    expect(sorts(150, '2023-05-02')).to.deep.equal(['soldee 100', 'en_retard 50', 'a_venir 0']);
    expect([0, 99, 100, 299, 300].map((r) => prochaineLimite(echeances, cents(r)))).to.deep.equal(['2023-04-01', '2023-04-01', '2023-05-01', '2023-06-01', null]);
  });

  it('never bring in more than what is due, nor nothing', () => {
    expect(reduireReste(cents(100), cents(100))).to.equal(0);
    expect([() => reduireReste(cents(100), cents(101)), () => reduireReste(cents(100), cents(0))].map(code)).to.deep.equal(['reversement.trop_recu', 'reversement.montant_nul']);
  });
});
