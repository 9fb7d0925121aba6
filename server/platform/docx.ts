import {
  AlignmentType, BorderStyle, Document, Footer, Header, HeadingLevel, LevelFormat, Packer, PageBreak, PageNumber, Paragraph, ShadingType, Table, TableCell, TableRow, TextRun, WidthType,
} from 'docx';
import type { Bloc, BlocDe, DocumentModele } from './pdf-modele.js';

type Enfant = Paragraph | Table;

const POLICE = 'Calibri';
const NUMEROTATION = 'liste';
const NIVEAUX = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;

/** The same document as `ecrirePdf` draws, as a DOCX to be finished by hand: same blocks, same order. */
export async function docxEnMemoire(modele: DocumentModele): Promise<Buffer> {
  const { titre, reference = '', emetteur, creeLe } = modele;
  const document = new Document({
    title: titre, creator: emetteur.nom, lastModifiedBy: emetteur.nom, description: reference, revision: 1, customProperties: [{ name: 'etabli_le', value: creeLe }],
    styles: { default: { document: { run: { font: POLICE, size: 22, language: { value: 'fr-FR' } }, paragraph: { spacing: { after: 120, line: 264 } } } } },
    numbering: { config: [{ reference: NUMEROTATION, levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: 567, hanging: 283 } } } }] }] },
    sections: [{
      properties: { page: { size: { width: 11_906, height: 16_838 }, margin: { top: 1134, bottom: 1134, left: 1247, right: 1247 } } },
      headers: { first: new Header({ children: [] }), default: new Header({ children: [] }) },
      footers: { default: new Footer({ children: [pied(modele)] }) },
      children: [...entete(modele), ...modele.blocs.flatMap(enfants)],
    }],
  });
  return Packer.toBuffer(document);
}

/** Text that XML 1.0 may hold. */
const propre = (texte: string): string => texte.replace(/[^\P{Cc}\t\n]|\p{Cs}|[\uFFFE\uFFFF]/gu, '');

/** Runs of a text; a line break starts a new line. */
const traits = (texte: string, style: { readonly bold?: boolean; readonly color?: string; readonly size?: number } = {}): TextRun[] =>
  propre(texte).split('\n').map((ligne, i) => new TextRun({ text: ligne, ...style, ...(i === 0 ? {} : { break: 1 }) }));

const paragraphe = (texte: string, style: Parameters<typeof traits>[1] = {}): Paragraph => new Paragraph({ children: traits(texte, style) });

function entete({ emetteur, reference = '', date }: DocumentModele): Paragraph[] {
  return [
    paragraphe(emetteur.nom, { bold: true, size: 26 }), ...[emetteur.service, emetteur.adresse].filter((t) => t !== undefined && t !== '').map((t) => paragraphe(t ?? '')),
    new Paragraph({ border: { bottom: { style: BorderStyle.SINGLE, size: 6, color: '7F9BA0', space: 4 } }, children: [] }),
    new Paragraph({ children: traits([reference === '' ? '' : `Référence\u00a0: ${reference}`, /^[0-9]/.test(date) ? `Le ${date}` : date].filter((t) => t !== '').join(' — '), { color: '595959', size: 20 }) }),
  ];
}

const pied = ({ emetteur, reference = '' }: DocumentModele): Paragraph => new Paragraph({
  children: [new TextRun({ text: propre([emetteur.nom, reference].filter((t) => t !== '').join(' — ')), size: 18, color: '595959' }), new TextRun({ children: ['\u00a0— page ', PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES], size: 18, color: '595959' })],
});

function enfants(bloc: Bloc): Enfant[] {
  switch (bloc.type) {
    case 'titre': return [new Paragraph({ heading: NIVEAUX[bloc.niveau], spacing: { before: 240 }, children: traits(bloc.texte) })];
    case 'paragraphe': return [paragraphe(bloc.texte, { ...(bloc.gras === true ? { bold: true } : {}), ...(bloc.discret === true ? { color: '595959' } : {}) })];
    case 'liste': return bloc.elements.map((e) => new Paragraph({ children: traits(e), ...(bloc.ordonnee === true ? { numbering: { reference: NUMEROTATION, level: 0 } } : { bullet: { level: 0 } }) }));
    case 'definitions': return bloc.entrees.map(({ terme, valeur }) => new Paragraph({ children: [...traits(`${terme}\u00a0: `, { bold: true }), ...traits(valeur)] }));
    case 'tableau': return tableau(bloc);
    case 'encadre': return [grille([[cellule(bloc.titre, { gras: true }), ], [cellule(bloc.texte)]], [1])];
    case 'adresse': return bloc.lignes.map((l) => new Paragraph({ indent: { left: 5103 }, spacing: { after: 0 }, children: traits(l) }));
    case 'signature': return signature(bloc);
    case 'code': return [paragraphe(bloc.titre, { bold: true }), paragraphe(`${bloc.texte}\n${bloc.contenu}`)];
    case 'saut_de_page': return [new Paragraph({ children: [new PageBreak()] })];
  }
}

const signature = ({ lieu, date, qualite, nom = '' }: BlocDe<'signature'>): Paragraph[] => [
  new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { before: 480 }, children: traits([lieu, date].filter((t) => t !== '').join(', le ')) }),
  new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { after: 960 }, children: traits(qualite) }),
  ...(nom === '' ? [] : [new Paragraph({ alignment: AlignmentType.RIGHT, children: traits(nom) })]),
];

function tableau({ legende, colonnes, lignes, totaux }: BlocDe<'tableau'>): Enfant[] {
  const aDroite = colonnes.map((c) => c.alignement === 'droite');
  const rangee = (textes: readonly string[], gras: boolean): TableCell[] => colonnes.map((_, i) => cellule(textes[i] ?? '', { gras, droite: aDroite[i] ?? false }));
  return [
    ...(legende === undefined ? [] : [paragraphe(legende, { bold: true })]),
    grille([rangee(colonnes.map((c) => c.titre), true), ...lignes.map((l) => rangee(l, false)), ...(totaux === undefined ? [] : [rangee(totaux, true)])], colonnes.map((c) => c.largeur ?? 1), true),
    new Paragraph({ children: [] }),
  ];
}

const LARGEUR = 9412;

function grille(rangees: readonly (readonly TableCell[])[], poids: readonly number[], enTete = false): Table {
  const total = poids.reduce((n, p) => n + p, 0);
  return new Table({
    width: { size: LARGEUR, type: WidthType.DXA }, columnWidths: poids.map((p) => Math.floor((LARGEUR * p) / total)),
    rows: rangees.map((r, i) => new TableRow({ children: [...r], cantSplit: true, tableHeader: enTete && i === 0 })),
  });
}

const cellule = (texte: string, { gras = false, droite = false } = {}): TableCell => new TableCell({
  margins: { left: 80, right: 80, top: 40, bottom: 40 }, ...(gras ? { shading: { type: ShadingType.CLEAR, fill: 'E6EEEF', color: 'auto' } } : {}),
  children: [new Paragraph({ alignment: droite ? AlignmentType.RIGHT : AlignmentType.LEFT, spacing: { after: 0 }, children: traits(texte, { bold: gras }) })],
});
