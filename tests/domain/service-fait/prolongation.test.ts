import { expect } from 'chai';
import fc from 'fast-check';
import { ajouterJours, jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { exigerProlongation, PROLONGATION_MAX_JOURS } from '../../../server/domain/service-fait/contradictoire.js';

const LIMITE = jour('2023-03-17');

/** First and last day that would do, when the day asked does not. */
function bornes(nouvelle: string, aujourdhui: string): unknown {
  try {
    exigerProlongation(LIMITE, jour(nouvelle), jour(aujourdhui));
    return 'accordée';
  } catch (e) {
    return e instanceof Refus ? [e.code, e.donnees['premier'], e.donnees['dernier']] : e;
  }
}

describe('extension of the contradictory period', () => {
  it('moves the last day from one to ninety days later, and never to a day that is over', () => {
    const refusee = ['prolongation.date', '2023-03-18', '2023-06-15'];
    expect(['2023-03-17', '2023-03-18', '2023-06-15', '2023-06-16'].map((j) => bornes(j, '2023-03-01'))).to.deep.equal([refusee, 'accordée', 'accordée', refusee]);
    expect(['2023-03-19', '2023-03-20', '2023-06-18'].map((j) => bornes(j, '2023-03-20'))).to.deep.equal([['prolongation.date', '2023-03-20', '2023-06-18'], 'accordée', 'accordée']);
  });

  it('always leaves a day to answer, whatever the day it is granted', () => {
    fc.assert(fc.property(fc.integer({ min: -60, max: 120 }), fc.integer({ min: -120, max: 240 }), (depuis, plus) => {
      const [aujourdhui, nouvelle] = [ajouterJours(LIMITE, depuis), ajouterJours(LIMITE, plus)];
      const base = aujourdhui > LIMITE ? aujourdhui : LIMITE;
      const attendue = nouvelle > LIMITE && nouvelle >= aujourdhui && nouvelle <= ajouterJours(base, PROLONGATION_MAX_JOURS);
      expect(bornes(nouvelle, aujourdhui) === 'accordée').to.equal(attendue);
    }));
  });
});
