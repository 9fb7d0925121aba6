import { expect } from 'chai';
import fc from 'fast-check';
import {
  ajouterJours,
  ajouterMois,
  anneeDe,
  estWeekend,
  jour,
  joursEntre,
  lireJour,
  moisEntre,
} from '../../../server/domain/kernel/jour.js';

const unJour = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((d) => jour(d.toISOString().slice(0, 10)));

const unJourCourant = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2200-12-31T00:00:00Z'), noInvalidDate: true })
  .map((d) => jour(d.toISOString().slice(0, 10)));

const enDate = (texte: string): Date => new Date(`${texte}T00:00:00Z`);

describe('jour', () => {
  it('reads days that exist and no other', () => {
    for (const vrai of ['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) expect(lireJour(vrai)).to.equal(vrai);
    const faux = ['2023-02-29', '1900-02-29', '2023-13-01', '2023-00-10', '2023-04-31', '2023-1-1', '2023-01-00', '0000-01-01', '20230101', '2023-01-01T00:00', '2023-01-01\n', ''];
    for (const texte of faux) expect(lireJour(texte), texte).to.equal(null);
    expect(() => jour('2023-02-29')).to.throw(RangeError);
  });

  it('counts days as the proleptic Gregorian calendar does', () => {
    fc.assert(
      fc.property(unJour, unJour, (a, b) => {
        expect(joursEntre(a, b)).to.equal((enDate(b).getTime() - enDate(a).getTime()) / 86_400_000);
        expect(ajouterJours(a, joursEntre(a, b))).to.equal(b);
        expect(estWeekend(a)).to.equal([0, 6].includes(enDate(a).getUTCDay()));
      }),
    );
  });

  it('adds months and stops at the last day of a shorter month', () => {
    expect(ajouterMois(jour('2022-12-31'), 2)).to.equal('2023-02-28');
    expect(ajouterMois(jour('2023-12-31'), 2)).to.equal('2024-02-29');
    expect(ajouterMois(jour('2024-03-31'), -1)).to.equal('2024-02-29');
    expect(ajouterMois(jour('2023-01-15'), 0)).to.equal('2023-01-15');
    expect(ajouterMois(jour('2023-01-31'), -14)).to.equal('2021-11-30');
    expect(anneeDe(jour('2023-07-01'))).to.equal(2023);
  });

  it('counts complete months', () => {
    expect(moisEntre(jour('2022-01-01'), jour('2024-01-01'))).to.equal(24);
    expect(moisEntre(jour('2022-01-01'), jour('2023-12-31'))).to.equal(23);
    expect(moisEntre(jour('2024-01-31'), jour('2024-02-29'))).to.equal(1);
    expect(moisEntre(jour('2024-02-15'), jour('2024-01-15'))).to.equal(-1);
    expect(Object.is(moisEntre(jour('2024-01-15'), jour('2024-01-14')), 0)).to.equal(true);
  });

  it('finds the greatest number of months that does not pass the end', () => {
    fc.assert(
      fc.property(unJourCourant, unJourCourant, (x, y) => {
        const [a, b] = x <= y ? [x, y] : [y, x];
        const n = moisEntre(a, b);
        expect(ajouterMois(a, n) <= b).to.equal(true);
        expect(ajouterMois(a, n + 1) > b).to.equal(true);
        expect(moisEntre(b, a) + n).to.equal(0);
      }),
    );
  });

  it('refuses fractions and days outside years 1 to 9999', () => {
    expect(() => ajouterJours(jour('9999-12-31'), 1)).to.throw(RangeError);
    expect(() => ajouterMois(jour('0001-01-01'), -1)).to.throw(RangeError);
    expect(() => ajouterJours(jour('2023-01-01'), 0.5)).to.throw(RangeError);
    expect(() => ajouterMois(jour('2023-01-01'), NaN)).to.throw(RangeError);
  });
});
