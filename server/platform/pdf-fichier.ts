import PDFDocument from 'pdfkit';
import type { DocumentModele } from './pdf-modele.js';
import { surUneLigne } from './pdf-texte.js';

/**
 * An empty tagged A4 file with its metadata, ready for `addPage`.
 * @throws RangeError when `creeLe` is no instant
 */
export function ouvrir(modele: DocumentModele): PDFKit.PDFDocument {
  const creeLe = new Date(modele.creeLe);
  if (Number.isNaN(creeLe.getTime())) throw new RangeError(`not an instant: ${modele.creeLe}`);
  const info = renseignements(modele);
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'fr-FR',
    displayTitle: true,
    // None yet: by default PDFKit opens with Helvetica, which it does not embed.
    font: '',
    info: { ...info, Producer: 'Passerelle', Creator: 'Passerelle', CreationDate: creeLe },
  });
  // PDFKit copies these into the XMP metadata without escaping them.
  const echappables = Object.entries(info).map(([cle, valeur]) => [cle, new TexteXml(valeur)] as const);
  Object.assign(pdf.info, Object.fromEntries(echappables));
  // What `subset: 'PDF/UA'` does, without the CIDSet it adds: PDFKit's leaves out the accents of composed letters.
  pdf.appendXML(`
        <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>`);
  return pdf;
}

function renseignements({ titre, reference, emetteur }: DocumentModele): Record<'Title' | 'Author' | 'Subject', string> {
  const sujet = surUneLigne(reference ?? '');
  return {
    Title: surUneLigne(titre) || sujet || 'Document',
    Author: surUneLigne(emetteur.nom),
    Subject: sujet,
  };
}

const ENTITES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text that PDFKit writes as it is in the PDF (valueOf, charCodeAt) and escaped in XML (toString). */
class TexteXml extends String {
  override charCodeAt(rang: number): number {
    return this.valueOf().charCodeAt(rang);
  }

  override toString(): string {
    return this.valueOf().replace(/[&<>"']/g, (signe) => ENTITES[signe] ?? signe);
  }
}
