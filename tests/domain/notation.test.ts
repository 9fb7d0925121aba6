import { expect } from 'chai';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { aReunir, divergences } from '../../server/domain/notation/divergence.js';
import { classer, departages, type DossierAClasser } from '../../server/domain/notation/classement.js';
import { commentaireRequis, ecritureDe, estVerrouillee, manquesDeLaFeuille } from '../../server/domain/notation/feuille.js';
import { comparer, synthetiserScores, type CriterePondere, type NotesDUnePersonne, type SyntheseScores } from '../../server/domain/notation/synthese.js';

const codes = (n: number): string[] => Array.from({ length: n }, (_, i) => `c${i}`);

/** A call of 1 to 15 criteria with whole or decimal weights, and 1 to 8 complete sheets. */
const desNotations = fc.integer({ min: 1, max: 15 }).chain((n) => fc.record({
  criteres: fc.array(fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 999 }).map((x) => x / 100)), { minLength: n, maxLength: n })
    .map((poids): CriterePondere[] => poids.map((p, i) => ({ code: `c${i}`, poids: p }))),
  notations: fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: n, maxLength: n }), { minLength: 1, maxLength: 8 })
    .map((feuilles): NotesDUnePersonne[] => feuilles.map((notes, i) => ({ personneId: `p${i}`, notes: notes.map((note, j) => ({ critere: `c${j}`, note })) }))),
}));

const feuille = (personneId: string, notes: readonly number[]): NotesDUnePersonne => ({ personneId, notes: notes.map((note, i) => ({ critere: `c${i}`, note })) });
const synthese = (criteres: readonly CriterePondere[], notations: readonly NotesDUnePersonne[]): SyntheseScores => {
  const s = synthetiserScores(criteres, notations);
  if (s === null) throw new Error('no score');
  return s;
};

describe('Scores of a dossier', () => {
  it('weights each scorer, averages them and gives the spread', () => {
    const s = synthese([{ code: 'c0', poids: 1 }, { code: 'c1', poids: 2 }], [feuille('a', [5, 2]), feuille('b', [1, 4])]);
    expect(s.parEvaluateur).to.deep.equal([{ personneId: 'a', sur5: 300, sur100: 6000 }, { personneId: 'b', sur5: 300, sur100: 6000 }]);
    expect([s.moyenne.sur5, s.moyenne.sur100, s.ecart]).to.deep.equal([300, 6000, 0]);
    expect(s.parCritere).to.deep.equal([{ code: 'c0', moyenne: 300, ecart: 4 }, { code: 'c1', moyenne: 300, ecart: 2 }]);
  });

  it('rounds once, half up: 3,125 of 5 is 3,13, and 1 of 3 is 0,33', () => {
    const huit = Array.from({ length: 8 }, (_, i) => ({ code: `c${i}`, poids: 1 }));
    expect(synthese(huit, [feuille('a', [5, 5, 5, 5, 5, 0, 0, 0])]).moyenne.sur5).to.equal(313);
    expect(synthese(huit.slice(0, 3), [feuille('a', [1, 0, 0])]).moyenne).to.deep.equal({ sur5: 33, sur100: 667 });
  });

  it('is what arbitrary-precision decimals give, whatever the weights', () => {
    fc.assert(fc.property(desNotations, ({ criteres, notations }) => {
      const s = synthese(criteres, notations);
      const D = Decimal.clone({ precision: 60 });
      const poids = criteres.reduce((t, c) => t.plus(c.poids), new D(0));
      const moyennes = notations.map((n) => n.notes.reduce((t, { note }, i) => t.plus(new D(criteres[i]?.poids ?? 0).times(note)), new D(0)));
      const attendu = (d: Decimal, facteur: number): number => d.div(poids).times(facteur).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).times(100).toNumber();
      expect(s.parEvaluateur.map((e) => [e.sur5, e.sur100])).to.deep.equal(moyennes.map((m) => [attendu(m, 1), attendu(m, 20)]));
      expect(s.ecart).to.equal(attendu(D.max(...moyennes).minus(D.min(...moyennes)), 1));
      const [total, diviseur] = [moyennes.reduce((t, m) => t.plus(m), new D(0)), poids.times(notations.length)];
      const exact = s.exactes[0];
      expect(exact !== undefined && new D(exact.n.toString()).times(diviseur).equals(total.times(exact.d.toString()))).to.equal(true);
    }));
  });

  it('stays between the lowest and the highest scorer, and does not depend on their order', () => {
    fc.assert(fc.property(desNotations, ({ criteres, notations }) => {
      const s = synthese(criteres, notations);
      const sur5 = s.parEvaluateur.map((e) => e.sur5);
      expect(s.moyenne.sur5).to.be.within(Math.min(...sur5), Math.max(...sur5));
      expect(s.moyenne.sur100).to.be.within(0, 10_000);
      expect(synthese(criteres, [...notations].reverse()).moyenne).to.deep.equal(s.moyenne);
      expect(synthese(criteres.map((c) => ({ ...c, poids: Math.round(c.poids * 100) })), notations).moyenne).to.deep.equal(s.moyenne);
    }));
  });

  it('has nothing to say without a sheet, and refuses one that lacks a criterion', () => {
    expect(synthetiserScores([{ code: 'c0', poids: 1 }], [])).to.equal(null);
    expect(() => synthetiserScores([{ code: 'c0', poids: 1 }, { code: 'c1', poids: 1 }], [feuille('a', [3])])).to.throw(RangeError);
  });
});

