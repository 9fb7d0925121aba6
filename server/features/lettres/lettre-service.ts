import type { NatureLettre } from '../../domain/lettres/modele.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { etablirDocument } from '../documents/document-service.js';
import { composerLettre, type FaitsLettre } from './lettre-documents.js';
import { lireModele } from './modele-queries.js';

export interface LettreAEtablir {
  readonly nature: NatureLettre;
  /** Kind of official document. */
  readonly type: string;
  readonly dossierId: string;
  /** What it is about: the decision, the recours… */
  readonly objetId: string;
  readonly faits: FaitsLettre;
}

/** Establishes a letter with the template in use, and keeps which version it was. @returns the document's id */
export async function etablirLettre(ctx: Contexte, { nature, type, dossierId, objetId, faits }: LettreAEtablir): Promise<string> {
  const modele = await lireModele(ctx.db, nature);
  const { titre, blocs } = composerLettre(nature, modele, faits);
  const id = await etablirDocument(ctx, { type, titre, dossierId, objetId, visiblePorteur: true, reference: faits.dossier.numero ?? '', blocs });
  await ctx.db('lettres').insert({ document_id: id, nature, version: modele.version });
  return id;
}
