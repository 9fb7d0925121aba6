import { expect } from 'chai';
import fc from 'fast-check';
import { calculerEcheancier, type PartEcheance } from '../../../server/domain/conventions/echeancier.js';
import { cents, somme } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { formaterTaux, taux } from '../../../server/domain/kernel/taux.js';
import { programmer } from '../../../server/domain/versements/programme.js';
import { exigerAutrePersonne, exigerDateRevolue, exigerLiquidable } from '../../../server/domain/versements/regles.js';
import { denouer, type VersementASolder } from '../../../server/domain/versements/solde.js';

const moities: readonly PartEcheance[] = [{ declencheur: 'signature', taux: taux('0.5000') }, { declencheur: 'bilan', taux: taux('0.5000') }];
const code = (cas: () => unknown): string => {
  try { cas(); return 'accepted'; } catch (e) { if (e instanceof Refus) return e.code; throw e; }
};

describe('payments of a schedule', () => {
  it('makes the reference schedule two payments, the first due at signature', () => {
    expect(programmer(calculerEcheancier(cents(2_000_001), moities))).to.deep.equal([
      { rang: 1, declencheur: 'signature', montant: 1_000_001, exigible: true }, { rang: 2, declencheur: 'bilan', montant: 1_000_000, exigible: false },
    ]);
  });

  it('makes no payment of an instalment that an advance has eaten', () => {
    expect(programmer(calculerEcheancier(cents(100_00), moities, cents(60_00)))).to.deep.equal([
      { rang: 1, declencheur: 'avance', montant: 60_00, exigible: true }, { rang: 3, declencheur: 'bilan', montant: 40_00, exigible: false },
    ]);
  });

  it('always sums to the amount with payments above zero, however small the amount and many the shares', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 5_000 }), fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 12 }), (montant, poids) => {
      const total = somme(poids.map(cents));
      fc.pre(total > 0);
      let reste = 10_000;
      const parts = poids.map((p, i): PartEcheance => {
        const part = i === poids.length - 1 ? reste : Math.min(reste, Math.floor((10_000 * p) / total));
        reste -= part;
        return { declencheur: i === 0 ? 'signature' : 'bilan', taux: formaterTaux(part, 10_000) };
      });
      const versements = programmer(calculerEcheancier(cents(montant), parts));
      expect(somme(versements.map((v) => v.montant))).to.equal(montant);
      expect(versements.every((v) => v.montant > 0)).to.equal(true);
      expect(new Set(versements.map((v) => v.rang)).size).to.equal(versements.length);
    }));
  });
});

describe('rules of a payment', () => {
  it('refuses to prepare what is not due, what is nothing, and what has no account', () => {
    expect(code(() => exigerLiquidable({ convention: 'signee', montant: 1, exigible: false, iban: 'FR76' }))).to.equal('versement.non_exigible');
    expect(code(() => exigerLiquidable({ convention: 'signee', montant: 0, exigible: true, iban: 'FR76' }))).to.equal('versement.sans_objet');
    expect(code(() => exigerLiquidable({ convention: 'signee', montant: 1, exigible: true, iban: '' }))).to.equal('versement.iban_absent');
    expect(code(() => exigerLiquidable({ convention: 'soldee', montant: 1, exigible: true, iban: 'FR76' }))).to.equal('etat.incompatible');
    expect(code(() => exigerLiquidable({ convention: 'signee', montant: 1, exigible: true, iban: 'FR76' }))).to.equal('accepted');
  });

  it('refuses that the same person prepares and approves', () => {
    expect(code(() => exigerAutrePersonne('a', 'a'))).to.equal('versement.meme_personne');
    expect(code(() => exigerAutrePersonne('a', 'b'))).to.equal('accepted');
  });

  it('keeps a date of payment between the mandate and today, both included', () => {
    const bornes = { depuis: jour('2022-03-01'), aujourdhui: jour('2022-03-10'), champ: 'payeLe' };
    const cas = (le: string): string => code(() => exigerDateRevolue(jour(le), bornes));
    expect(['2022-02-28', '2022-03-01', '2022-03-10', '2022-03-11'].map(cas)).to.deep.equal(['versement.date_trop_tot', 'accepted', 'accepted', 'versement.date_future']);
  });
});

describe('end of a schedule', () => {
  const v = (rang: number, declencheur: VersementASolder['declencheur'], montant: number, etat: VersementASolder['etat']): VersementASolder =>
    ({ id: `v${rang}`, rang, declencheur, montant: cents(montant), etat });
  const trois = [v(1, 'signature', 50_00, 'paye'), v(2, 'bilan_intermediaire', 30_00, 'a_liquider'), v(3, 'bilan', 20_00, 'a_liquider')];

  it('carries the whole balance on the payment of the final bilan and leaves the others with nothing', () => {
    const fin = denouer(cents(100_00), trois, cents(90_00));
    expect(fin).to.include({ verse: 50_00, aVerser: 40_00, aReverser: 0, inutilise: 10_00 });
    expect(fin.porteur?.id).to.equal('v3');
    expect(fin.sansObjet.map((x) => x.id)).to.deep.equal(['v2']);
  });

  it('claims back what was paid in excess and gives up every other payment', () => {
    const fin = denouer(cents(100_00), trois, cents(42_50));
    expect(fin).to.include({ verse: 50_00, aVerser: 0, aReverser: 7_50, inutilise: 50_00, porteur: null });
    expect(fin.sansObjet.map((x) => x.id)).to.deep.equal(['v2', 'v3']);
  });

  it('ends at once when what is due was paid, to the cent', () => {
    expect(denouer(cents(100_00), trois, cents(50_00))).to.include({ aVerser: 0, aReverser: 0, porteur: null, inutilise: 50_00 });
    expect(denouer(cents(100_00), trois, cents(50_01))).to.include({ aVerser: 1, aReverser: 0 });
    expect(denouer(cents(100_00), trois, cents(49_99))).to.include({ aVerser: 0, aReverser: 1 });
  });

  for (const etat of ['liquide', 'valide', 'mandate'] as const) {
    it(`waits while a payment is ${etat}`, () => {
      expect(code(() => denouer(cents(100_00), [v(1, 'signature', 50_00, etat)], cents(10_00)))).to.equal('versement.en_cours');
    });
  }
});
