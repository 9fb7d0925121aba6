import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { FichierRefuse } from '../../server/platform/fichier-refuse.js';
import { inspecterFeuille } from '../../server/platform/inspection.js';
import { ClasseurRefuse, formatDuType, lireClasseur, type FormatClasseur, type LigneClasseur, type LimitesClasseur } from '../../server/platform/lecture-classeur.js';
import { ecrireXlsx } from '../../server/platform/xlsx.js';
import type { ValeurCellule } from '../../server/platform/feuille.js';
import { odf, ole, pdf, programme, xlsx, zip, type EntreeDeZip } from '../support/fichiers-hostiles.js';

const LIMITES: LimitesClasseur = { lignes: 100, cellulesParLigne: 20 };
const X = '<?xml version="1.0" encoding="UTF-8"?>';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const liens = (...l: readonly (readonly [id: string, type: string, cible: string])[]): string =>
  `${X}<Relationships>${l.map(([id, type, cible]) => `<Relationship Id="${id}" Type="${REL}/${type}" Target="${cible}"/>`).join('')}</Relationships>`;

/** A workbook of one sheet, whose parts are given as they stand. */
const classeur = (feuille: string, { textes = '', styles = '', proprietes = '', feuilles = '<sheet name="A" r:id="r1"/>' } = {}, plus: readonly EntreeDeZip[] = []): Buffer => zip([
  { nom: '_rels/.rels', contenu: liens(['r0', 'officeDocument', '/xl/workbook.xml']) },
  { nom: 'xl/workbook.xml', contenu: `${X}<workbook>${proprietes}<sheets>${feuilles}</sheets></workbook>` },
  { nom: 'xl/_rels/workbook.xml.rels', contenu: liens(['r1', 'worksheet', 'worksheets/sheet1.xml'], ['r2', 'worksheet', '../xl/worksheets/sheet2.xml'], ['r3', 'sharedStrings', 'sharedStrings.xml'], ['r4', 'styles', '/xl/styles.xml']) },
  { nom: 'xl/sharedStrings.xml', contenu: `${X}<sst>${textes}</sst>` },
  { nom: 'xl/styles.xml', contenu: `${X}<styleSheet>${styles}</styleSheet>` },
  { nom: 'xl/worksheets/sheet1.xml', contenu: feuille }, ...plus,
]);
const lignesXlsx = (corps: string): string => `${X}<worksheet><sheetData>${corps}</sheetData></worksheet>`;
const tableau = (nom: string, corps: string): string => `<table:table table:name="${nom}">${corps}</table:table>`;
const ods = (...tableaux: readonly string[]): Buffer => zip([{ nom: 'content.xml', contenu: `${X}<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>${tableaux.join('')}</office:spreadsheet></office:body></office:document-content>` }]);

async function tout<T>(suite: AsyncIterable<T>): Promise<T[]> {
  const lus: T[] = [];
  for await (const l of suite) lus.push(l);
  return lus;
}

