import { expect } from 'chai';
import fc from 'fast-check';
import { SOLDES_NULS, situationDeLaConvention, type Soldes } from '../../../server/domain/grand-livre/convention.js';
import { contrepasser, equilibree, passer, prelever, solde, type Mouvement } from '../../../server/domain/grand-livre/ecriture.js';
import { NATURES, type Compte } from '../../../server/domain/grand-livre/plan.js';
import { cents, somme } from '../../../server/domain/kernel/cents.js';
import { Refus } from '../../../server/domain/kernel/refus.js';

const part = (enveloppeId: string, montant: number): { enveloppeId: string; montant: ReturnType<typeof cents> } => ({ enveloppeId, montant: cents(montant) });
const soldes = (mouvements: readonly Mouvement[]): Soldes => Object.fromEntries(Object.keys(SOLDES_NULS).map((c) => [c, solde(mouvements, c as Compte)])) as Soldes;

describe('entries of the ledger', () => {
  it('balance on each envelope, whatever the event and the parts', () => {
    const nature = fc.constantFrom(...(Object.keys(NATURES) as (keyof typeof NATURES)[]));
    fc.assert(fc.property(nature, fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 9_999_999_999 })), { minLength: 1, maxLength: 5 }), (n, parts) => {
      const ecriture = passer(n, parts.map(([e, m]) => part(e, m)));
      expect(equilibree(ecriture.mouvements)).to.equal(true);
      expect(solde(ecriture.mouvements, NATURES[n].vers)).to.equal(somme(parts.map(([, m]) => cents(m))));
      const apres = [...ecriture.mouvements, ...contrepasser(ecriture).mouvements];
      for (const compte of Object.keys(SOLDES_NULS) as Compte[]) expect(solde(apres, compte)).to.equal(0);
    }));
  });

  it('are none without an amount, and notice a movement that is missing or on another envelope', () => {
    expect(() => passer('paiement', [])).to.throw(RangeError);
    expect(() => passer('paiement', [part('a', 0)])).to.throw(RangeError);
    expect(equilibree([])).to.equal(false);
    expect(equilibree([part('a', 5)])).to.equal(false);
    expect(equilibree([part('a', 5), part('b', -5)])).to.equal(false);
  });

  it('take an amount in the order given, and refuse more than is held', () => {
    expect(prelever([part('a', 300), part('b', -20), part('c', 500)], cents(400))).to.deep.equal([part('a', 300), part('c', 100)]);
    expect(() => prelever([part('a', 300)], cents(301))).to.throw(Refus).with.property('donnees').that.deep.equals({ disponible: 300, demande: 301 });
  });

  it('tell what is due, paid, left to pay and to recover of the example of 20 000 €, of which 10 000 € were paid and 6 000 € are due', () => {
    const vie: readonly (readonly [keyof typeof NATURES, number])[] = [
      ['engagement', 2_000_000], ['programmation', 2_000_000], ['liquidation', 1_000_000], ['mandatement', 1_000_000], ['paiement', 1_000_000],
    ];
    const mouvements = vie.flatMap(([n, m]) => passer(n, [part('a', m)]).mouvements);
    expect(situationDeLaConvention(soldes(mouvements))).to.deep.equal({ du: 2_000_000, verse: 1_000_000, resteAPayer: 1_000_000, enChemin: 0, aRecouvrer: 0, recouvre: 0, remise: 0 });
    for (const [n, m] of [['deprogrammation', 1_000_000], ['liberation', 1_000_000], ['titre', 400_000], ['encaissement', 150_000], ['remise', 250_000]] as const) mouvements.push(...passer(n, [part('a', m)]).mouvements);
    expect(situationDeLaConvention(soldes(mouvements))).to.deep.equal({ du: 600_000, verse: 1_000_000, resteAPayer: 0, enChemin: 0, aRecouvrer: 0, recouvre: 150_000, remise: 250_000 });
    expect(solde(mouvements, 'disponible')).to.equal(-1_000_000);
  });
});
