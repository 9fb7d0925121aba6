import { expect } from 'chai';
import fc from 'fast-check';
import { coutParPersonne, delaiDe, rapport, tauxMoyen } from '../../../server/domain/pilotage/indicateurs.js';

describe('figures of a dashboard', () => {
  it('rounds a cost per person half up to the cent, and has none when there is nobody', () => {
    expect(coutParPersonne(3_000_050, 80)).to.equal(37_501);
    expect(coutParPersonne(1, 2)).to.equal(1);
    expect(coutParPersonne(10, 0)).to.equal(null);
  });

  it('writes shares and means of rates with four decimals, and none of nothing', () => {
    expect([rapport(37, 2500), rapport(1, 3), rapport(0, 5), rapport(5, 0)]).to.deep.equal(['0.0148', '0.3333', '0.0000', null]);
    expect([tauxMoyen(8000 + 10_000, 2), tauxMoyen(1, 3), tauxMoyen(0, 0)]).to.deep.equal(['0.9000', '0.0000', null]);
  });

  it('finds the median and what nine in ten do not exceed as the ranks of the sorted list, in whatever order lengths come', () => {
    expect(delaiDe([])).to.deep.equal({ nombre: 0, mediane: null, neufSurDix: null });
    fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 400 }), { minLength: 1, maxLength: 60 }), (jours) => {
      const triees = [...jours].sort((a, b) => a - b);
      const durees = [...new Set(jours)].map((j) => ({ jours: j, nombre: jours.filter((x) => x === j).length }));
      const { nombre, mediane, neufSurDix } = delaiDe(durees);
      expect(nombre).to.equal(jours.length);
      expect(mediane).to.equal(triees[Math.ceil(jours.length / 2) - 1]);
      expect(neufSurDix).to.equal(triees[Math.ceil((jours.length * 9) / 10) - 1]);
      expect(jours.filter((j) => j <= (neufSurDix ?? 0)).length * 10).to.be.at.least(jours.length * 9);
    }));
  });
});