describe('reading of spreadsheets', () => {
  let dossier = '';
  before(async () => { dossier = await mkdtemp(path.join(tmpdir(), 'classeur-')); });
  after(() => rm(dossier, { recursive: true, force: true }));

  async function lire(format: FormatClasseur, octets: Buffer | string, { feuille, limites = LIMITES }: { feuille?: string; limites?: LimitesClasseur } = {}): Promise<LigneClasseur[]> {
    const chemin = path.join(dossier, 'lu');
    await writeFile(chemin, octets);
    return tout(lireClasseur(chemin, { format, limites, ...(feuille === undefined ? {} : { feuille }) }));
  }
  const grille = async (...a: Parameters<typeof lire>): Promise<[number, ...string[]][]> => (await lire(...a)).map((l) => [l.numero, ...l.cellules]);
  const refus = async (...a: Parameters<typeof lire>): Promise<string> => {
    try {
      return `lu ${(await lire(...a)).length}`;
    } catch (erreur) {
      if (erreur instanceof ClasseurRefuse) return erreur.ligne === null ? erreur.raison : `${erreur.raison} ligne ${erreur.ligne}`;
      throw erreur;
    }
  };

  it('reads back what the product writes, whatever the amounts, days and texts', async () => {
    const rangee = fc.tuple(fc.string({ maxLength: 20, unit: 'grapheme' }), fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }), fc.date({ min: new Date('1901-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)));
    await fc.assert(fc.asyncProperty(fc.array(rangee, { minLength: 1, maxLength: 20 }), async (rangees) => {
      const chemin = path.join(dossier, 'ecrit');
      const lignes = (async function* (): AsyncGenerator<readonly ValeurCellule[]> { for (const r of rangees) yield await Promise.resolve(r); })();
      await ecrireXlsx(createWriteStream(chemin), { feuille: 'Essai', colonnes: [{ titre: 'T', type: 'texte' }, { titre: 'M', type: 'montant' }, { titre: 'J', type: 'jour' }], lignes });
      const lu = await tout(lireClasseur(chemin, { format: 'xlsx', limites: LIMITES }));
      expect(lu.map((l) => l.numero)).to.deep.equal([1, ...rangees.map((_, i) => i + 2)]);
      expect(lu.slice(1).map(({ cellules: [t = '', m = '', j = ''] }) => [t, Math.round(Number(m) * 100), j])).to.deep.equal(rangees.map(([t, m, j]) => [t.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]/gu, ''), m, j]));
      for (const { cellules } of lu.slice(1)) expect(cellules[1]).to.match(/^-?\d+(\.\d{1,2})?$/);
    }), { numRuns: 40 });
  });

  it('gives numbers, days, hours, booleans, formulas and shared texts of an Excel workbook as texts', async () => {
    const styles = '<numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;jours&quot;"/><numFmt numFmtId="165" formatCode="[$-40C]d\\ mmmm\\ yyyy;@"/><numFmt numFmtId="166" formatCode="hh:mm"/></numFmts>'
      + '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>' + [0, 14, 164, 165, 166, 22].map((f) => `<xf numFmtId="${f}"/>`).join('') + '</cellXfs>';
    const textes = '<si><t>Un</t></si><si><r><t xml:space="preserve">Deux </t></r><r><t>mots_x000D_</t></r><rPh><t>caché</t></rPh></si>';
    const corps = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>&lt;é&gt; &amp;</t></is></c></row>'
      + '<row><c><v>1234.5599999999999</v></c><c><v>1.2E+3</v></c><c><v>-0.1</v></c><c><v>12345678.9</v></c><c s="2"><v>1234.5</v></c><c><f>A1*2</f><v>30000000000000.004</v></c></row>'
      + '<row r="9"><c r="A9" s="1"><v>44927</v></c><c r="B9" s="3"><v>60</v></c><c r="C9" s="4"><v>0.58680555555555558</v></c><c r="D9" s="5"><v>44985.58</v></c><c r="E9" t="b"><v>1</v></c><c r="F9" t="b"><v>0</v></c><c r="G9" t="e"><v>#REF!</v></c><c r="H9" t="str"><f>x</f><v>calculé</v></c><c r="I9" t="d"><v>2023-03-12T10:00:00</v></c></row>'
      + '<row r="10"><c r="XFD10" s="1"/></row>';
    expect(await grille('xlsx', classeur(lignesXlsx(corps), { textes, styles }))).to.deep.equal([
      [2, 'Un', '', 'Deux mots\r', '<é> &'], [3, '1234.56', '1200', '-0.1', '12345678.9', '1234.5', '30000000000000'],
      [9, '2023-01-01', '1900-03-01', '14:05', '2023-02-28', 'vrai', 'faux', '#REF!', 'calculé', '2023-03-12'],
    ]);
    expect(await grille('xlsx', classeur(lignesXlsx('<row><c s="1"><v>0</v></c></row>'), { styles, proprietes: '<workbookPr date1904="1"/>' }))).to.deep.equal([[1, '1904-01-01']]);
  });

  it('takes the sheet that is named, else the first one shown', async () => {
    const feuilles = '<sheet name="Cachée" state="hidden" r:id="r1"/><sheet name="Vue" r:id="r2"/>';
    const deux = classeur(lignesXlsx('<row><c><v>1</v></c></row>'), { feuilles }, [{ nom: 'xl/worksheets/sheet2.xml', contenu: lignesXlsx('<row><c><v>2</v></c></row>') }]);
    expect([await grille('xlsx', deux), await grille('xlsx', deux, { feuille: 'Cachée' }), await refus('xlsx', deux, { feuille: 'Absente' })]).to.deep.equal([[[1, '2']], [[1, '1']], 'feuille']);
    const tableaux = ods(tableau('A', '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'), tableau('B', '<table:table-row><table:table-cell office:value-type="float" office:value="2"/></table:table-row>'));
    expect([await grille('ods', tableaux), await grille('ods', tableaux, { feuille: 'B' }), await refus('ods', tableaux, { feuille: 'C' })]).to.deep.equal([[[1, '1']], [[1, '2']], 'feuille']);
  });

  it('reads an OpenDocument sheet, its repeated cells and rows, its paragraphs, without its notes', async () => {
    const c = (attributs: string, contenu = ''): string => `<table:table-cell ${attributs}>${contenu}</table:table-cell>`;
    const corps = `<table:table-row table:number-rows-repeated="3">${c('table:number-columns-repeated="16384"')}</table:table-row>`
      + `<table:table-row>${c('office:value-type="string"', '<office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c="2"/><text:span>b</text:span></text:p><text:p>c</text:p>')}${c('table:number-columns-repeated="2"')}${c('office:value-type="currency" office:value="1234.56"', '<text:p>1 234,56 €</text:p>')}</table:table-row>`
      + `<table:table-row table:number-rows-repeated="2">${c('office:value-type="date" office:date-value="2023-03-12T00:00:00"')}${c('office:value-type="boolean" office:boolean-value="true"')}${c('office:value-type="time" office:time-value="PT14H05M00S"')}${c('office:value-type="percentage" office:value="0.1" table:number-columns-repeated="2"')}</table:table-row>`
      + `<table:table-row table:number-rows-repeated="1048570">${c('table:number-columns-repeated="16384"')}</table:table-row>`;
    expect(await grille('ods', ods(tableau('A', corps)))).to.deep.equal([
      [4, 'a  b\nc', '', '', '1234.56'], [5, '2023-03-12', 'vrai', '14:05', '0.1', '0.1'], [6, '2023-03-12', 'vrai', '14:05', '0.1', '0.1'],
    ]);
  });

  it('reads a CSV file as written, skipping its blank rows', async () => {
    expect(await grille('csv', 'numéro;montant;\r\n;;\r\n\r\nA-1;"1 234,56";;;\r\n')).to.deep.equal([[1, 'numéro', 'montant'], [4, 'A-1', '1 234,56']]);
    expect(await grille('csv', `${'\n'.repeat(500)}a`)).to.deep.equal([[501, 'a']]);
  });

  it('holds its bounds and names the row where one is passed', async () => {
    const rangs = (n: number): string => lignesXlsx(Array.from({ length: n }, (_, i) => `<row r="${2 * i + 1}"><c><v>1</v></c></row>`).join(''));
    expect([await refus('xlsx', classeur(rangs(100))), await refus('xlsx', classeur(rangs(101)))]).to.deep.equal(['lu 100', 'lignes ligne 201']);
    expect(await refus('xlsx', classeur(lignesXlsx('<row r="7"><c r="U7"><v>1</v></c></row>')))).to.equal('cellules ligne 7');
    expect(await refus('xlsx', classeur(lignesXlsx(`<row r="7"><c t="str"><v>${'x'.repeat(11)}</v></c></row>`)), { limites: { ...LIMITES, caracteresParCellule: 10 } })).to.equal('cellule ligne 7');
    expect(await refus('ods', ods(tableau('A', '<table:table-row table:number-rows-repeated="101"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>')))).to.equal('lignes ligne 1');
    expect(await refus('ods', ods(tableau('A', '<table:table-row><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>')))).to.equal('cellules ligne 1');
    expect([await refus('csv', 'a\n'.repeat(100)), await refus('csv', 'a\n'.repeat(101)), await refus('csv', `${';'.repeat(20)}a`)]).to.deep.equal(['lu 100', 'lignes ligne 101', 'cellules ligne 1']);
  });

  it('refuses what is no spreadsheet, is damaged, or would swell', async () => {
    expect([await refus('csv', ''), await refus('csv', Buffer.from([0x50, 0x4b, 0])), await refus('xlsx', 'a;b'), await refus('xlsx', zip([{ nom: 'a', contenu: 'b' }])), await refus('ods', zip([{ nom: 'a', contenu: 'b' }]))])
      .to.deep.equal(['vide', 'format', 'format', 'format', 'format']);
    const abimes = [
      '<row><c><v>1</v></c>', `${X}<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>`, lignesXlsx('<row r="2"><c/></row><row r="2"><c/></row>'),
      lignesXlsx('<row><c r="B1"/><c r="A1"/></row>'), lignesXlsx('<row><c r="ZZZZZZZZZ1"><v>1</v></c></row>'), lignesXlsx('<a>'.repeat(100)), lignesXlsx(`<row a="${'x'.repeat(3 << 20)}"/>`), lignesXlsx(`<!--${'<'.repeat(3 << 20)}-->`),
    ];
    for (const abime of abimes) expect(await refus('xlsx', classeur(abime)), abime.slice(0, 120)).to.equal('abime');
    expect(await refus('xlsx', classeur(lignesXlsx('x'.repeat(65 << 20))))).to.equal('trop_grand');
    expect(await refus('xlsx', classeur(lignesXlsx(''), { textes: `<si><t>${'x'.repeat(30_000)}</t></si>`.repeat(1200) }))).to.equal('trop_grand');
    expect(await refus('xlsx', classeur(lignesXlsx(''), { textes: `<si>${'<r><t>xxxxxxxxxxxxxxxx</t></r>'.repeat(3000)}</si>` }))).to.equal('cellule');
    // The directory announces less than the stream holds: inflating stops there.
    const menteur = classeur(lignesXlsx('<row><c><v>1</v></c></row>'), {}, [{ nom: 'xl/worksheets/sheet2.xml', contenu: lignesXlsx('<row><c><v>1</v></c></row>'.repeat(90)), taille: 100 }]);
    expect(await refus('xlsx', menteur, { feuille: 'A' })).to.equal('lu 1');
    expect(await refus('xlsx', classeur(lignesXlsx(''), { feuilles: '<sheet name="B" r:id="r2"/>' }, [{ nom: 'xl/worksheets/sheet2.xml', contenu: lignesXlsx('<row><c><v>1</v></c></row>'.repeat(90)), taille: 100 }]))).to.equal('abime');
  });

  it('reads a hundred thousand rows without holding them, and stops where its reader stops', async function () {
    this.timeout(30_000);
    const chemin = path.join(dossier, 'grand');
    const ecrites = (async function* (): AsyncGenerator<readonly ValeurCellule[]> { for (let i = 0; i < 100_000; i += 1) yield await Promise.resolve([`Facture ${i}`, i, '2023-03-12']); })();
    await ecrireXlsx(createWriteStream(chemin), { feuille: 'Grand', colonnes: [{ titre: 'T', type: 'texte' }, { titre: 'M', type: 'montant' }, { titre: 'J', type: 'jour' }], lignes: ecrites });
    let [lues, sommet] = [0, 0];
    global.gc?.();
    const depart = process.memoryUsage().heapUsed;
    for await (const { cellules } of lireClasseur(chemin, { format: 'xlsx', limites: { lignes: 200_000, cellulesParLigne: 20 } })) {
      lues += cellules.length === 3 ? 1 : 0;
      if (lues % 5_000 === 0) sommet = Math.max(sommet, process.memoryUsage().heapUsed - depart);
    }
    expect(lues).to.equal(100_001);
    expect(sommet).to.be.below(100 << 20);
    for await (const { numero } of lireClasseur(chemin, { format: 'xlsx', limites: LIMITES })) if (numero === 3) break;
  });

  it('is received as a workbook or as a text, never as something else', async () => {
    const recu = async (nom: string, octets: Buffer | string): Promise<string> => {
      const chemin = path.join(dossier, 'recu');
      await writeFile(chemin, octets);
      return inspecterFeuille(chemin, Buffer.byteLength(octets), nom).then((f) => `${f.extension} ${formatDuType(f.typeMime)}`, (erreur: unknown) => (erreur instanceof FichierRefuse ? erreur.motif : 'autre'));
    };
    expect([await recu('a.csv', 'a;b'), await recu('a', 'é;b'), await recu('a.txt', Buffer.from('\uFEFFa;b', 'utf16le')), await recu('a.xlsx', xlsx()), await recu('a.ods', odf('spreadsheet'))])
      .to.deep.equal(['csv csv', 'csv csv', 'csv csv', 'xlsx xlsx', 'ods ods']);
    expect([await recu('a.csv', ''), await recu('a.csv', xlsx()), await recu('a.csv', pdf()), await recu('a.pdf', pdf()), await recu('a.csv', '<html>'), await recu('a.csv', programme()), await recu('a.xls', ole())])
      .to.deep.equal(['vide', 'extension', 'extension', 'feuille_attendue', 'page_web', 'executable', 'ancien_format']);
  });
});
