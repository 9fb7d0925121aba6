import { expect } from 'chai';
import { aucune, eprouverFormulaires, sansFaute, type ResultatEpreuve } from '../support/tirs.js';

/** Requests to each form; `npm run test:endurance` sends thousands. */
const CAS = Number(process.env['CAS'] ?? 4);
const GENS = ['redacteur', 'signataire', 'signataire2', 'responsable', 'instructeur', 'comite1', 'avis', 'finances', 'controleur', 'admin'];

describe('every form given hostile values', function () {
  this.timeout(300_000);
  let r: ResultatEpreuve;

  before(async () => {
    r = await eprouverFormulaires({ gens: GENS, exploration: { parPatron: 1, parPage: 3 }, cas: CAS, casDirects: 20 * CAS, reouvertures: 1, graine: 20_220_110 });
  });

  it('is met: the forms pages show, and those whose dossier is not at that stage', () => {
    expect(r.formulaires.length, r.formulaires.map((f) => f.patron).join('\n')).to.be.greaterThan(90);
    expect(r.sansAdresse.length, r.sansAdresse.join('\n')).to.be.lessThan(25);
  });

  it('parses or refuses field by field whatever its fields hold, and never lets a control character or a number out of bounds through', () => {
    aucune(r.defauts);
  });

  it('never answers a 500, never keeps one waiting, never writes what was typed unescaped', () => {
    sansFaute(r.fautes);
    expect(r.plusLentMs).to.be.lessThan(10_000);
    expect([...r.requetes.values()].filter((n) => n === 0)).to.deep.equal([]);
  });
});
