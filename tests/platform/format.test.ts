import { expect } from 'chai';
import fc from 'fast-check';
import {
  dateCourte, dateLongue, euros, heure, instantLong, lireDateSaisie, lireEntierSaisi, lireMontantSaisi, nombre,
  pluriel, pourcent, tailleFichier,
} from '../../server/platform/format.js';

const F = '\u202f';
const N = '\u00a0';
const M = '\u2212';

describe('French formatting', () => {
  describe('euros', () => {
    it('parts thousands with U+202F and puts U+00A0 before €', () => {
      expect(euros(123456)).to.equal(`1${F}234,56${N}€`);
      expect(euros(123456789012)).to.equal(`1${F}234${F}567${F}890,12${N}€`);
      expect(euros(800000)).to.equal(`8${F}000,00${N}€`);
      expect(euros(99999)).to.equal(`999,99${N}€`);
    });

    it('always shows two decimals, and a minus sign only below zero', () => {
      expect(euros(0)).to.equal(`0,00${N}€`);
      expect(euros(-0)).to.equal(`0,00${N}€`);
      expect(euros(5)).to.equal(`0,05${N}€`);
      expect(euros(-5)).to.equal(`${M}0,05${N}€`);
      expect(euros(-123456)).to.equal(`${M}1${F}234,56${N}€`);
    });

    it('refuses what is not a whole number of cents', () => {
      for (const faux of [0.5, Number.NaN, Infinity, 2 ** 53]) expect(() => euros(faux)).to.throw(RangeError);
    });

    it('reads back what it writes, for any amount', () => {
      fc.assert(fc.property(fc.maxSafeInteger(), (cents) => {
        expect(lireMontantSaisi(euros(cents))).to.equal(cents === 0 ? 0 : cents);
      }));
    });

    it('never writes a space where a line may break', () => {
      fc.assert(fc.property(fc.maxSafeInteger(), (cents) => {
        expect(euros(cents)).to.match(/^\u2212?[0-9]{1,3}(?:\u202f[0-9]{3})*,[0-9]{2}\u00a0€$/);
      }));
    });
  });

  describe('nombre, pourcent, pluriel, tailleFichier', () => {
    it('writes numbers with a comma and their own decimals', () => {
      expect(nombre(1234.5)).to.equal(`1${F}234,5`);
      expect(nombre(-1234567)).to.equal(`${M}1${F}234${F}567`);
      expect(nombre(1e21)).to.equal(`1${Array(7).fill('000').map((g) => F + g).join('')}`);
      expect(nombre(1e-7)).to.equal('0,0000001');
      expect(() => nombre(Number.NaN)).to.throw(RangeError);
    });

    it('rounds half away from zero when decimals are asked for', () => {
      expect(nombre(2.5, 0)).to.equal('3');
      expect(nombre(-2.5, 0)).to.equal(`${M}3`);
      expect(nombre(1.005, 2)).to.equal('1,01');
      expect(nombre(-0.001, 2)).to.equal('0,00');
      expect(nombre(12, 2)).to.equal('12,00');
    });

    it('writes rates, which are shares of one, as percentages', () => {
      expect(pourcent('0.1000')).to.equal(`10${N}%`);
      expect(pourcent('0.0909')).to.equal(`9,09${N}%`);
      expect(pourcent('0.0909', 1)).to.equal(`9,1${N}%`);
      expect(pourcent('0.6667', 0)).to.equal(`67${N}%`);
      expect(pourcent(0.07)).to.equal(`7${N}%`);
      expect(pourcent('12.3456')).to.equal(`1${F}234,56${N}%`);
      expect(() => pourcent('beaucoup')).to.throw();
    });

    it('counts as French does, plural from two', () => {
      expect(pluriel(0, 'dossier')).to.equal(`0${N}dossier`);
      expect(pluriel(1.5, 'heure')).to.equal(`1,5${N}heure`);
      expect(pluriel(2, 'dossier')).to.equal(`2${N}dossiers`);
      expect(pluriel(3, 'avis')).to.equal(`3${N}avis`);
      expect(pluriel(1200, 'travail', 'travaux')).to.equal(`1${F}200${N}travaux`);
    });

    it('writes sizes in decimal units with at most one decimal', () => {
      expect(tailleFichier(0)).to.equal(`0${N}octet`);
      expect(tailleFichier(950)).to.equal(`950${N}octets`);
      expect(tailleFichier(1000)).to.equal(`1${N}ko`);
      expect(tailleFichier(1_234_567)).to.equal(`1,2${N}Mo`);
      expect(tailleFichier(999_960)).to.equal(`1${N}Mo`);
      expect(tailleFichier(25 * 1024 * 1024)).to.equal(`26,2${N}Mo`);
      expect(() => tailleFichier(-1)).to.throw(RangeError);
    });
  });

  describe('days and hours', () => {
    it('writes a day in words, the first as 1er', () => {
      expect(dateLongue('2023-03-12')).to.equal('12 mars 2023');
      expect(dateLongue('2023-03-01')).to.equal('1er mars 2023');
      expect(dateLongue('2024-02-29')).to.equal('29 février 2024');
      expect(dateCourte('2023-03-12')).to.equal('12/03/2023');
      expect(() => dateLongue('2023-02-29')).to.throw(RangeError);
    });

    it('writes a moment on Paris clocks', () => {
      expect(instantLong('2023-03-12T13:05:00.000Z')).to.equal(`12 mars 2023 à 14${N}h${N}05`);
      expect(heure('2023-07-14T07:00:00Z')).to.equal(`9${N}h${N}00`);
      expect(instantLong('2023-12-31T23:30:00Z')).to.equal(`1er janvier 2024 à 0${N}h${N}30`);
    });

    it('follows the clocks of the zone it is given', () => {
      expect(instantLong('2023-01-01T02:00:00Z', 'America/Martinique')).to.equal(`31 décembre 2022 à 22${N}h${N}00`);
      expect(heure('2023-01-01T02:00:00Z', 'Indian/Reunion')).to.equal(`6${N}h${N}00`);
    });

    it('jumps from 1 h 59 to 3 h 00 on the spring day', () => {
      expect(heure('2023-03-26T00:59:00Z')).to.equal(`1${N}h${N}59`);
      expect(heure('2023-03-26T01:00:00Z')).to.equal(`3${N}h${N}00`);
      expect(instantLong('2023-03-26T21:59:59Z')).to.equal(`26 mars 2023 à 23${N}h${N}59`);
      expect(instantLong('2023-03-26T22:00:00Z')).to.equal(`27 mars 2023 à 0${N}h${N}00`);
    });

    it('lives the hour between 2 and 3 twice on the autumn day', () => {
      expect(heure('2023-10-29T00:30:00Z')).to.equal(`2${N}h${N}30`);
      expect(heure('2023-10-29T01:30:00Z')).to.equal(`2${N}h${N}30`);
      expect(instantLong('2023-10-28T22:00:00Z')).to.equal(`29 octobre 2023 à 0${N}h${N}00`);
      expect(instantLong('2023-10-29T22:59:00Z')).to.equal(`29 octobre 2023 à 23${N}h${N}59`);
      expect(instantLong('2023-10-29T23:00:00Z')).to.equal(`30 octobre 2023 à 0${N}h${N}00`);
    });
  });

  describe('what people type', () => {
    it('reads amounts with a comma or a dot, and any kind of space', () => {
      const lus: [string, number][] = [
        ['1234,56', 123456], ['1 234.56', 123456], ['1 234,56 €', 123456], [`1${F}234,56${N}€`, 123456],
        ['1\u2009234,5', 123450], ['1\t234', 123400], ['  12  ', 1200], ['1.234,56', 123456], ['0,07', 7],
        ['12,5€', 1250], ['12 EUR', 1200], ['12 euros', 1200], ['-5', -500], [`${M} 5,00`, -500], ['+5', 500], ['-0', 0],
        ['90071992547409,91', Number.MAX_SAFE_INTEGER],
      ];
      for (const [saisie, attendu] of lus) expect(lireMontantSaisi(saisie), saisie).to.equal(attendu);
    });

    it('refuses amounts it could read in two ways, or not at all', () => {
      const refuses = [
        '', ' ', '€', 'abc', '1.234', '1,234', '12 34', '1 23', '1,2,3', '1.2.3', '1,', ',5', '1e3', '0x10', 'NaN',
        '--5', '1 234.567,00 8', '١٢', '90071992547409,92', '9'.repeat(400), '12 $', '5 %',
      ];
      for (const saisie of refuses) expect(lireMontantSaisi(saisie), saisie).to.equal(null);
    });

    it('never fails on any text', () => {
      fc.assert(fc.property(fc.string({ unit: 'binary' }), (texte) => {
        for (const lu of [lireMontantSaisi(texte), lireEntierSaisi(texte)]) {
          expect(lu === null || Number.isSafeInteger(lu)).to.equal(true);
        }
        lireDateSaisie(texte);
      }));
    });

    it('reads whole numbers', () => {
      expect(lireEntierSaisi(`1${N}234`)).to.equal(1234);
      expect(lireEntierSaisi(' 12 ')).to.equal(12);
      expect(lireEntierSaisi(nombre(-1234567))).to.equal(-1234567);
      for (const saisie of ['', '1,0', '1.5', '12 34', '1e3', '9007199254740992']) {
        expect(lireEntierSaisi(saisie), saisie).to.equal(null);
      }
    });

    it('reads days in the French and the ISO order', () => {
      const douze = ['12/03/2023', '2023-03-12', '12.03.2023', '12-03-2023', '12/3/2023', ` 12 / 03${N}/ 2023 `];
      for (const saisie of douze) expect(lireDateSaisie(saisie), saisie).to.equal('2023-03-12');
      const refuses = ['', '31/12/9999', '31/12/1899', '01/01/2200', '12/03/23', '29/02/2023', '31/04/2023', '03/13/2023', '12/03.2023', '2023/03/12', '0/1/2023'];
      for (const saisie of refuses) expect(lireDateSaisie(saisie), saisie).to.equal(null);
    });

    it('reads back the days it writes', () => {
      const jours = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
      fc.assert(fc.property(jours, (date) => {
        const iso = date.toISOString().slice(0, 10);
        expect(lireDateSaisie(dateCourte(iso))).to.equal(iso);
      }));
    });
  });
});
