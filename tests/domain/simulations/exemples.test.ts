import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { evaluerPlan } from '../../../server/domain/financements/plan.js';
import { calculerSolde } from '../../../server/domain/service-fait/solde.js';
import { lireDemandePlan, repondrePlan } from '../../../server/domain/simulations/contrat-plan.js';
import { lireDemandeSolde, repondreSolde } from '../../../server/domain/simulations/contrat-solde.js';

interface Exemple {
  readonly requete: unknown;
  readonly reponse: unknown;
}

function exemples(nom: string): readonly Exemple[] {
  const lus: readonly Exemple[] = JSON.parse(readFileSync(new URL(`../exemples/${nom}`, import.meta.url), 'utf8'));
  return lus;
}

/** As an outside tool sees it: through the text of the answer. */
const enTexte = (reponse: unknown): unknown => JSON.parse(JSON.stringify(reponse));

describe('worked examples of the calculators', () => {
  exemples('exemples-plan.json').forEach(({ requete, reponse }, i) => {
    it(`answers plan example ${i} as it stands`, () => {
      const lecture = lireDemandePlan(requete);
      if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
      expect(enTexte(repondrePlan(evaluerPlan(lecture.demande)))).to.deep.equal(reponse);
    });
  });

  exemples('exemples-solde.json').forEach(({ requete, reponse }, i) => {
    it(`answers balance example ${i} as it stands`, () => {
      const lecture = lireDemandeSolde(requete);
      if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
      expect(enTexte(repondreSolde(calculerSolde(lecture.demande)))).to.deep.equal(reponse);
    });
  });
});
