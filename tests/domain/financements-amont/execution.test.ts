import { expect } from 'chai';
import fc from 'fast-check';
import { executerParLigne, type PartDeDossier } from '../../../server/domain/financements-amont/execution.js';
import { cents } from '../../../server/domain/kernel/cents.js';

const part = (dossierId: string, ligneDuDossier: string | null, ligneDeLEnveloppe: string | null, engage: number, paye = 0, recouvre = 0): PartDeDossier =>
  ({ dossierId, ligneDuDossier, ligneDeLEnveloppe, engage: cents(engage), paye: cents(paye), recouvre: cents(recouvre) });

describe('execution of a line funded from above', () => {
  it('counts a dossier on its own line, else on the line that feeds its envelope', () => {
    const execution = executerParLigne([part('a', 'L1', 'L2', 100, 60, 10), part('a', 'L1', null, 50), part('b', null, 'L2', 30), part('c', null, null, 7)]);
    expect([...execution]).to.deep.equal([['L1', { engage: 150, paye: 50, dossiers: 1 }], ['L2', { engage: 30, paye: 0, dossiers: 1 }]]);
  });

  it('never counts a part twice', () => {
    const lignes = fc.option(fc.constantFrom('L1', 'L2', 'L3'), { nil: null });
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), lignes, lignes, fc.nat(1e9))), (tirees) => {
      const parts = tirees.map(([d, l, e, m]) => part(d, l, e, m));
      const comptees = parts.filter((p) => p.ligneDuDossier !== null || p.ligneDeLEnveloppe !== null).reduce((n, p) => n + p.engage, 0);
      return [...executerParLigne(parts).values()].reduce((n, e) => n + e.engage, 0) === comptees;
    }));
  });
});
