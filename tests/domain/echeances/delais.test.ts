import { expect } from 'chai';
import { finDelaiFranc } from '../../../server/domain/echeances/delai-franc.js';
import {
  dateConservation,
  limiteBilanFinal,
  limiteComplements,
  limiteContradictoire,
  limitePublication,
} from '../../../server/domain/echeances/limites.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { jour, type Jour } from '../../../server/domain/kernel/jour.js';

const FERIES = new Set<string>(['2023-04-10', '2023-05-01', '2023-05-08', '2024-04-01', '2024-05-01', '2023-12-25', '2024-01-01']);
const estFerie = (j: Jour): boolean => FERIES.has(j);
const fin = (notification: string): string => finDelaiFranc(jour(notification), 2, estFerie);

describe('délai franc', () => {
  it('ends the day after the same day number two months later', () => {
    expect(fin('2023-01-10')).to.equal('2023-03-13'); // 11 March 2023 is a Saturday
    expect(fin('2023-01-11')).to.equal('2023-03-13'); // a Sunday
    expect(fin('2023-01-12')).to.equal('2023-03-13');
    expect(fin('2023-01-16')).to.equal('2023-03-17');
  });

  it('counts from the last day of a month where the day number does not exist', () => {
    expect(fin('2022-12-31')).to.equal('2023-03-01');
    expect(fin('2022-12-29')).to.equal('2023-03-01');
    expect(fin('2022-12-28')).to.equal('2023-03-01');
    expect(fin('2022-12-27')).to.equal('2023-02-28');
    expect(fin('2023-12-31')).to.equal('2024-03-01');
    expect(fin('2023-12-28')).to.equal('2024-02-29');
  });

  it('moves past Easter Monday, and past a weekend that a holiday follows', () => {
    expect(fin('2023-02-09')).to.equal('2023-04-11'); // Easter Monday 10 April 2023
    expect(fin('2023-02-07')).to.equal('2023-04-11'); // Saturday 8 April, Sunday, Easter Monday
    expect(fin('2024-01-29')).to.equal('2024-04-02'); // Saturday 30 March 2024, Sunday, Easter Monday
    expect(fin('2023-02-28')).to.equal('2023-05-02'); // 29 April is a Saturday, Monday is 1 May
    expect(fin('2023-10-24')).to.equal('2023-12-26');
  });

  it('stays within a month of the term, or says the calendar is broken', () => {
    expect(() => finDelaiFranc(jour('2023-01-01'), 2, () => true)).to.throw(RangeError);
  });
});

describe('time limits', () => {
  it('gives the limits of the spec by default and those of the call when it has its own', () => {
    expect(limiteComplements(jour('2023-02-20'))).to.equal('2023-03-07');
    expect(limiteComplements(jour('2023-02-20'), 8)).to.equal('2023-02-28');
    expect(limiteContradictoire(jour('2023-01-31'))).to.equal('2023-03-02');
    expect(limiteBilanFinal(jour('2022-12-31'))).to.equal('2023-06-30');
    expect(limiteBilanFinal(jour('2022-08-31'))).to.equal('2023-02-28');
  });

  it('publishes essential data of subsidies strictly above 23 000 €', () => {
    expect(limitePublication(jour('2022-11-30'), cents(2_300_000))).to.equal(null);
    expect(limitePublication(jour('2022-11-30'), cents(2_300_001))).to.equal('2023-02-28');
  });

  it('keeps evidence for the longest of the rules that concern the file', () => {
    const apurementComptes = jour('2023-05-04');
    const rien = { apurementComptes, dernierPaiementFse: null, octroiAideEtat: null };
    expect(dateConservation(rien)).to.deep.equal({ jusquau: '2026-12-31', regle: 'apurement_comptes' });
    const fse = { ...rien, dernierPaiementFse: jour('2024-01-02') };
    expect(dateConservation(fse)).to.deep.equal({ jusquau: '2029-12-31', regle: 'fse' });
    const aide = { ...fse, octroiAideEtat: jour('2022-03-15') };
    expect(dateConservation(aide)).to.deep.equal({ jusquau: '2032-03-15', regle: 'aide_etat' });
    const tard = { ...rien, dernierPaiementFse: jour('2021-12-31') };
    expect(dateConservation(tard)).to.deep.equal({ jusquau: '2026-12-31', regle: 'apurement_comptes' });
    expect(dateConservation({ ...rien, annees: { apurementComptes: 10 } }).jusquau).to.equal('2033-12-31');
  });
});
