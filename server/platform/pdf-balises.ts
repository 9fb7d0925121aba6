type Pdf = PDFKit.PDFDocument;

/** An element of the structure tree, what assistive technology reads. */
export interface Balise {
  readonly type: string;
  readonly element: PDFKit.PDFStructureElement;
}

/** Options of an element that @types/pdfkit does not know yet. */
export type OptionsBalise = PDFKit.Mixins.StructureElementOptions & { scope?: 'Column' | 'Row' };

/**
 * Ties what is drawn to the structure tree: all content is either inside one element or an artifact
 * (ISO 14289-1, 7.1). Successive strokes in one element share one marked sequence.
 */
export class Balises {
  readonly racine: Balise;
  private ouverte: Balise | null = null;
  private enArtefact = false;

  constructor(private readonly pdf: Pdf) {
    this.racine = { type: 'Document', element: pdf.struct('Document') };
    pdf.addStructure(this.racine.element);
  }

  /** Adds an element under another; elements are read in the order they are added. */
  creer(type: string, parent: Balise = this.racine, options: OptionsBalise = {}): Balise {
    const balise = { type, element: this.pdf.struct(type, options) };
    parent.element.add(balise.element);
    return balise;
  }

  /** Draws as content of an element, unless an artifact is being drawn. */
  dans(balise: Balise, dessiner: () => void): void {
    if (!this.enArtefact && this.ouverte !== balise) {
      this.fermer();
      balise.element.add(this.pdf.markStructureContent(balise.type));
      this.ouverte = balise;
    }
    dessiner();
  }

  /** Draws strokes that stand for `texte`, within the element now open. */
  remplacer(texte: string, dessiner: () => void): void {
    const parent = this.ouverte;
    if (this.enArtefact || parent === null) {
      dessiner();
      return;
    }
    this.dans(this.creer('Span', parent, { actual: texte }), dessiner);
    this.dans(parent, () => undefined);
  }

  /** Draws what assistive technology skips: rules, backgrounds, footers, repeated headers. */
  artefact(dessiner: () => void, type: 'Pagination' | 'Layout' = 'Layout'): void {
    if (this.enArtefact) {
      dessiner();
      return;
    }
    this.fermer();
    this.enArtefact = true;
    this.pdf.markContent('Artifact', { type });
    dessiner();
    this.pdf.endMarkedContent();
    this.enArtefact = false;
  }

  /** Closes the open sequence; due before leaving a page. */
  fermer(): void {
    if (this.ouverte !== null) this.pdf.endMarkedContent();
    this.ouverte = null;
  }
}
