import { expect } from 'chai';
import fc from 'fast-check';
import { conseillerForfaits, OPTIONS_DE_COUT } from '../../../server/domain/financements/conseil-forfaits.js';
import { forfaitsCompatibles, totaliserDepenses, type MontantDePoste } from '../../../server/domain/financements/forfaits.js';
import { CODES_FORFAIT, POSTES, type CodeForfait } from '../../../server/domain/financements/nomenclature.js';
import { cents } from '../../../server/domain/kernel/cents.js';

const d = (poste: MontantDePoste['poste'], euros: number): MontantDePoste => ({ poste, montant: cents(Math.round(euros * 100)) });
const budgets = fc.array(fc.record({ poste: fc.constantFrom(...POSTES), montant: fc.integer({ min: 0, max: 20_000_000 }).map(cents) }), { maxLength: 12 });

describe('the flat-rate adviser', () => {
  it('compares a real budget with each option of the regulation, to the cent', () => {
    const { options, conseillee } = conseillerForfaits([
      d('personnel_direct', 32_000), d('fonctionnement_direct', 8_000), d('prestations', 6_000), d('participants', 4_000), d('indirectes', 1_234.56),
    ]);
    expect(options.map((o) => [o.codes.join('+'), o.total, o.forfaitaire, o.remplace, o.gain, o.lignesSansPreuve])).to.deep.equal([
      ['', 5_123_456, 0, 0, 0, 0],
      ['indirectes_7', 5_350_000, 350_000, 123_456, 226_544, 1],
      ['indirectes_15', 5_480_000, 480_000, 123_456, 356_544, 1],
      ['reste_40', 4_880_000, 1_280_000, 1_523_456, -243_456, 3],
      ['personnel_20', 2_283_456, 360_000, 3_200_000, -2_840_000, 1],
      ['personnel_20+indirectes_7', 2_311_200, 511_200, 3_323_456, -2_812_256, 2],
    ]);
    expect(conseillee?.codes).to.deep.equal(['indirectes_15']);
  });

  it('prefers, at equal cost, the option that asks for less evidence', () => {
    const { options, conseillee } = conseillerForfaits([d('personnel_direct', 1_000), d('prestations', 250), d('indirectes', 150)]);
    expect(options.filter((o) => o.total === 140_000).map((o) => o.codes.join('+'))).to.deep.equal(['', 'indirectes_15', 'reste_40']);
    expect(conseillee?.codes).to.deep.equal(['reste_40']);
  });

  it('says when an option has nothing to rest on, and advises nothing on an empty budget', () => {
    const { options, conseillee } = conseillerForfaits([d('indirectes', 500)]);
    expect(options.filter((o) => o.sansAssiette).map((o) => o.codes.join('+'))).to.deep.equal(['indirectes_7', 'indirectes_15', 'reste_40', 'personnel_20', 'personnel_20+indirectes_7']);
    expect(conseillee?.codes).to.deep.equal([]);
    expect(conseillerForfaits([]).conseillee).to.equal(null);
  });

  it('lists every combination the regulation allows, and no other', () => {
    const parties = CODES_FORFAIT.reduce<string[][]>((toutes, code) => [...toutes, ...toutes.map((p) => [...p, code])], [[]]) as CodeForfait[][];
    const enMots = (listes: readonly (readonly string[])[]): string[] => listes.map((c) => [...c].sort().join('+')).sort();
    expect(enMots(OPTIONS_DE_COUT)).to.deep.equal(enMots(parties.filter(forfaitsCompatibles)));
  });

  it('always agrees with the plan: total = real total + gain, and no option counts more than the one advised', () => {
    fc.assert(fc.property(budgets, (depenses) => {
      const { options, conseillee } = conseillerForfaits(depenses);
      const reel = totaliserDepenses(depenses, []).total;
      for (const o of options) {
        expect(o.total).to.equal(totaliserDepenses(depenses, o.codes).total);
        expect(o.total).to.equal(reel + o.gain);
        if (conseillee !== null && !o.sansAssiette) expect(o.total).to.be.at.most(conseillee.total);
      }
    }));
  });
});
