import type { Contexte } from '../../platform/unit-of-work.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import { instantLong } from '../../platform/format.js';
import { sha256 } from '../../platform/ids.js';
import { lireMarque } from '../reglages/marque-queries.js';

export interface DocumentAEtablir {
  /** Kind of document, unique word of the product: `recepisse`, `attestation_recevabilite`, `convention`… */
  readonly type: string;
  readonly titre: string;
  readonly dossierId: string | null;
  /** Object inside the dossier the document belongs to (convention, versement, séance…). */
  readonly objetId?: string;
  readonly visiblePorteur: boolean;
  readonly reference?: string;
  /** Each page bears a code, by which its scanned copy is recognised. */
  readonly codeDePage?: { readonly numero: string; readonly rappel: string };
  readonly blocs: readonly Bloc[];
}

/**
 * Establishes an official document: its content is frozen as data in the transaction of the act it records,
 * so that a crash leaves both or neither; the PDF is drawn from it each time, always the same.
 * @returns the document's id.
 */
export async function etablirDocument(ctx: Contexte, d: DocumentAEtablir): Promise<string> {
  const marque = await lireMarque(ctx.db);
  const modele: DocumentModele = {
    titre: d.titre, ...(d.reference === undefined ? {} : { reference: d.reference }),
    emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse },
    date: instantLong(ctx.maintenant), creeLe: ctx.maintenant,
    ...(d.codeDePage === undefined ? {} : { codeDePage: d.codeDePage }), blocs: [...d.blocs],
  };
  const texte = JSON.stringify(modele);
  const id = ctx.nouvelId();
  await ctx.db('documents').insert({
    id, dossier_id: d.dossierId, objet_id: d.objetId ?? null, type: d.type, titre: d.titre, visible_porteur: d.visiblePorteur,
    modele: texte, empreinte: sha256(texte), etabli_par: ctx.acteur.id, etabli_le: ctx.maintenant,
  });
  ctx.journaliser({
    action: 'document.etablir', objet: 'document', objetId: id, donnees: { type: d.type, titre: d.titre, empreinte: sha256(texte) },
    ...(d.dossierId === null ? {} : { dossierId: d.dossierId }),
  });
  return id;
}
