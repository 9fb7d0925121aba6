import { Writable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { euros } from '../../server/platform/format.js';
import { largeursColonnes } from '../../server/platform/pdf-colonnes.js';
import { couper, nettoyer } from '../../server/platform/pdf-texte.js';
import { ecrirePdf, pdfEnMemoire, type Bloc, type DocumentModele } from '../../server/platform/pdf.js';
import {
  extrairePagesPdf, extraireRolesPdf, extraireTextePdf, extraireTracesPdf, ouvrirPdf, type Trace,
} from '../support/pdf-texte.js';

const BAS_DU_TEXTE = 74;
const [GAUCHE, DROITE] = [62, 595.28 - 62];

function unDocument(blocs: Bloc[], autres: Partial<DocumentModele> = {}): DocumentModele {
  return {
    titre: 'Notification de subvention',
    reference: 'PDI-2023-0042',
    emetteur: { nom: 'Département de Haute-Exemple', service: 'Direction de l’insertion', adresse: '99000 Exempleville' },
    date: '12 mars 2023',
    creeLe: '2023-03-12T13:05:00.000Z',
    blocs,
    ...autres,
  };
}

const UN_DE_CHAQUE: Bloc[] = [
  { type: 'adresse', lignes: ['Association Les Jardins', '3 rue de l’Église', '94240 L’HAŸ-LES-ROSES'] },
  { type: 'paragraphe', texte: `Il vous est accordé ${euros(800_000)}.` },
  { type: 'titre', niveau: 3, texte: 'Conditions' },
  { type: 'paragraphe', texte: 'En gras', gras: true },
  { type: 'paragraphe', texte: 'En petit', discret: true },
  { type: 'liste', elements: ['premier', 'second'], ordonnee: true },
  { type: 'definitions', entrees: [{ terme: 'Montant', valeur: euros(800_000) }] },
  {
    type: 'tableau',
    legende: 'Plan de financement',
    colonnes: [{ titre: 'Financeur' }, { titre: 'Montant', alignement: 'droite' }],
    lignes: [['Département', euros(800_000)], ['FSE+', euros(1_111_111)]],
    totaux: ['Total', euros(1_911_111)],
  },
  { type: 'encadre', titre: 'À retenir', texte: 'Le bilan est attendu le 30 juin 2024.' },
  { type: 'signature', lieu: 'Exempleville', date: '12 mars 2023', qualite: 'La directrice', nom: 'Camille Exemple' },
];

const tableau = (lignes: string[][]): Bloc => ({
  type: 'tableau',
  colonnes: [{ titre: 'Numéro' }, { titre: 'Intitulé' }, { titre: 'Montant', alignement: 'droite' }],
  lignes,
});

const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });

async function pages(blocs: Bloc[], autres: Partial<DocumentModele> = {}): Promise<string[]> {
  return extrairePagesPdf(await pdfEnMemoire(unDocument(blocs, autres)));
}

async function roles(modele: DocumentModele): Promise<string[]> {
  return extraireRolesPdf(await pdfEnMemoire(modele));
}

async function traces(blocs: Bloc[], autres: Partial<DocumentModele> = {}): Promise<Trace[]> {
  return extraireTracesPdf(await pdfEnMemoire(unDocument(blocs, autres)));
}

