import { expect } from 'chai';
import { docxEnMemoire } from '../../server/platform/docx.js';
import { ecrirePdfs, type Bloc, type DocumentModele } from '../../server/platform/pdf.js';
import { inspecterBureautique } from '../../server/platform/inspection-bureautique.js';
import { octetsDeBuffer } from '../../server/platform/octets.js';
import { Writable } from 'node:stream';
import { extrairePagesPdf, extraireRolesPdf } from '../support/pdf-texte.js';
import { lireZip } from '../support/zip.js';

const document = (blocs: Bloc[], reference = 'AAP-2022-0001'): DocumentModele => ({
  titre: 'Notification', reference, emetteur: { nom: 'Département & Cie', service: 'Insertion' }, date: '12 mars 2023', creeLe: '2023-03-12T13:05:00.000Z', blocs,
});

describe('letters outside the PDF of one document', () => {
  it('become a DOCX with the same blocks, that our own inspection accepts', async () => {
    const octets = await docxEnMemoire(document([
      { type: 'adresse', lignes: ['Association <A> & B', '3 rue de l’Église'] }, { type: 'titre', niveau: 1, texte: 'Notification' }, { type: 'paragraphe', texte: 'Ligne 1\nLigne 2\u0000', gras: true },
      { type: 'liste', elements: ['un', 'deux'] }, { type: 'liste', ordonnee: true, elements: ['premier'] }, { type: 'definitions', entrees: [{ terme: 'Montant', valeur: '8\u202f000,00\u00a0€' }] },
      { type: 'tableau', legende: 'Plan', colonnes: [{ titre: 'Financeur' }, { titre: 'Montant', alignement: 'droite', largeur: 2 }], lignes: [['Département', '1']], totaux: ['Total', '1'] },
      { type: 'encadre', titre: 'Attention', texte: 'Lisez' }, { type: 'saut_de_page' }, { type: 'signature', lieu: 'Agen', date: '12 mars 2023', qualite: 'La présidente', nom: 'C. Durand' },
    ]));
    const xml = lireZip(octets).get('word/document.xml')?.toString() ?? '';
    const textes = [...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((m) => m[1] ?? '');
    for (const attendu of ['Département &amp; Cie', 'Association &lt;A&gt; &amp; B', 'Notification', 'Ligne 1', 'Ligne 2', 'un', 'premier', '8\u202f000,00\u00a0€', 'Plan', 'Financeur', 'Total', 'Attention', 'Agen, le 12 mars 2023', 'C. Durand']) expect(textes, attendu).to.include(attendu);
    expect([xml.includes('w:br w:type="page"'), xml.includes('w:tblHeader'), xml.includes('w:numId'), /<w:b\b/.test(xml)]).to.deep.equal([true, true, true, true]);
    expect(await inspecterBureautique(octetsDeBuffer(octets), { reste: 50 << 20 })).to.include('wordprocessingml');
  });

  it('are printed together, each from a new page with its own head and page numbers, read one at a time', async () => {
    let [lus, enCours] = [0, 0];
    const suite = async function* (): AsyncGenerator<DocumentModele> {
      for (let i = 1; i <= 3; i += 1) {
        lus += 1;
        yield await Promise.resolve(document(Array.from({ length: i === 2 ? 60 : 2 }, (_, j): Bloc => ({ type: 'paragraphe', texte: `Lettre ${i}, paragraphe ${j}, ${'mot '.repeat(30)}` })), `R-${i}`));
      }
    };
    const morceaux: Buffer[] = [];
    await ecrirePdfs({ titre: 'Lettres', emetteur: { nom: 'D' }, date: '', creeLe: '2023-03-12T13:05:00.000Z' }, suite(), new Writable({ write(m: Buffer, _c, fin) { if (lus < 3) enCours += 1; morceaux.push(m); fin(); } }));
    const pages = await extrairePagesPdf(Buffer.concat(morceaux));
    expect(pages.flatMap((p) => /Référence : (R-\d)/.exec(p)?.[1] ?? [])).to.deep.equal(['R-1', 'R-2', 'R-3']);
    expect(pages.length).to.be.greaterThan(4);
    expect(pages.flatMap((p) => /page 1 \/ \d+/.exec(p)?.[0] ?? [])).to.deep.equal(['page 1 / 1', `page 1 / ${pages.length - 2}`, 'page 1 / 1']);
    expect((await extraireRolesPdf(Buffer.concat(morceaux))).length).to.be.greaterThan(60);
    expect(enCours, 'pages left before the last letter was read').to.be.greaterThan(0);
  });

  it('fail with the error of what is read, not with a file that looks whole', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await
    const cassee = async function* (): AsyncGenerator<DocumentModele> { yield document([]); throw new Error('read'); };
    const issue = await ecrirePdfs({ titre: 'L', emetteur: { nom: 'D' }, date: '', creeLe: '2023-03-12T13:05:00.000Z' }, cassee(), new Writable({ write(_m, _c, fin) { fin(); } })).catch((e: unknown) => e);
    expect(issue).to.be.instanceOf(Error).and.to.have.property('message', 'read');
  });
});
