import { pipeline } from 'node:stream/promises';
import type { Magasin } from '../../platform/file-store.js';
import type { Demande } from '../../web/demande.js';
import { render } from '../../web/render.js';
import type { FichierLu } from './fichier-queries.js';

export interface PageFichierRetenu { readonly nom: string; readonly infecte: boolean }

declare module '../../web/render.js' {
  interface Pages { 'documents/fichier-retenu': PageFichierRetenu }
}

/** Kinds a browser may draw by itself: none of them runs anything in our pages. */
export const APERCU: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png'];

/**
 * Policy of a file drawn by the browser: it may load nothing, send nothing, run nothing, and only our own page may frame
 * it. A picture is further sandboxed; browsers refuse to start their PDF reader, itself isolated, in a sandbox.
 */
const POLITIQUE = 'default-src \'none\'; base-uri \'none\'; form-action \'none\'; frame-ancestors \'self\'';
const politique = (typeMime: string): string =>
  (typeMime === 'application/pdf' ? `${POLITIQUE}; object-src 'self'; style-src 'unsafe-inline'` : `${POLITIQUE}; img-src 'self'; style-src 'unsafe-inline'; sandbox`);

/**
 * Sends a file the antivirus has not held back: as an attachment, or drawn in place (`enLigne`) for a PDF or a picture.
 * A file that waits for its verdict, or is quarantined, gets a page that says so (423).
 */
export async function envoyerFichier(demande: Demande, magasin: Magasin, fichier: FichierLu, enLigne = false): Promise<void> {
  if (fichier.analyse === 'en_attente' || fichier.analyse === 'infectee') return direFichierRetenu(demande, fichier);
  const { res } = demande;
  res.attachment(fichier.nom);
  if (enLigne && APERCU.includes(fichier.typeMime)) res.setHeader('Content-Disposition', String(res.getHeader('Content-Disposition')).replace(/^attachment/, 'inline'));
  res.setHeader('Content-Type', fichier.typeMime);
  res.setHeader('Content-Length', String(fichier.taille));
  res.setHeader('Content-Security-Policy', politique(fichier.typeMime));
  await pipeline(magasin.ouvrir(fichier.cleStockage), res);
}

/** Page that says why a file is not served: being scanned, or quarantined. */
export function direFichierRetenu(demande: Demande, { nom, analyse }: Pick<FichierLu, 'nom' | 'analyse'>): Promise<void> {
  const infecte = analyse === 'infectee';
  return render(demande, 'documents/fichier-retenu', { nom, infecte }, { titre: infecte ? 'Fichier en quarantaine' : 'Analyse en cours', statut: 423 });
}