describe('Ranking of dossiers', () => {
  const criteres = codes(3).map((code) => ({ code, poids: 1 }));
  const dossier = (numero: string, notes: readonly number[] | null): DossierAClasser => ({ id: numero, numero, synthese: notes === null ? null : synthese(criteres, [feuille('a', notes)]) });
  const desDossiers = fc.uniqueArray(fc.tuple(fc.nat(30), fc.option(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 }), { freq: 6 })), { selector: ([n]) => n, maxLength: 12 })
    .map((liste) => liste.map(([n, notes]) => dossier(`N${String(n).padStart(2, '0')}`, notes)));

  it('parts equal means by the first criterion, then the second; equal on all, dossiers share the rank', () => {
    const classement = classer([dossier('D', [2, 3, 4]), dossier('C', [2, 3, 4]), dossier('B', [3, 2, 4]), dossier('A', [2, 4, 3]), dossier('E', [3, 3, 4]), dossier('F', null)]);
    expect(classement.map((d) => [d.numero, d.rang])).to.deep.equal([['E', 1], ['B', 2], ['A', 3], ['C', 4], ['D', 4], ['F', null]]);
  });

  it('never places a lower exact mean above, and does not depend on the order it is given', () => {
    fc.assert(fc.property(desDossiers, (dossiers) => {
      const classement = classer(dossiers);
      for (const [i, d] of classement.entries()) {
        const suivant = classement[i + 1];
        if (suivant?.synthese && d.synthese) expect(comparer(d.synthese.exactes[0] ?? { n: 0n, d: 1n }, suivant.synthese.exactes[0] ?? { n: 0n, d: 1n })).to.be.at.least(0);
        if (d.rang !== null) expect(d.rang).to.be.within(1, i + 1);
        if (d.rang === null) expect(classement.slice(i).every((x) => x.rang === null)).to.equal(true);
      }
      expect(classer([...dossiers].reverse()).map((d) => [d.id, d.rang])).to.deep.equal(classement.map((d) => [d.id, d.rang]));
    }));
  });
});

describe('A score sheet', () => {
  it('asks a comment below 2 and above 4, and a note for every criterion', () => {
    expect([0, 1, 2, 3, 4, 5].map(commentaireRequis)).to.deep.equal([true, true, false, false, false, true]);
    const criteres = codes(4).map((code) => ({ code }));
    const ligne = (critere: string, note: number | null, commentaire = ''): { critere: string; note: number | null; commentaire: string } => ({ critere, note, commentaire });
    expect(manquesDeLaFeuille(criteres, [ligne('c0', 1, '  '), ligne('c1', 5, 'Remarquable'), ligne('c2', null)])).to.deep.equal([
      { critere: 'c0', manque: 'commentaire_requis' }, { critere: 'c2', manque: 'note_absente' }, { critere: 'c3', manque: 'note_absente' },
    ]);
  });

  it('is locked once submitted, until the committee has met on the dossier since', () => {
    expect(estVerrouillee(null, null)).to.equal(false);
    expect(estVerrouillee('2022-05-01T08:00:00.000Z', null)).to.equal(true);
    expect(estVerrouillee('2022-05-01T08:00:00.000Z', '2022-05-10T08:00:00.000Z')).to.equal(false);
    expect(estVerrouillee('2022-06-01T08:00:00.000Z', '2022-05-10T08:00:00.000Z')).to.equal(true);
  });
});

describe('Scorers who disagree', () => {
  it('are those two points or more apart on a criterion, with the ones they are apart from', () => {
    const notations = [feuille('a', [3, 1, 4]), feuille('b', [5, 2, 4]), feuille('c', [4, 2, 4])];
    expect(divergences(codes(3).map((code) => ({ code })), notations)).to.deep.equal([{ critere: 'c0', ecart: 2, personnes: ['a', 'b'] }]);
    expect(aReunir(codes(3).map((code) => ({ code })), notations, 'b')).to.deep.equal(['b', 'a']);
    expect(aReunir(codes(3).map((code) => ({ code })), notations, 'c')).to.deep.equal([]);
  });

  it('never name a scorer within one point of everybody, and always both ends of a spread of two', () => {
    fc.assert(fc.property(desNotations, ({ criteres, notations }) => {
      for (const d of divergences(criteres, notations)) {
        const notes = notations.map((n) => ({ id: n.personneId, note: n.notes.find((x) => x.critere === d.critere)?.note ?? 0 }));
        expect(d.personnes.every((p) => notes.some((x) => Math.abs(x.note - (notes.find((y) => y.id === p)?.note ?? 0)) >= 2))).to.equal(true);
        expect(Math.max(...notes.map((x) => x.note)) - Math.min(...notes.map((x) => x.note))).to.equal(d.ecart);
      }
    }));
  });

  it('may revise what they submitted, which stays closed to others', () => {
    expect([ecritureDe(null, null, false), ecritureDe('2022-05-01', null, false), ecritureDe('2022-05-01', null, true), ecritureDe('2022-05-01', '2022-06-01', false)]).to.deep.equal(['ouverte', 'fermee', 'revision', 'revision']);
  });
});

describe('The reason of a rank', () => {
  it('is the first criterion that parts equal means, a true tie, or nothing when the mean says it', () => {
    const criteres = codes(3).map((code) => ({ code, poids: 1 }));
    const un = (numero: string, notes: readonly number[]): DossierAClasser => ({ id: numero, numero, synthese: synthese(criteres, [feuille('a', notes)]) });
    const classes = classer([un('A', [5, 5, 5]), un('B', [3, 2, 4]), un('C', [2, 4, 3]), un('D', [2, 3, 4]), un('E', [2, 3, 4])]);
    expect([...departages(classes)]).to.deep.equal([
      ['B', { nature: 'critere', critere: 0 }], ['C', { nature: 'critere', critere: 0 }], ['D', { nature: 'critere', critere: 1 }], ['E', { nature: 'egalite' }],
    ]);
  });
});
