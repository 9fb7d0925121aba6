import { expect } from 'chai';
import fc from 'fast-check';
import { uneVie, vivre } from './vies.js';

describe('lives of a convention against an exact model', function () {
  this.timeout(60_000);

  it('agree on every cent: the ledger balances, paid less recovered is due at the end, no envelope is ever above its vote', () => {
    const fins = new Map<string, number>();
    fc.assert(fc.property(uneVie, (vie) => {
      for (const fin of vivre(vie).split(', ')) fins.set(fin, (fins.get(fin) ?? 0) + 1);
    }), { numRuns: 300 });
    // What is never drawn proves nothing.
    for (const fin of ['credits refused', 'balance paid', 'settled', 'recovered', 'waived', 'corrected']) expect(fins.get(fin) ?? 0, fin).to.be.greaterThan(0);
  });
});
