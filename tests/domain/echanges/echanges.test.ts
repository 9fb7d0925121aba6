import { expect } from 'chai';
import fc from 'fast-check';
import { envoiDe, rythmeDe, RYTHMES } from '../../../server/domain/echanges/courriels.js';
import { parJour, plier } from '../../../server/domain/echanges/fil.js';
import { parDossier } from '../../../server/domain/echanges/recapitulatif.js';

/** Half of a character without the other. */
const SEUL = /\p{Cs}/u;

describe('exchange', () => {
  it('writes to a porteur at once and to an agent once a day until they choose, and always at once when it is official', () => {
    expect(rythmeDe({ choix: null, agent: false })).to.equal('immediat');
    expect(rythmeDe({ choix: null, agent: true })).to.equal('quotidien');
    for (const agent of [true, false]) {
      for (const choix of [null, ...RYTHMES]) expect(envoiDe({ choix, agent }, true)).to.equal('maintenant');
      expect(envoiDe({ choix: 'jamais', agent }, false)).to.equal('aucun');
      expect(envoiDe({ choix: 'quotidien', agent }, false)).to.equal('recapitulatif');
      expect(envoiDe({ choix: 'immediat', agent }, false)).to.equal('maintenant');
    }
  });

  it('folds a long message without losing nor adding a character, and never parts one in two', () => {
    const texte = fc.oneof(fc.string({ unit: 'binary', maxLength: 4000 }), fc.array(fc.lorem(), { maxLength: 60 }).map((m) => m.join(' ')), fc.constant('😀'.repeat(1000)), fc.constant('a'.repeat(799) + '😀'.repeat(800)));
    fc.assert(fc.property(texte, (t) => {
      const { debut, suite } = plier(t);
      expect(debut + (suite ?? '')).to.equal(t);
      if (suite !== null) expect(suite.length).to.be.greaterThan(300);
      if (!SEUL.test(t)) for (const morceau of [debut, suite ?? '']) expect(SEUL.test(morceau)).to.equal(false);
    }));
  });

  it('cuts a thread by day and a daily mail by dossier, keeping every event in its order', () => {
    expect(parJour(['a1', 'a2', 'b1', 'a3'], (m) => m[0] ?? '').map((j) => j.messages)).to.deep.equal([['a1', 'a2'], ['b1'], ['a3']]);
    const e = (titre: string, id: string | null): { titre: string; lien: string; dossier: { id: string; nom: string } | null } => ({ titre, lien: '', dossier: id === null ? null : { id, nom: id } });
    expect(parDossier([e('1', 'x'), e('2', null), e('3', 'y'), e('4', 'x')]).map((g) => [g.dossier?.id ?? null, g.evenements.map((v) => v.titre)]))
      .to.deep.equal([['x', ['1', '4']], ['y', ['3']], [null, ['2']]]);
  });
});
