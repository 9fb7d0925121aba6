import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Balises } from './pdf-balises.js';
import { boitesDeBlocs } from './pdf-blocs.js';
import { paginer, type Fond, type Placement } from './pdf-boites.js';
import { dessinerCodes } from './pdf-code.js';
import { boitesDEntete, dessinerPieds } from './pdf-entete.js';
import { ouvrir } from './pdf-fichier.js';
import type { Bloc, DocumentModele } from './pdf-modele.js';
import { Plume } from './pdf-plume.js';
import type { Atelier } from './pdf-rangee.js';

export type { Bloc, DocumentModele } from './pdf-modele.js';

/**
 * Writes the document as a tagged A4 PDF and ends `sortie`. The same model gives the same bytes.
 * @throws RangeError when `creeLe` is no instant, before anything is written; any error of `sortie`
 */
export async function ecrirePdf(modele: DocumentModele, sortie: NodeJS.WritableStream): Promise<void> {
  await pipeline(composer(modele), sortie);
}

/**
 * Writes several documents one after the other in a single PDF to print: each keeps its head and its own page numbers, and starts on
 * a new page. They are read one at a time, and the pages of each leave before the next is read.
 * @param ensemble what the file says of itself
 */
export async function ecrirePdfs(ensemble: Omit<DocumentModele, 'blocs'>, documents: AsyncIterable<DocumentModele> | Iterable<DocumentModele>, sortie: NodeJS.WritableStream): Promise<void> {
  const pdf = ouvrir({ ...ensemble, blocs: [] });
  const ecrit = pipeline(pdf, sortie);
  const dessiner = async (): Promise<void> => {
    const balises = new Balises(pdf);
    const atelier: Atelier = { pdf, balises, plume: new Plume(pdf, balises) };
    let debut = 0;
    for await (const modele of documents) {
      const placements = paginer([...boitesDEntete(atelier, modele), ...boitesDeBlocs(atelier, blocsTitres(modele))]);
      const pages = dessinerPages(atelier, placements);
      dessinerPieds(atelier, modele, { debut, pages });
      pdf.flushPages();
      debut += pages;
    }
    pdf.end();
  };
  await Promise.all([ecrit, dessiner().catch((erreur: unknown) => { pdf.destroy(erreur instanceof Error ? erreur : undefined); throw erreur; })]);
}

/**
 * The whole document in memory, to be kept or attached.
 * @throws RangeError when `creeLe` is no instant
 */
export async function pdfEnMemoire(modele: DocumentModele): Promise<Buffer> {
  const morceaux: Buffer[] = [];
  await ecrirePdf(modele, new Writable({
    write(morceau: Buffer, _encodage, suite) {
      morceaux.push(morceau);
      suite();
    },
  }));
  return Buffer.concat(morceaux);
}

/** How many pages a document takes, without drawing it: for a table of contents that comes first. */
export function compterPages(modele: DocumentModele): number {
  return 1 + (disposer(modele).placements.at(-1)?.page ?? 0);
}

function disposer(modele: DocumentModele): { pdf: PDFKit.PDFDocument; atelier: Atelier; placements: readonly Placement[] } {
  const pdf = ouvrir(modele);
  const balises = new Balises(pdf);
  const atelier: Atelier = { pdf, balises, plume: new Plume(pdf, balises) };
  return { pdf, atelier, placements: paginer([...boitesDEntete(atelier, modele), ...boitesDeBlocs(atelier, blocsTitres(modele))]) };
}

function composer(modele: DocumentModele): PDFKit.PDFDocument {
  const { pdf, atelier, placements } = disposer(modele);
  const pages = dessinerPages(atelier, placements);
  dessinerPieds(atelier, modele, { debut: 0, pages });
  dessinerCodes(atelier, modele, pages);
  pdf.end();
  return pdf;
}

/** The document's title heads the text, after the recipient, unless a block of level 1 already does. */
function blocsTitres({ titre, blocs }: DocumentModele): Bloc[] {
  if (blocs.some((bloc) => bloc.type === 'titre' && bloc.niveau === 1)) return blocs;
  const suite = blocs.findIndex((bloc) => bloc.type !== 'adresse');
  const rang = suite === -1 ? blocs.length : suite;
  return [...blocs.slice(0, rang), { type: 'titre', niveau: 1, texte: titre }, ...blocs.slice(rang)];
}

function dessinerPages({ pdf, balises }: Atelier, placements: readonly Placement[]): number {
  const pages = 1 + (placements.at(-1)?.page ?? 0);
  for (let page = 0; page < pages; page += 1) {
    pdf.addPage();
    const sur = placements.filter((placement) => placement.page === page);
    for (const { fond, haut, bas } of etenduesDesFonds(sur)) fond.dessiner(haut, bas - haut);
    for (const { boite, y } of sur) boite.dessiner(y);
    balises.fermer();
  }
  return pages;
}

function etenduesDesFonds(placements: readonly Placement[]): { fond: Fond; haut: number; bas: number }[] {
  const etendues = new Map<Fond, { fond: Fond; haut: number; bas: number }>();
  for (const { boite, y } of placements) {
    if (boite.fond === undefined) continue;
    const haut = etendues.get(boite.fond)?.haut ?? y;
    etendues.set(boite.fond, { fond: boite.fond, haut, bas: y + boite.hauteur });
  }
  return [...etendues.values()];
}