describe('official documents as PDF', function () {
  this.timeout(30_000);

  describe('content', () => {
    it('reads back every word and figure', async () => {
      const texte = await extraireTextePdf(await pdfEnMemoire(unDocument(UN_DE_CHAQUE)));
      for (const attendu of [
        'Département de Haute-Exemple', 'Référence : PDI-2023-0042', 'Le 12 mars 2023', '94240 L’HAŸ-LES-ROSES',
        'Notification de subvention', 'Il vous est accordé 8 000,00 €.', '1. premier', 'FSE+ 11 111,11 €',
        'Total 19 111,11 €', 'À retenir', 'Fait à Exempleville, le 12 mars 2023', 'Camille Exemple', 'page 1 / 1',
      ]) expect(texte).to.include(attendu);
    });

    it('shows its title once, after the recipient, unless a block of level 1 does', async () => {
      const [seule = ''] = await pages([{ type: 'adresse', lignes: ['Mairie'] }, paragraphe('Corps')]);
      expect(seule).to.match(/Mairie\nNotification de subvention\nCorps/);
      const [autre = ''] = await pages([{ type: 'titre', niveau: 1, texte: 'Convention' }]);
      expect(autre).to.include('Convention').and.not.include('Notification');
    });

    it('writes names that need letters beyond Latin 1', async () => {
      const [texte = ''] = await pages([paragraphe('Škoda, Łukasz, Nguyễn, Ελένη, Олена, L’HAŸ, Œdipe, «\u00a0½\u00a0»')]);
      expect(texte).to.include('Škoda, Łukasz, Nguyễn, Ελένη, Олена, L’HAŸ, Œdipe, « ½ »');
    });

    it('never turns a tick into an empty box', () => {
      expect(nettoyer('✓ reçu, ☑ payé, ✗ refusé → suite')).to.equal('[x] reçu, [x] payé, × refusé -> suite');
    });

    it('aligns figures to the right, each as wide as the next', async () => {
      const trouvees = await traces([tableau([['1', 'a', '1 111,11'], ['2', 'b', '8 888,88'], ['3', 'c', '7,00']])]);
      const montants = trouvees.filter(({ texte }) => /,[0-9]{2}$/.test(texte));
      expect(montants).to.have.length(3);
      for (const { x, largeur } of montants) expect(x + largeur).to.be.closeTo(DROITE, 0.1);
      expect(montants[0]?.largeur).to.be.closeTo(montants[1]?.largeur ?? 0, 0.01);
    });
  });

  describe('file', () => {
    it('gives the same bytes for the same model, and others for another moment', async () => {
      const modele = unDocument(UN_DE_CHAQUE);
      const octets = await pdfEnMemoire(modele);
      expect((await pdfEnMemoire(structuredClone(modele))).equals(octets)).to.equal(true);
      expect((await pdfEnMemoire({ ...modele, creeLe: '2023-03-12T13:05:01.000Z' })).equals(octets)).to.equal(false);
    });

    it('says its language, title, author and moment, and that it is tagged', async () => {
      const pdf = await ouvrirPdf(await pdfEnMemoire(unDocument(UN_DE_CHAQUE, { titre: 'A < B & « C »' })));
      const { info, metadata } = await pdf.getMetadata();
      expect(info).to.include({
        Language: 'fr-FR', Title: 'A < B & «\u00a0C\u00a0»', Author: 'Département de Haute-Exemple', Subject: 'PDI-2023-0042',
        CreationDate: 'D:20230312130500Z', PDFFormatVersion: '1.7',
      });
      expect(metadata.get('dc:title')).to.equal('A < B & «\u00a0C\u00a0»');
      expect(metadata.get('pdfuaid:part')).to.equal('1');
      expect(await pdf.getMarkInfo()).to.include({ Marked: true });
      expect(await pdf.getViewerPreferences()).to.include({ DisplayDocTitle: true });
      await pdf.destroy();
    });

    it('embeds all its fonts', async () => {
      const octets = (await pdfEnMemoire(unDocument(UN_DE_CHAQUE))).toString('latin1');
      expect(octets).to.not.include('Helvetica');
      expect(octets.match(/\/FontFile2/g)).to.have.length(octets.match(/\/Type \/FontDescriptor/g)?.length ?? 0);
    });

    it('refuses a moment that is none, and passes on the failure of its output', async () => {
      const refus = await pdfEnMemoire(unDocument([], { creeLe: 'hier' })).catch((erreur: unknown) => erreur);
      expect(refus).to.be.instanceOf(RangeError);
      const pleine = new Writable({ write: (_m, _e, suite) => suite(new Error('disk full')) });
      const echec = await ecrirePdf(unDocument(UN_DE_CHAQUE), pleine).catch((erreur: unknown) => erreur);
      expect(echec).to.be.instanceOf(Error).with.property('message', 'disk full');
    });
  });

  describe('structure', () => {
    it('tags each block for what it is', async () => {
      const trouves = await roles(unDocument(UN_DE_CHAQUE));
      expect(trouves).to.include.members([
        'Document', 'Document/P', 'Document/H1', 'Document/L/LI/Lbl', 'Document/L/LI/LBody', 'Document/Table/Caption',
        'Document/Table/THead/TR/TH', 'Document/Table/TBody/TR/TD', 'Document/Table/TFoot/TR/TH', 'Document/Div/P',
      ]);
      const fichier = (await pdfEnMemoire(unDocument(UN_DE_CHAQUE))).toString('latin1');
      expect(fichier.match(/\/Scope \/Column/g)).to.have.length(2);
      expect(fichier.match(/\/Scope \/Row/g)).to.have.length(1);
    });

    it('never skips a level of title', async () => {
      const titres: Bloc[] = ([3, 2, 1, 3, 3] as const).map((niveau) => ({ type: 'titre', niveau, texte: `Niveau ${niveau}` }));
      const trouves = (await roles(unDocument(titres))).filter((role) => /H[1-6]$/.test(role));
      expect(trouves.map((role) => role.slice(-2))).to.deep.equal(['H1', 'H2', 'H1', 'H2', 'H3']);
    });

    it('draws nothing outside a tag or an artifact', async () => {
      const pdf = await ouvrirPdf(await pdfEnMemoire(unDocument([...UN_DE_CHAQUE, paragraphe('boîte 😀 漢字 fin')])));
      const { fnArray } = await (await pdf.getPage(1)).getOperatorList();
      let profondeur = 0;
      for (const operation of fnArray) {
        if (operation === OPS.beginMarkedContent || operation === OPS.beginMarkedContentProps) profondeur += 1;
        if (operation === OPS.endMarkedContent) profondeur -= 1;
        if (operation === OPS.showText || operation === OPS.constructPath) expect(profondeur).to.equal(1);
      }
      expect(profondeur).to.equal(0);
      await pdf.destroy();
    });
  });

  describe('pages', () => {
    const lignes = Array.from({ length: 200 }, (_, i) => [`N-${i + 1}`, i % 5 ? 'Chantier' : 'Accompagnement global '.repeat(9), euros(i * 12_345)]);

    it('repeats the header of a table of 200 rows on each page, and reads it once', async () => {
      const toutes = await pages([tableau(lignes)]);
      expect(toutes.length).to.be.greaterThan(5);
      toutes.forEach((page, i) => {
        expect(page.split('Numéro Intitulé Montant')).to.have.length(2);
        expect(page).to.include(`page ${i + 1} / ${toutes.length}`);
      });
      expect(toutes.join('\n').match(/^N-[0-9]+/gm)).to.deep.equal(lignes.map(([numero]) => numero));
      const fichier = (await pdfEnMemoire(unDocument([tableau(lignes)]))).toString('latin1');
      expect(fichier.match(/\/S \/TH\n/g)).to.have.length(3);
    });

    it('never lets rows overlap or leave the page', async () => {
      const trouvees = await traces([tableau(lignes)]);
      const numeros = trouvees.filter(({ texte }) => texte.startsWith('N-'));
      const corps = trouvees.filter(({ texte, y }) => y > BAS_DU_TEXTE && /Chantier|Accompagnement/.test(texte));
      numeros.forEach((numero, i) => {
        const suivant = numeros[i + 1];
        if (suivant?.page !== numero.page) return;
        const sous = corps.filter(({ page, y }) => page === numero.page && y <= numero.y + 0.1 && y > suivant.y + 0.1);
        expect(Math.min(...sous.map(({ y }) => y)) - suivant.y).to.be.greaterThan(13);
      });
    });

    it('keeps a title with its text, and a signature with what it signs', async () => {
      for (let n = 30; n < 52; n += 1) {
        const remplissage = Array.from({ length: n }, () => paragraphe('Une ligne.'));
        const suite: Bloc[] = [{ type: 'titre', niveau: 2, texte: 'Article' }, paragraphe('Son texte.')];
        const avecTitre = await pages([...remplissage, ...suite]);
        expect(avecTitre.find((page) => page.includes('Article'))).to.include('Article\nSon texte.');
        const signe = await pages([...remplissage, paragraphe('Fin.'), { type: 'signature', lieu: 'Ici', date: 'hier', qualite: 'Moi' }]);
        expect(signe.find((page) => page.includes('Fait à'))).to.include('Fin.\nFait à Ici, le hier\nMoi');
      }
    });

    it('starts a page where asked, never an empty one', async () => {
      const saut: Bloc = { type: 'saut_de_page' };
      expect(await pages([paragraphe('a'), saut, saut, paragraphe('b'), saut])).to.have.length(2);
    });

    it('still makes a page of nothing', async () => {
      const vide = { titre: '', reference: '', date: '', emetteur: { nom: '' } };
      expect(await pages([], vide)).to.deep.equal(['page 1 / 1']);
      const blocsVides: Bloc[] = [
        paragraphe(''), { type: 'liste', elements: [''] }, { type: 'definitions', entrees: [] }, { type: 'adresse', lignes: [] },
        { type: 'tableau', colonnes: [], lignes: [['perdu']] }, { type: 'encadre', titre: '', texte: '' },
      ];
      expect(await pages(blocsVides, vide)).to.deep.equal(['page 1 / 1']);
    });
  });

  describe('hostile text', () => {
    const partout = (texte: string): Bloc[] => [
      ...UN_DE_CHAQUE, paragraphe(texte), { type: 'titre', niveau: 1, texte }, { type: 'liste', elements: [texte] },
      { type: 'definitions', entrees: [{ terme: texte, valeur: texte }] }, { type: 'encadre', titre: texte, texte },
      { type: 'tableau', legende: texte, colonnes: [{ titre: texte }, { titre: 'n', alignement: 'droite' }], lignes: [[texte, texte], [texte]], totaux: [texte] },
      { type: 'adresse', lignes: [texte] }, { type: 'signature', lieu: texte, date: texte, qualite: texte, nom: texte },
    ];
    const entete = (texte: string): Partial<DocumentModele> => (
      { titre: texte, reference: texte, date: texte, emetteur: { nom: texte, service: texte, adresse: texte } });

    it('wraps 10 000 characters without a space, losing none, inside the margins', async () => {
      const trouvees = await traces([paragraphe('x'.repeat(10_000))]);
      const lignes = trouvees.filter(({ texte }) => /^x+$/.test(texte));
      expect(lignes.map(({ texte }) => texte).join('')).to.have.length(10_000);
      const debordees = (await traces(partout('W'.repeat(10_000)), entete('W'.repeat(10_000))))
        .filter(({ x, largeur }) => x < GAUCHE - 0.1 || x + largeur > DROITE + 0.5);
      expect(debordees).to.deep.equal([]);
    });

    it('drops control, bidi and stacked marks, and boxes what no font has', async () => {
      const [texte = ''] = await pages([paragraphe('a\u0000b\u202ec\u2066d\u200be\ufefff\u00adg Z\u0335\u0316\u0317 😀漢 fin')]);
      expect(texte).to.include('abcdefg Z').and.include('fin');
      expect(texte).to.not.match(/[\u202e\u2066\u0335]|[^\n\P{Cc}]/u);
      const octets = await pdfEnMemoire(unDocument([paragraphe('漢字')]));
      expect(octets.toString('latin1')).to.include('/ActualText (\xfe\xff\x25\xa1\x25\xa1)');
    });

    it('survives any Unicode, in every place', async () => {
      const unites = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }));
      const surrogates = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));
      await fc.assert(fc.asyncProperty(fc.oneof(unites, surrogates), async (texte) => {
        const octets = await pdfEnMemoire(unDocument(partout(texte), entete(texte)));
        expect(octets.subarray(-6).toString()).to.equal('%%EOF\n');
        expect((await extraireTextePdf(octets)).length).to.be.greaterThan(0);
      }), { numRuns: 25 });
    });

    it('breaks lines within the width and loses nothing but spaces', () => {
      fc.assert(fc.property(fc.string({ maxLength: 400 }), fc.integer({ min: 1, max: 40 }), (brut, largeur) => {
        const texte = nettoyer(brut);
        const lignes = couper(texte, (t) => t.length, largeur);
        for (const ligne of lignes) expect(ligne.trimEnd().length).to.be.at.most(largeur);
        expect(lignes.join('').replace(/\s/g, '')).to.equal(texte.replace(/\s/g, ''));
      }));
    });

    it('shares the whole width among columns, whatever they hold', () => {
      const mesure = fc.record({
        poids: fc.option(fc.double({ min: 0, max: 9, noNaN: true })), naturelle: fc.double({ min: 1, max: 900, noNaN: true }),
        minimale: fc.double({ min: 1, max: 400, noNaN: true }), extensible: fc.boolean(),
      });
      fc.assert(fc.property(fc.array(mesure, { minLength: 1, maxLength: 9 }), (colonnes) => {
        const largeurs = largeursColonnes(colonnes, 471);
        expect(largeurs.reduce((total, l) => total + l, 0)).to.be.closeTo(471, 0.001);
        for (const largeur of largeurs) expect(largeur).to.be.greaterThan(0);
      }));
    });
  });
});
