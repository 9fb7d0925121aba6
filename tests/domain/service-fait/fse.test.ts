import { expect } from 'chai';
import fc from 'fast-check';
import { cents } from '../../../server/domain/kernel/cents.js';
import { ajouterJours, jour, joursEntre } from '../../../server/domain/kernel/jour.js';
import { DELAI_FSE_JOURS, delaiDePaiement, type Pause } from '../../../server/domain/service-fait/delai-de-paiement.js';
import { evaluerIrregularite } from '../../../server/domain/service-fait/irregularite.js';

const DEPOT = jour('2023-02-01');
const pause = (debut: number, fin: number | null): Pause => ({ debut: ajouterJours(DEPOT, debut), fin: fin === null ? null : ajouterJours(DEPOT, fin) });

describe('eighty days to pay an FSE+ claim', () => {
  it('run from the deposit, stand still while the porteur is awaited, each day once', () => {
    const limite = (pauses: readonly Pause[]): unknown => delaiDePaiement(DEPOT, DELAI_FSE_JOURS, pauses, ajouterJours(DEPOT, 60));
    expect(limite([])).to.deep.equal({ limite: '2023-04-22', suspendus: 0 });
    expect(limite([pause(10, 19)])).to.deep.equal({ limite: '2023-05-02', suspendus: 10 });
    expect(limite([pause(15, 24), pause(10, 19), pause(12, 13)])).to.deep.equal({ limite: '2023-05-07', suspendus: 15 });
    expect(limite([pause(51, null)])).to.deep.equal({ limite: null, suspendus: 10 });
  });

  it('count as many days still as a plain count of days', () => {
    const plages = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 })), { maxLength: 6 });
    fc.assert(fc.property(plages, (liste) => {
      const jours = new Set(liste.flatMap(([debut, duree]) => Array.from({ length: duree + 1 }, (_, i) => debut + i)));
      const { limite, suspendus } = delaiDePaiement(DEPOT, DELAI_FSE_JOURS, liste.map(([debut, duree]) => pause(debut, debut + duree)), ajouterJours(DEPOT, 100));
      expect([suspendus, limite === null ? null : joursEntre(DEPOT, limite)]).to.deep.equal([jours.size, DELAI_FSE_JOURS + jours.size]);
    }));
  });
});

describe('irregularity on an FSE+ convention', () => {
  const convention = { montant: cents(1_200_000), depensesPrevues: cents(2_000_000) };

  it('is what was declared and not retained, at the rate of the convention, to report from 10 000 € of EU money', () => {
    expect(evaluerIrregularite(convention, cents(2_000_000), cents(2_000_000))).to.equal(null);
    expect(evaluerIrregularite(convention, cents(1_900_000), cents(2_000_000))).to.equal(null);
    expect(evaluerIrregularite(convention, cents(2_000_000), cents(333_335))).to.deep.equal({ depenses: 1_666_665, contribution: 999_999, aDeclarer: false });
    expect(evaluerIrregularite(convention, cents(2_000_000), cents(333_333))).to.deep.equal({ depenses: 1_666_667, contribution: 1_000_000, aDeclarer: true });
    expect(evaluerIrregularite({ ...convention, depensesPrevues: cents(0) }, cents(1_000_000), cents(0))).to.include({ contribution: 1_000_000, aDeclarer: true });
  });
});
