import { expect } from 'chai';
import fc from 'fast-check';
import { ajouterJours, jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { exigerLimiteDeQuestion, QUESTION_MAX_JOURS } from '../../../server/domain/service-fait/question.js';

const AUJOURDHUI = jour('2023-02-15');

/** What the rule says of a day so many days after today. */
function dire(plus: number): string {
  try {
    exigerLimiteDeQuestion(ajouterJours(AUJOURDHUI, plus), AUJOURDHUI);
    return 'acceptée';
  } catch (e) {
    return e instanceof Refus ? `${e.code} ${String(e.donnees['premier'])} ${String(e.donnees['dernier'])}` : String(e);
  }
}

describe('question on an expense line', () => {
  it('leaves from one to sixty days to answer', () => {
    const refusee = 'question.date 2023-02-16 2023-04-16';
    expect([0, 1, 60, 61].map(dire)).to.deep.equal([refusee, 'acceptée', 'acceptée', refusee]);
    fc.assert(fc.property(fc.integer({ min: -500, max: 500 }), (plus) => (dire(plus) === 'acceptée') === (plus >= 1 && plus <= QUESTION_MAX_JOURS)));
  });
});
