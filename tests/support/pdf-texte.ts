import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy, StructTreeContent, StructTreeNode } from 'pdfjs-dist/types/src/display/api.js';

/** A piece of text as it was drawn; points, from the bottom left corner. */
export interface Trace {
  texte: string;
  x: number;
  y: number;
  largeur: number;
  page: number;
}

/** Opens a PDF with another library than the one that wrote it; the caller destroys it. */
export async function ouvrirPdf(octets: Uint8Array): Promise<PDFDocumentProxy> {
  // pdf.js takes the bytes away from their owner: give it a copy.
  return getDocument({ data: Uint8Array.from(octets), verbosity: 0, useSystemFonts: false }).promise;
}

/** Text of the whole document, pages parted by a form feed; see `extrairePagesPdf`. */
export async function extraireTextePdf(octets: Uint8Array): Promise<string> {
  return (await extrairePagesPdf(octets)).join('\f');
}

/** Text of each page as it reads; every run of spaces, of any kind, comes back as one plain space. */
export async function extrairePagesPdf(octets: Uint8Array): Promise<string[]> {
  return surChaquePage(octets, async (page) => {
    const { items } = await page.getTextContent();
    const texte = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    return texte.replace(/[^\S\n]+/gu, ' ').replaceAll(' \n', '\n');
  });
}

/** Where each piece of text stands, blanks left out. */
export async function extraireTracesPdf(octets: Uint8Array): Promise<Trace[]> {
  const parPage = await surChaquePage(octets, async (page) => {
    const { items } = await page.getTextContent();
    return items.flatMap((item): Trace[] => {
      if (!('str' in item) || item.str.trim() === '') return [];
      const [, , , , x = 0, y = 0] = item.transform as number[];
      return [{ texte: item.str, x, y, largeur: item.width, page: page.pageNumber }];
    });
  });
  return parPage.flat();
}

/** Tags in reading order with their ancestors, `Document/Table/TBody/TR/TD`; again for each page they reach. */
export async function extraireRolesPdf(octets: Uint8Array): Promise<string[]> {
  const visiter = (noeud: StructTreeNode | StructTreeContent, chemin: string): string[] => {
    if (!('role' in noeud)) return [];
    const ici = noeud.role === 'Root' ? chemin : `${chemin}/${noeud.role}`;
    return [ici.slice(1), ...noeud.children.flatMap((enfant) => visiter(enfant, ici))];
  };
  return (await surChaquePage(octets, async (page) => visiter(await page.getStructTree(), ''))).flat();
}

async function surChaquePage<T>(octets: Uint8Array, lire: (page: PDFPageProxy) => Promise<T>): Promise<T[]> {
  const pdf = await ouvrirPdf(octets);
  try {
    const lues: T[] = [];
    for (let numero = 1; numero <= pdf.numPages; numero += 1) lues.push(await lire(await pdf.getPage(numero)));
    return lues;
  } finally {
    await pdf.destroy();
  }
}
