import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { roleDans } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import { docxEnMemoire } from '../../platform/docx.js';
import { instantLong, pluriel } from '../../platform/format.js';
import { ecrirePdfs, pdfEnMemoire, type DocumentModele } from '../../platform/pdf.js';
import { zip, type EntreeZip } from '../../platform/zip.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { lireLettres, lireLot, parcourirDocuments, type LettreDuLot, type LotLu } from './lot-queries.js';

export interface PageLot {
  readonly resume: string;
  readonly ici: string;
  readonly enCours: boolean;
  readonly abandonne: boolean;
  readonly faites: number;
  readonly total: number;
  readonly avancement: string;
  readonly lienPdf: string | null;
  readonly lienZip: string;
  readonly lienDocx: string;
  readonly lettres: readonly { readonly numero: string; readonly lien: string; readonly organisme: string; readonly sens: string; readonly lettre: string | null; readonly docx: string | null; readonly ecart: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'lettres/lot': PageLot }
}

/** A batch and those of its letters the person may read: not those to an organisme of theirs. */
async function leLot({ db }: Deps, demande: Demande): Promise<{ lot: LotLu; lettres: LettreDuLot[] }> {
  const lot = await lireLot(db, parametre(demande, 'lotId'));
  const sien = trouve(lot?.appelId === parametre(demande, 'appelId') ? lot : null);
  return { lot: sien, lettres: (await lireLettres(db, sien.id)).filter((l) => roleDans(demande.acteur, l.organismeId) === null) };
}

/** How far a batch is, its letters one by one, and all together to print or to finish by hand. */
export const pageLot = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { lot, lettres } = await leLot(deps, demande);
  const ids = { appelId: lot.appelId, lotId: lot.id };
  const faites = lettres.filter((l) => l.documentId !== null || l.ecart !== null).length;
  const document = (chemin: typeof paths.dossiers.document | typeof paths.dossiers.documentDocx, l: LettreDuLot): string | null => (l.documentId === null ? null : vers(chemin, { dossierId: l.dossierId, documentId: l.documentId }));
  await render(demande, 'lettres/lot', {
    resume: `Demandées par ${lot.demandePar} le ${instantLong(lot.demandeLe)}.`, ici: vers(paths.appels.lot, ids), enCours: lot.pretLe === null && lot.etat !== 'abandonne', abandonne: lot.etat === 'abandonne',
    faites, total: lettres.length, avancement: `${faites} sur ${lettres.length}`,
    lienPdf: lettres.some((l) => l.documentId !== null) ? vers(paths.appels.lotPdf, ids) : null, lienZip: vers(paths.appels.lotZip, ids), lienDocx: vers(paths.appels.lotDocx, ids),
    lettres: lettres.map((l) => ({
      numero: l.numero, lien: vers(paths.dossiers.notification, { dossierId: l.dossierId }), organisme: l.organismeNom, sens: l.sens,
      lettre: document(paths.dossiers.document, l), docx: document(paths.dossiers.documentDocx, l), ecart: l.ecart === null ? '' : libelle('ecart_lettre', l.ecart),
    })),
  }, { titre: pluriel(lettres.length, 'lettre'), fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: lot.appelTitre, lien: vers(paths.appels.suivi, { appelId: lot.appelId }) }, { texte: 'Décisions', lien: vers(paths.appels.decisions, { appelId: lot.appelId }) }] });
};

/** Every letter of the batch in one PDF, drawn as it is sent. */
export const servirLotPdf = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { lot, lettres } = await leLot(deps, demande);
  const marque = await lireMarque(deps.db);
  demande.res.attachment('lettres.pdf').type('application/pdf');
  const modeles = async function* (): AsyncGenerator<DocumentModele> { for await (const { modele } of parcourirDocuments(deps.db, lettres)) yield modele; };
  await ecrirePdfs({ titre: `Lettres : ${lot.appelTitre}`, emetteur: { nom: marque.nom }, date: instantLong(lot.demandeLe), creeLe: lot.demandeLe }, modeles(), demande.res);
};

/** Every letter of the batch as a file of its own, in an archive written as it is sent. */
export const servirLotZip = (deps: Deps, format: 'pdf' | 'docx') => async (demande: Demande): Promise<void> => {
  const { lettres } = await leLot(deps, demande);
  const dessiner = format === 'pdf' ? pdfEnMemoire : docxEnMemoire;
  const entrees = async function* (): AsyncGenerator<EntreeZip> {
    for await (const { lettre, modele } of parcourirDocuments(deps.db, lettres)) yield { nom: `${nomDeFichier(`${lettre.numero} ${lettre.organismeNom}`)}.${format}`, contenu: [await dessiner(modele)] };
  };
  demande.res.attachment(format === 'pdf' ? 'lettres.zip' : 'lettres-docx.zip').type('application/zip');
  await pipeline(Readable.from(zip(entrees())), demande.res);
};

const nomDeFichier = (texte: string): string => texte.replace(/[^\p{L}\p{N} _-]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 120);
