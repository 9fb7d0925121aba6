import { expect } from 'chai';
import { reportsParTheme } from '../../../server/domain/financements-amont/reports.js';

describe('carry-over between two years', () => {
  it('compares what a theme left with what the next year takes over, whether given per fiche or per theme', () => {
    const avant = [{ theme: 'RSA', resteCents: 9_000 }, { theme: 'RSA', resteCents: 1_000 }, { theme: 'ASE', resteCents: -500 }, { theme: 'SI', resteCents: 0 }];
    const apres = [{ theme: 'RSA', reportCents: 0 }, { theme: 'RSA', reportCents: 12_000 }, { theme: 'Jeunes', reportCents: 300 }];
    expect(reportsParTheme(avant, apres)).to.deep.equal([
      { theme: 'RSA', resteCents: 10_000, reportCents: 12_000, ecartCents: -2_000 }, { theme: 'Jeunes', resteCents: 0, reportCents: 300, ecartCents: -300 },
    ]);
  });

  it('says nothing of the first year of an agreement', () => {
    expect(reportsParTheme([], [{ theme: 'RSA', reportCents: 100 }])).to.deep.equal([]);
  });
});
