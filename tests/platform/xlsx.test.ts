import { PassThrough, Writable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import { csvDeFeuille, type ColonneFeuille, type ValeurCellule } from '../../server/platform/feuille.js';
import { lectureRapide } from '../../server/platform/heure-de-paris.js';
import { instant, lectureDeParis } from '../../server/platform/clock.js';
import { ecrireXlsx } from '../../server/platform/xlsx.js';
import { zip } from '../../server/platform/zip.js';
import { lireZip } from '../support/zip.js';

async function* en(lignes: readonly (readonly ValeurCellule[])[]): AsyncGenerator<readonly ValeurCellule[]> {
  for (const l of lignes) yield await Promise.resolve(l);
}

async function octets(flux: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const morceaux: Buffer[] = [];
  for await (const m of flux) morceaux.push(Buffer.from(m));
  return Buffer.concat(morceaux);
}

async function ecrire(colonnes: readonly ColonneFeuille[], lignes: readonly (readonly ValeurCellule[])[]): Promise<Buffer> {
  const sortie = new PassThrough();
  const [contenu] = await Promise.all([octets(sortie as AsyncIterable<Buffer>), ecrireXlsx(sortie, { feuille: 'Essai [1] : « a/b »', colonnes, lignes: en(lignes) })]);
  return contenu;
}

const COLONNES: readonly ColonneFeuille[] = [
  { titre: 'Texte', type: 'texte' }, { titre: 'Montant', type: 'montant' }, { titre: 'Jour', type: 'jour' }, { titre: 'Instant', type: 'instant' }, { titre: 'Nombre', type: 'nombre' },
];

describe('XLSX', () => {
  it('is read back by another reader with the types of its columns', async () => {
    const lignes = await readSheet(await ecrire(COLONNES, [
      ['=1+1', 123_456, '2024-02-29', '2023-03-26T00:30:00.000Z', 12.5], ['<&> "é" 🙂', -1, '1999-12-31', '2023-03-26T01:30:00.000Z', 0], [null, null, null, null, null], ['fin', 0, '2022-01-01', '2022-10-30T23:59:00.000Z', -3],
    ]));
    const jour = (iso: string): Date => new Date(`${iso}:00.000Z`);
    const arrondir = (v: unknown): unknown => (v instanceof Date ? new Date(Math.round(v.getTime() / 60_000) * 60_000) : v);
    expect(lignes.map((l) => l.map(arrondir))).to.deep.equal([
      ['Texte', 'Montant', 'Jour', 'Instant', 'Nombre'], ['=1+1', 1234.56, jour('2024-02-29T00:00'), jour('2023-03-26T01:30'), 12.5], ['<&> "é" 🙂', -0.01, jour('1999-12-31T00:00'), jour('2023-03-26T03:30'), 0],
      [null, null, null, null, null], ['fin', 0, jour('2022-01-01T00:00'), jour('2022-10-31T00:59'), -3],
    ]);
  });

  it('gives back any text that XML can hold, and never a formula', async () => {
    const textes = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), 300).concat(['_x0041_', '_x000D_', '=cmd|x', '\t=1', 'a\nb', ' bord ', '\u0000\uFFFF', 'x'.repeat(40_000)]);
    const archive = await ecrire([{ titre: 'T', type: 'texte' }, { titre: 'N', type: 'nombre' }], textes.map((t, i) => [t, i]));
    const feuille = lireZip(archive).get('xl/worksheets/sheet1.xml')?.toString() ?? '';
    expect(feuille).not.to.include('<f');
    const permis = (t: string): string => t.replace(/[^\P{Cc}\t\n]|\p{Cs}|[\uFFFE\uFFFF]/gu, '');
    const lus = [...feuille.matchAll(/<row r="(\d+)">(?:<c r="A\d+" s="2" t="inlineStr"><is><t xml:space="preserve">([^<]*)<\/t><\/is><\/c>)?<c r="B/g)].map((m) => (m[2] ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replace(/_x005F_(?=x)/gu, '_'));
    expect(lus.slice(0, -1)).to.deep.equal(textes.slice(0, -1).map(permis));
    expect(lus.at(-1)?.length).to.equal(32_767);
  });

  it('freezes its header, filters every column, and names its sheet within the rules', async () => {
    const fichiers = lireZip(await ecrire(Array.from({ length: 30 }, (_, i) => ({ titre: `C${i}`, type: 'nombre' as const })), [Array.from({ length: 30 }, (_, i) => i)]));
    expect([...fichiers.keys()]).to.deep.equal(['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml', 'xl/worksheets/sheet1.xml']);
    const feuille = fichiers.get('xl/worksheets/sheet1.xml')?.toString() ?? '';
    expect(feuille).to.include('state="frozen"').and.to.include('<autoFilter ref="A1:AD2"/>').and.to.include('<c r="AD2" s="0"><v>29</v></c>');
    expect(fichiers.get('xl/workbook.xml')?.toString()).to.include('<sheet name="Essai  1    « a b »"');
  });

  it('holds its memory while 200 000 rows go to a slow reader', async () => {
    let total = 0;
    const lent = new Writable({ highWaterMark: 1024, write(bloc: Buffer, _, suite) { total += bloc.length; setImmediate(suite); } });
    async function* lignes(): AsyncGenerator<readonly ValeurCellule[]> {
      for (let i = 0; i < 200_000; i += 1) { if (i % 1000 === 0) await new Promise(setImmediate); yield [`ligne ${i} ${'é'.repeat(40)}`, i * 100, '2024-01-01', '2024-01-01T10:00:00.000Z', i]; }
    }
    globalThis.gc?.();
    const avant = process.memoryUsage().rss;
    let plus = 0;
    const guet = setInterval(() => { plus = Math.max(plus, process.memoryUsage().rss - avant); }, 20);
    await ecrireXlsx(lent, { feuille: 'Grande', colonnes: COLONNES, lignes: lignes() });
    clearInterval(guet);
    expect(total).to.be.greaterThan(1_000_000);
    expect(plus / 1_048_576).to.be.lessThan(120);
  }).timeout(60_000);

  it('stops when its rows fail, and when its reader leaves', async () => {
    async function* cassees(): AsyncGenerator<readonly ValeurCellule[]> { yield ['a']; await Promise.resolve(); throw new Error('base perdue'); }
    const erreur = await ecrireXlsx(new PassThrough().resume(), { feuille: 'F', colonnes: [{ titre: 'A', type: 'texte' }], lignes: cassees() }).then(() => null, (e: unknown) => e);
    expect(String(erreur)).to.include('base perdue');
    let [lues, finies] = [0, false];
    async function* sansFin(): AsyncGenerator<readonly ValeurCellule[]> { try { for (;;) { await Promise.resolve(); lues += 1; yield ['x'.repeat(1000)]; } } finally { finies = true; } }
    const lecteur = new PassThrough();
    lecteur.on('data', () => { if (lues > 500) lecteur.destroy(); });
    await ecrireXlsx(lecteur, { feuille: 'F', colonnes: [{ titre: 'A', type: 'texte' }], lignes: sansFin() }).catch(() => undefined);
    for (let i = 0; i < 50 && !finies; i += 1) await new Promise((r) => setTimeout(r, 100));
    expect(finies).to.equal(true);
  });
});

describe('a table as CSV', () => {
  it('writes each type as French spreadsheets read it', async () => {
    const csv = (await octets(csvDeFeuille({ feuille: 'F', colonnes: COLONNES, lignes: en([['=1;2', 123_456, '2024-02-29', '2023-03-26T01:30:00.000Z', 12.5], [null, null, null, null, null]]) }))).toString();
    expect(csv).to.equal('\uFEFFTexte;Montant;Jour;Instant;Nombre\r\n"\'=1;2";1234,56;29/02/2024;26/03/2023 03:30;12,5\r\n;;;;\r\n');
  });
});

describe('the clocks of Paris, for many rows', () => {
  it('read as the exact calendar does, on the days they change too', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1975-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (d) => lectureRapide(d.toISOString()) === lectureDeParis(instant(d))), { numRuns: 2000 });
    for (const iso of ['2023-03-26T00:59:59.999Z', '2023-03-26T01:00:00.000Z', '2023-10-29T00:59:59.000Z', '2023-10-29T01:00:00.000Z']) expect(lectureRapide(iso)).to.equal(lectureDeParis(instant(iso)));
  });
});

describe('ZIP', () => {
  it('gives back every file it was given, whatever its size', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.record({ nom: fc.stringMatching(/^[a-zé/]{1,20}$/), contenu: fc.uint8Array({ maxLength: 5000 }) }), { selector: (e) => e.nom, maxLength: 6 }), async (entrees) => {
      const archive = await octets(zip(entrees.map((e) => ({ nom: e.nom, contenu: [Buffer.from(e.contenu)] }))));
      const lus = lireZip(archive);
      expect([...lus.keys()]).to.deep.equal(entrees.map((e) => e.nom));
      for (const e of entrees) expect(lus.get(e.nom)?.equals(Buffer.from(e.contenu)), e.nom).to.equal(true);
    }), { numRuns: 50 });
  });
});
