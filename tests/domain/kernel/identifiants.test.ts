import { expect } from 'chai';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { estRna } from '../../../server/domain/kernel/rna.js';
import { estSiret, normaliserSiret } from '../../../server/domain/kernel/siret.js';

describe('siret', () => {
  it('accepts numbers with a right Luhn key', () => {
    for (const vrai of ['73282932000074', '55208131766522', '35600000000048']) expect(estSiret(vrai), vrai).to.equal(true);
  });

  it('refuses any other digit in place of one of a right number', () => {
    for (let rang = 0; rang < 14; rang += 1) {
      const chiffre = (Number('73282932000074'.charAt(rang)) + 1) % 10;
      const faux = `${'73282932000074'.slice(0, rang)}${chiffre}${'73282932000074'.slice(rang + 1)}`;
      expect(estSiret(faux), faux).to.equal(false);
    }
  });

  it('accepts establishments of La Poste by the sum of their digits', () => {
    // 3+5+6 = 14: the last five digits bring it to a multiple of 5, without a Luhn key.
    expect(estSiret('35600000000001')).to.equal(true);
    expect(estSiret('35600000049837')).to.equal(true);
    expect(estSiret('35600000000002')).to.equal(false);
    expect(estSiret('35600000100001')).to.equal(false);
  });

  it('refuses what is not 14 digits, and the number of zeros', () => {
    for (const faux of ['', '7328293200007', '732829320000740', '7328293200007A', '00000000000000', '٧٣٢٨٢٩٣٢٠٠٠٠٧٤']) {
      expect(estSiret(faux), faux).to.equal(false);
    }
  });

  it('normalises the spaces people type', () => {
    expect(normaliserSiret(' 732 829 320\u00A0000\u202F74 ')).to.equal('73282932000074');
    expect(normaliserSiret('732.829.320-00074')).to.equal('73282932000074');
  });
});

describe('rna', () => {
  it('is W and nine digits', () => {
    expect(estRna('W472001234')).to.equal(true);
    for (const faux of ['', 'W47200123', 'W4720012345', 'w472001234', '472001234W', 'W472001234\n']) {
      expect(estRna(faux), faux).to.equal(false);
    }
  });
});

describe('refus', () => {
  it('carries a code and figures, and stays an Error', () => {
    const refus = new Refus('enveloppe.depassee', { disponible: 1, demande: 2 });
    expect(refus).to.be.instanceOf(Error);
    expect([refus.name, refus.code, refus.message]).to.deep.equal(['Refus', 'enveloppe.depassee', 'enveloppe.depassee']);
    expect(refus.donnees).to.deep.equal({ disponible: 1, demande: 2 });
    expect(new Refus('x').donnees).to.deep.equal({});
  });
});
