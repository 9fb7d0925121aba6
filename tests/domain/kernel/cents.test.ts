import { expect } from 'chai';
import fc from 'fast-check';
import {
  cents,
  centsDepuisDecimal,
  decimalDepuisCents,
  diviserEntiers,
  fractionDeCents,
  minimum,
  moins,
  somme,
  ZERO,
} from '../../../server/domain/kernel/cents.js';
import { dixMilliemes, formaterTaux, lireTaux, taux } from '../../../server/domain/kernel/taux.js';

const unEntier = fc.maxSafeInteger();

describe('cents', () => {
  it('takes whole safe integers only', () => {
    for (const faux of [0.5, NaN, Infinity, 2 ** 53]) expect(() => cents(faux)).to.throw(RangeError);
    expect(Object.is(cents(-0), 0)).to.equal(true);
  });

  it('adds, subtracts and compares', () => {
    expect(somme([])).to.equal(ZERO);
    expect(somme([cents(1), cents(2), cents(-5)])).to.equal(-2);
    expect(moins(cents(1), cents(3))).to.equal(-2);
    expect(minimum(cents(3), cents(1), cents(2))).to.equal(1);
    expect(() => somme([cents(Number.MAX_SAFE_INTEGER), cents(1)])).to.throw(RangeError);
  });

  it('reads euros with at most two decimals', () => {
    const lus = ['1234.56', '-5.00', '12', '12.5', '0.01', '-0.50', '-0.00'].map(centsDepuisDecimal);
    expect(lus).to.deep.equal([123456, -500, 1200, 1250, 1, -50, 0]);
    expect(Object.is(centsDepuisDecimal('-0.00'), 0)).to.equal(true);
  });

  it('reads nothing from what is no amount', () => {
    const faux = ['', '1.234', '1,5', '1e3', ' 1', '1 ', '1\n', '+1', '.5', '5.', '--1', 'NaN', '0x10', '99999999999999999.00', '९.00'];
    for (const texte of faux) expect(centsDepuisDecimal(texte), texte).to.equal(null);
  });

  it('writes and reads back every amount', () => {
    expect(decimalDepuisCents(cents(-50))).to.equal('-0.50');
    expect(decimalDepuisCents(cents(123456))).to.equal('1234.56');
    fc.assert(fc.property(unEntier, (n) => centsDepuisDecimal(decimalDepuisCents(cents(n))) === n + 0));
  });

  it('rounds half up, away from zero, or truncates', () => {
    expect(fractionDeCents(cents(5), 1, 10, 'demi_superieur')).to.equal(1);
    expect(fractionDeCents(cents(-5), 1, 10, 'demi_superieur')).to.equal(-1);
    expect(fractionDeCents(cents(49), 1n, 100n, 'demi_superieur')).to.equal(0);
    expect(fractionDeCents(cents(199), 1, 100, 'tronque')).to.equal(1);
    expect(fractionDeCents(cents(-199), 1, 100, 'tronque')).to.equal(-1);
    expect(() => fractionDeCents(cents(1), 1, 0, 'tronque')).to.throw(RangeError);
    expect(() => fractionDeCents(cents(1), 0.5, 1, 'tronque')).to.throw(RangeError);
    expect(() => fractionDeCents(cents(10), Number.MAX_SAFE_INTEGER, 1, 'tronque')).to.throw(RangeError);
  });

  it('never strays more than half a unit when it rounds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 20n }), (n, d) => {
        const ecart = 2n * (diviserEntiers(n, d, 'demi_superieur') * d - n);
        return ecart <= d && ecart >= -d;
      }),
    );
  });
});

describe('taux', () => {
  it('reads rates of at most four decimals into four', () => {
    expect(['0.1000', '0.1', '1', '00.25'].map(lireTaux)).to.deep.equal(['0.1000', '0.1000', '1.0000', '0.2500']);
  });

  it('reads nothing from what is no rate', () => {
    for (const texte of ['', '0.10000', '-0.1', '1e-1', '0,1', '.1', '1.', '0.1\n', '10 %']) {
      expect(lireTaux(texte), texte).to.equal(null);
    }
    expect(() => taux('-1')).to.throw(RangeError);
  });

  it('writes quotients with four decimals, half up', () => {
    expect(formaterTaux(1, 3)).to.equal('0.3333');
    expect(formaterTaux(2n, 3n)).to.equal('0.6667');
    expect(formaterTaux(5, 100_000)).to.equal('0.0001');
    expect(formaterTaux(49_999, 1_000_000_000)).to.equal('0.0000');
    expect(formaterTaux(7, 2)).to.equal('3.5000');
    expect(() => formaterTaux(1, 0)).to.throw(RangeError);
    expect(() => formaterTaux(-1, 2)).to.throw(RangeError);
  });

  it('keeps every four-decimal rate through its ten-thousandths', () => {
    fc.assert(fc.property(fc.nat(100_000), (parts) => dixMilliemes(formaterTaux(parts, 10_000)) === BigInt(parts)));
  });
});
