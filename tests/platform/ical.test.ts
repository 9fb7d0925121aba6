import { expect } from 'chai';
import fc from 'fast-check';
import { ecrireIcal } from '../../server/platform/ical.js';
import { lireIcal } from '../support/ical.js';

const ecritLe = '2022-03-10T09:00:00.000Z';

describe('calendar', () => {
  it('writes whole days as dates that end the day after, and moments in UTC', () => {
    const texte = ecrireIcal({ nom: 'Mes échéances', ecritLe, evenements: [
      { uid: 'a@x', titre: 'AAP-2022-0001 : Répondre', quand: { jour: '2022-03-31' }, rappel: 'P1D' }, { uid: 'b@x', titre: 'Comité', lieu: 'Agen, salle 2', quand: { instant: '2022-03-27T00:30:00.000Z' }, lien: 'https://x.example/a' },
    ] });
    const { entete, evenements } = lireIcal(texte);
    expect(entete).to.include({ VERSION: '2.0', METHOD: 'PUBLISH', 'X-WR-CALNAME': 'Mes échéances' });
    expect(evenements[0]).to.deep.equal({ UID: 'a@x', DTSTAMP: '20220310T090000Z', 'DTSTART;VALUE=DATE': '20220331', 'DTEND;VALUE=DATE': '20220401', TRANSP: 'TRANSPARENT', SUMMARY: 'AAP-2022-0001 : Répondre' });
    expect(evenements[1]).to.deep.equal({ UID: 'b@x', DTSTAMP: '20220310T090000Z', DTSTART: '20220327T003000Z', SUMMARY: 'Comité', LOCATION: 'Agen, salle 2', URL: 'https://x.example/a' });
    expect(texte).to.contain('LOCATION:Agen\\, salle 2\r\n').and.to.contain('BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\n');
  });

  it('is read back whole whatever the texts hold, no line over 75 octets', () => {
    const texte = fc.string({ unit: 'binary', minLength: 1, maxLength: 400 });
    fc.assert(fc.property(texte, texte, (titre, description) => {
      const [lu] = lireIcal(ecrireIcal({ nom: titre, ecritLe, evenements: [{ uid: 'u', titre: `T${titre}`, description: `D${description}`, quand: { jour: '2022-12-31' } }] })).evenements;
      const attendu = (t: string): string => t.replace(/\r\n?|\n/g, '\n').replace(/[^\P{Cc}\n]|[\p{Cs}\u2028\u2029]/gu, ' ');
      expect(lu?.['SUMMARY']).to.equal(attendu(`T${titre}`));
      expect(lu?.['DESCRIPTION']).to.equal(attendu(`D${description}`));
    }));
  });
});
