import { expect } from 'chai';
import fc from 'fast-check';
import { evaluerPlan } from '../../../server/domain/financements/plan.js';
import { calculerSolde } from '../../../server/domain/service-fait/solde.js';
import { lireDemandePlan, repondrePlan } from '../../../server/domain/simulations/contrat-plan.js';
import { lireDemandeSolde, repondreSolde } from '../../../server/domain/simulations/contrat-solde.js';
import { CAS, unPlan, unSolde } from './generateurs.js';
import { modelePlan } from './modele-plan.js';
import { modeleSolde } from './modele-solde.js';

describe('money rules against an independent exact model', () => {
  it('answers every plan as the exact model does', () => {
    fc.assert(
      fc.property(unPlan, (corps) => {
        const lecture = lireDemandePlan(corps);
        if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
        expect(repondrePlan(evaluerPlan(lecture.demande))).to.deep.equal(modelePlan(corps));
      }),
      { numRuns: CAS },
    );
  }).timeout(0);

  it('answers every balance as the exact model does', () => {
    fc.assert(
      fc.property(unSolde, (corps) => {
        const lecture = lireDemandeSolde(corps);
        if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
        expect(repondreSolde(calculerSolde(lecture.demande))).to.deep.equal(modeleSolde(corps));
      }),
      { numRuns: CAS },
    );
  }).timeout(0);
});
