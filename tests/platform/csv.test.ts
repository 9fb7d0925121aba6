import { expect } from 'chai';
import { ligneCsv } from '../../server/platform/csv.js';

describe('CSV lines', () => {
  it('parts cells by semicolons, writes decimals with a comma and ends with CRLF', () => {
    expect(ligneCsv(['Agen', 12.5, null, { cents: 1_234_556 }, { cents: -50 }])).to.equal('Agen;12,5;;12345,56;-0,50\r\n');
  });

  it('quotes what would break a line and doubles quotes', () => {
    expect(ligneCsv(['a;b', 'dit "non"', 'deux\nlignes'])).to.equal('"a;b";"dit ""non""";"deux\nlignes"\r\n');
  });

  for (const debut of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
    it(`makes a text starting with ${JSON.stringify(debut)} inert`, () => {
      expect(ligneCsv([`${debut}HYPERLINK("x")`])).to.equal(`"'${debut}HYPERLINK(""x"")"\r\n`);
    });
  }

  it('leaves a text that only contains those signs as it is', () => {
    expect(ligneCsv(['a=1', 'Saint-Vite', 'x@y.fr'])).to.equal('a=1;Saint-Vite;x@y.fr\r\n');
  });
});
