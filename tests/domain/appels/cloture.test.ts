import { expect } from 'chai';
import fc from 'fast-check';
import { appelOuvert, phaseDepot } from '../../../server/domain/appels/ouverture.js';
import { instant, instantDeParis, jourAParis } from '../../../server/platform/clock.js';

const CAS = Number(process.env['CAS'] ?? 2000);
const seconde = (le: string): number => Math.floor(Date.parse(le) / 1000);
const appel = (ouvreLe: string, fermeLe: string): { etat: string; ouvreLe: string; fermeLe: string } => ({ etat: 'publie', ouvreLe, fermeLe });

/** Moments of the two days clocks change, of a leap day, of a year's end and of any other time, to the millisecond. */
const unInstant = fc.oneof(
  ...['2022-03-27T00:30:00Z', '2022-10-30T00:30:00Z', '2024-02-29T22:59:59Z', '2022-12-31T22:59:59Z'].map((autour) =>
    fc.integer({ min: -7_200_000, max: 7_200_000 }).map((ecart) => instant(new Date(Date.parse(autour) + ecart)))),
  fc.date({ min: new Date('2021-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((d) => instant(d)),
);

describe('closing of a call to the second', () => {
  it('takes a deposit from the opening second to the closing second, both included to their last millisecond', () => {
    fc.assert(fc.property(unInstant, unInstant, unInstant, (ouvreLe, fermeLe, le) => {
      expect(appelOuvert(appel(ouvreLe, fermeLe), le)).to.equal(seconde(ouvreLe) <= seconde(le) && seconde(le) <= seconde(fermeLe));
    }), { numRuns: CAS });
    fc.assert(fc.property(unInstant, fc.integer({ min: -2500, max: 2500 }), (fermeLe, ecart) => {
      const le = instant(new Date(Date.parse(fermeLe) + ecart));
      expect(phaseDepot(appel('2020-01-01T00:00:00.000Z', fermeLe), le)).to.equal(seconde(le) <= seconde(fermeLe) ? 'ouvert' : 'ferme');
    }), { numRuns: CAS });
  });

  it('once closed never opens again, though the clocks of Paris show the same hour twice', () => {
    fc.assert(fc.property(unInstant, unInstant, unInstant, (fermeLe, a, b) => {
      const [avant, apres] = a <= b ? [a, b] : [b, a];
      const calendrier = appel('2020-01-01T00:00:00.000Z', fermeLe);
      if (!appelOuvert(calendrier, avant)) expect(appelOuvert(calendrier, apres)).to.equal(false);
    }), { numRuns: CAS });
  });

  for (const [jour, heures] of [['2022-03-27', 23], ['2022-10-30', 25], ['2024-02-29', 24], ['2022-12-31', 24]] as const) {
    it(`is open ${heures} hours when it opens and closes on ${jour}, exactly the seconds of that day in Paris`, () => {
      const calendrier = appel(instantDeParis(`${jour}T00:00:00`), instantDeParis(`${jour}T23:59:59`));
      const debut = Date.parse(calendrier.ouvreLe) - 3_600_000;
      let ouvertes = 0;
      for (let s = 0; s < 27 * 3600; s += 1) {
        const le = instant(new Date(debut + s * 1000));
        const ouvert = appelOuvert(calendrier, le);
        if (ouvert) ouvertes += 1;
        if (s % 60 === 0 || s % 3600 > 3597) expect(ouvert, le).to.equal(jourAParis(le) === jour);
      }
      expect(ouvertes).to.equal(heures * 3600);
    });
  }

  it('reads an hour that is skipped or doubled as the earlier of its two readings', () => {
    expect(instantDeParis('2022-03-27T02:30:59')).to.equal('2022-03-27T00:30:59.000Z');
    expect(instantDeParis('2022-10-30T02:30:59')).to.equal('2022-10-30T00:30:59.000Z');
  });
});
