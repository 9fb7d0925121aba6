import { expect } from 'chai';
import fc from 'fast-check';
import { CsvRefuse, decoderCsv, lireCsv, type CsvLu } from '../../server/platform/lecture-csv.js';

const BORNES = { lignes: 100, cellulesParLigne: 20 };
const lire = (texte: string): CsvLu => lireCsv(texte, BORNES);
const cellules = (texte: string): (readonly string[])[] => lire(texte).lignes.map((l) => l.cellules);
const raison = (faire: () => unknown): string => {
  try { faire(); } catch (erreur) { if (erreur instanceof CsvRefuse) return erreur.raison; }
  return 'lu';
};

describe('reading of CSV files', () => {
  it('reads what it would write, with any separator, line end and mark', () => {
    const cellule = fc.string({ maxLength: 12 }).map((s) => s.replaceAll('\0', '')).chain((s) => fc.constantFrom(s, `${s}"`, `a;b,c\t${s}`, `${s}\r\nsuite`));
    fc.assert(fc.property(fc.array(fc.array(cellule, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }), fc.constantFrom(';', ',', '\t'), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), fc.boolean(), (grille, s, fin, marque, derniere) => {
      const texte = grille.map((l) => l.map((c) => `"${c.replaceAll('"', '""')}"`).join(s)).join(fin);
      const lu = lire(`${marque ? '\uFEFF' : ''}${texte}${derniere ? fin : ''}`);
      expect([lu.separateur, lu.guillemetNonFerme, lu.lignes.map((l) => l.cellules)]).to.deep.equal([s, null, grille]);
    }));
  });

  it('is not misled by the commas of amounts and titles', () => {
    expect(cellules('Budget, avenant 1\nposte;montant\nA, B, C;1 234,56\n')).to.deep.equal([['Budget, avenant 1'], ['poste', 'montant'], ['A, B, C', '1 234,56']]);
    expect(cellules('a,b\n1,"2,5"\n')).to.deep.equal([['a', 'b'], ['1', '2,5']]);
    expect(cellules('sep=,\na,b;c\n')).to.deep.equal([['a', 'b;c']]);
  });

  it('counts lines as an editor does, past the cells that hold some', () => {
    expect(lire('a;b\r\n"x\r\ny";1\r\n\r\nz;2').lignes.map((l) => l.numero)).to.deep.equal([1, 2, 4, 5]);
    expect(lire('sep=;\na;b').lignes[0]?.numero).to.equal(2);
  });

  it('loses no row to a quotation mark that is never closed', () => {
    expect(lire('a;b\n"x;1\ny;2\n')).to.deep.equal({ separateur: ';', guillemetNonFerme: 2, lignes: [{ numero: 1, cellules: ['a', 'b'] }, { numero: 2, cellules: ['"x', '1'] }, { numero: 3, cellules: ['y', '2'] }] });
  });

  it('decodes UTF-8, UTF-16 and the Windows page of French spreadsheets', () => {
    const texte = 'thème;été €';
    expect(decoderCsv(Buffer.from(texte))).to.equal(texte);
    expect(decoderCsv(Buffer.from(`\uFEFF${texte}`, 'utf16le'))).to.equal(texte);
    expect(decoderCsv(Buffer.from([...Buffer.from('thème;été ', 'latin1'), 0x80]))).to.equal(texte);
  });

  it('refuses what is no text and what is beyond its bounds', () => {
    expect(raison(() => decoderCsv(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])))).to.equal('binaire');
    expect(raison(() => lire('a\n'.repeat(101)))).to.equal('lignes');
    expect(raison(() => lire(';'.repeat(20)))).to.equal('cellules');
    expect([raison(() => lire('a\n'.repeat(100))), raison(() => lire(';'.repeat(19)))]).to.deep.equal(['lu', 'lu']);
  });

  it('reads ten megabytes of quotes in a moment', () => {
    const debut = performance.now();
    expect(raison(() => lireCsv(`a;b\n${'";'.repeat(2_500_000)}`, BORNES))).to.equal('cellules');
    expect(raison(() => lireCsv(`a;b\n"${'""'.repeat(5_000_000)}`, BORNES))).to.equal('lu');
    expect(performance.now() - debut).to.be.below(3_000);
  });
});
