import { expect } from 'chai';
import fc from 'fast-check';
import { cents, somme } from '../../../server/domain/kernel/cents.js';
import { taux } from '../../../server/domain/kernel/taux.js';
import { grouperAides, reductionDe, totaliserAides, type Aide } from '../../../server/domain/organismes/aides.js';

const aide = (champs: Partial<Aide> = {}): Aide => ({
  annee: 2022, appelId: 'a', appelTitre: 'Insertion 2022', financeur: 'departement', accorde: cents(2_000_000), paye: cents(1_800_000), recouvre: cents(0),
  controle: { du: cents(1_800_000), tauxRealisation: taux('0.8'), contraignant: 'volume' }, ...champs,
});

const controles = fc.option(fc.record({ du: fc.nat(10_000_000).map(cents), tauxRealisation: fc.integer({ min: 0, max: 10_000 }).map((n) => taux((n / 10_000).toFixed(4))), contraignant: fc.constantFrom('volume' as const, 'depenses' as const) }));
const aides = fc.array(fc.record({
  annee: fc.integer({ min: 2018, max: 2026 }), appelId: fc.constantFrom('a', 'b'), appelTitre: fc.constant('Appel'), financeur: fc.constantFrom('departement' as const, 'fse' as const),
  accorde: fc.nat(10_000_000).map(cents), paye: fc.nat(10_000_000).map(cents), recouvre: fc.nat(10_000_000).map(cents), controle: controles,
}), { maxLength: 30 });

describe('past aids of an organisme', () => {
  it('counts a reduction from the control only, and never below zero', () => {
    expect(reductionDe(aide())).to.equal(200_000);
    expect(reductionDe(aide({ controle: null }))).to.equal(0);
    expect(reductionDe(aide({ accorde: cents(1_000_000) }))).to.equal(0);
  });

  it('gives the plain mean of the realisation rates of concluded controls', () => {
    const deux = [aide(), aide({ accorde: cents(100), controle: { du: cents(100), tauxRealisation: taux('0.9501'), contraignant: 'convention' } }), aide({ controle: null })];
    expect(totaliserAides(deux)).to.deep.include({ operations: 3, controlees: 2, tauxMoyen: '0.8751' });
    expect(totaliserAides([])).to.deep.include({ operations: 0, controlees: 0, tauxMoyen: null, accorde: 0 });
  });

  it('keeps funders of one call apart, the last year first', () => {
    const groupes = grouperAides([aide({ annee: 2021 }), aide(), aide({ financeur: 'fse' }), aide()]);
    expect(groupes.map((g) => [g.annee, g.financeur, g.operations])).to.deep.equal([[2022, 'departement', 2], [2022, 'fse', 1], [2021, 'departement', 1]]);
  });

  it('loses nor adds a cent when it groups', () => {
    fc.assert(fc.property(aides, (lues) => {
      const [groupes, total] = [grouperAides(lues), totaliserAides(lues)];
      for (const champ of ['accorde', 'paye', 'reduit', 'recouvre'] as const) expect(somme(groupes.map((g) => g[champ]))).to.equal(total[champ]);
      expect(groupes.reduce((n, g) => n + g.operations, 0)).to.equal(lues.length);
      expect(new Set(groupes.map((g) => `${g.annee}${g.appelId}${g.financeur}`)).size).to.equal(groupes.length);
    }));
  });
});
