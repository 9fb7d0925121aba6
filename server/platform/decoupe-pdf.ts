import { degrees, PDFDocument } from '@cantoo/pdf-lib';
import type { Rotation } from './lecture-pages.js';

/** A page to take out of a scan: its place, from 1, and how it is turned to stand upright. */
export interface PageAPrendre { readonly page: number; readonly rotation: Rotation }

/**
 * Some pages of a PDF as a PDF of their own, in the order asked and upright. The same pages give the same bytes.
 * @param le instant kept as the file's date
 */
export async function extrairePages(octets: Uint8Array, pages: readonly PageAPrendre[], titre: string, le: string): Promise<Uint8Array> {
  const source = await PDFDocument.load(octets, { updateMetadata: false });
  const extrait = await PDFDocument.create({ updateMetadata: false });
  const copies = await extrait.copyPages(source, pages.map((p) => p.page - 1));
  for (const [i, copie] of copies.entries()) {
    copie.setRotation(degrees((copie.getRotation().angle + (pages[i]?.rotation ?? 0)) % 360));
    extrait.addPage(copie);
  }
  extrait.setTitle(titre);
  extrait.setProducer('Passerelle');
  extrait.setCreationDate(new Date(le));
  return extrait.save();
}
