import { expect } from 'chai';
import fc from 'fast-check';
import { parIndicateur, type Comptage } from '../../../server/domain/participants/agregats.js';
import { INDICATEURS, type Indicateur } from '../../../server/domain/participants/indicateurs.js';
import { PAS_PUBLIE, publie, publierLigne } from '../../../server/domain/participants/publication.js';
import { SEXES } from '../../../server/domain/participants/questionnaire.js';

const GROUPES: fc.Arbitrary<Comptage[]> = fc.array(fc.record({
  sexe: fc.constantFrom(...SEXES), fiches: fc.nat(60), incompletes: fc.nat(60),
  comptes: fc.array(fc.nat(60), { minLength: INDICATEURS.length, maxLength: INDICATEURS.length }).map((n) => Object.fromEntries(INDICATEURS.map((code, i) => [code, n[i] ?? 0])) as Record<Indicateur, number>),
}), { maxLength: 8 });

describe('Figures given outside the service', () => {
  it('are the nearest multiple of five, so that one person more or less never shows by itself', () => {
    expect([0, 1, 2, 3, 4, 5, 7, 8, 12, 13].map(publie)).to.deep.equal([0, 0, 0, 5, 5, 5, 5, 10, 10, 15]);
    fc.assert(fc.property(fc.nat(1_000_000), (n) => {
      expect(publie(n) % PAS_PUBLIE).to.equal(0);
      expect(Math.abs(publie(n) - n)).to.be.at.most(2);
      // Each figure stands for five numbers of people, or three at zero: none can be told from its neighbours.
      expect([...Array(PAS_PUBLIE).keys()].filter((i) => publie(publie(n) - 2 + i) === publie(n)).length).to.equal(PAS_PUBLIE);
    }));
  });

  it('are each rounded from the exact one, the total too, and never say of which gender a single person is', () => {
    fc.assert(fc.property(GROUPES, (groupes) => {
      for (const exacte of parIndicateur(groupes)) {
        const ligne = publierLigne(exacte);
        for (const s of [...SEXES, 'total'] as const) expect(ligne[s]).to.equal(publie(exacte[s]));
        if (exacte.total <= 2) expect(SEXES.map((s) => ligne[s])).to.deep.equal([0, 0, 0]);
      }
    }));
  });
});
