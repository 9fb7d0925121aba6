import { expect } from 'chai';
import fc from 'fast-check';
import { calculerEcheancier, type PartEcheance } from '../../../server/domain/conventions/echeancier.js';
import { cents, somme } from '../../../server/domain/kernel/cents.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { formaterTaux, taux } from '../../../server/domain/kernel/taux.js';

const MOITIES: readonly PartEcheance[] = [
  { declencheur: 'signature', taux: taux('0.5') },
  { declencheur: 'bilan', taux: taux('0.5') },
];

const desParts = fc.array(fc.nat(10_000), { maxLength: 5 }).map((coupures) => {
  const bornes = [0, ...coupures.sort((a, b) => a - b), 10_000];
  return bornes.slice(1).map((borne, i): PartEcheance => {
    return { declencheur: 'bilan', taux: formaterTaux(borne - (bornes[i] ?? 0), 10_000) };
  });
});

const montants = (m: number, parts: readonly PartEcheance[], avance?: number): number[] =>
  calculerEcheancier(cents(m), parts, avance === undefined ? undefined : cents(avance)).map((e) => e.montant);

const refus = (action: () => unknown): string => {
  try {
    action();
  } catch (erreur) {
    if (erreur instanceof Refus) return erreur.code;
    throw erreur;
  }
  return 'accepte';
};

describe('payment schedule', () => {
  it('rounds half up all instalments but the last, which is what remains', () => {
    expect(montants(2_000_001, MOITIES)).to.deep.equal([1_000_001, 1_000_000]);
    expect(montants(1, MOITIES)).to.deep.equal([1, 0]);
  });

  it('always sums to the amount', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999_999), desParts, fc.nat(10_000), (m, parts, part) => {
        const avance = Math.floor((m * part) / 10_000);
        expect(somme(montants(m, parts).map(cents))).to.equal(m);
        expect(somme(montants(m, parts, avance).map(cents))).to.equal(m);
      }),
    );
  });

  it('deducts an advance from the following instalments in order', () => {
    expect(calculerEcheancier(cents(2_000_000), MOITIES, cents(300_000))).to.deep.equal([
      { declencheur: 'avance', montant: 300_000 },
      { declencheur: 'signature', montant: 700_000 },
      { declencheur: 'bilan', montant: 1_000_000 },
    ]);
    expect(montants(2_000_000, MOITIES, 1_200_000)).to.deep.equal([1_200_000, 0, 800_000]);
    expect(montants(2_000_000, MOITIES, 2_000_000)).to.deep.equal([2_000_000, 0, 0]);
    expect(montants(2_000_000, MOITIES, 0)).to.deep.equal([1_000_000, 1_000_000]);
  });

  it('keeps the sum when rounding leaves a last instalment of some cents below zero', () => {
    const parts = [...MOITIES, { declencheur: 'bilan', taux: taux('0') }] as const;
    expect(montants(2_000_001, parts)).to.deep.equal([1_000_001, 1_000_001, -1]);
    expect(montants(2_000_001, parts, 500_000)).to.deep.equal([500_000, 500_001, 1_000_001, -1]);
  });

  it('refuses shares that do not sum to 1, and advances that cannot be deducted', () => {
    const incomplet: readonly PartEcheance[] = [{ declencheur: 'bilan', taux: taux('0.9999') }];
    expect(refus(() => montants(100, incomplet))).to.equal('convention.echeances_incompletes');
    expect(refus(() => montants(100, []))).to.equal('convention.echeances_incompletes');
    expect(refus(() => montants(-1, MOITIES))).to.equal('convention.montant_negatif');
    expect(refus(() => montants(100, MOITIES, 101))).to.equal('convention.avance_invalide');
    expect(refus(() => montants(100, MOITIES, -1))).to.equal('convention.avance_invalide');
  });
});
