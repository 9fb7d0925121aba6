import type { Knex } from 'knex';
import type { Cote } from '../../domain/echanges/fil.js';
import type { Instant } from '../../platform/clock.js';

export interface MessageEcrit {
  readonly id: string;
  readonly dossierId: string;
  readonly auteurId: string;
  readonly prive: boolean;
  readonly cote: Cote;
  /** Role in the organisme or function in the service, at this moment. */
  readonly qualite: string;
  readonly texte: string;
  readonly le: Instant;
  readonly fichiers: readonly string[];
  readonly documents: readonly string[];
}

/** Adds a message with its files and the documents it mentions, in their order. */
export async function insererMessage(db: Knex, m: MessageEcrit): Promise<void> {
  await db('messages').insert({
    id: m.id, dossier_id: m.dossierId, auteur_id: m.auteurId, prive: m.prive, cote: m.cote, qualite: m.qualite.slice(0, 200), texte: m.texte, le: m.le,
  });
  if (m.fichiers.length > 0) await db('message_fichiers').insert(m.fichiers.map((fichier_id, rang) => ({ message_id: m.id, fichier_id, rang })));
  if (m.documents.length > 0) await db('message_documents').insert(m.documents.map((document_id, rang) => ({ message_id: m.id, document_id, rang })));
}

/** Keeps the last message a person was shown, of the thread or of the private notes; an earlier one than known changes nothing. */
export async function ecrireLecture(db: Knex, { personneId, dossierId, prives, jusqua }: { readonly personneId: string; readonly dossierId: string; readonly prives: boolean; readonly jusqua: string }): Promise<void> {
  const colonne = prives ? 'notes_lues_jusqua' : 'lu_jusqua';
  await db('lectures').insert({ personne_id: personneId, dossier_id: dossierId, [colonne]: jusqua }).onConflict(['personne_id', 'dossier_id'])
    .merge({ [colonne]: db.raw('case when lectures.?? > ? then lectures.?? else ? end', [colonne, jusqua, colonne, jusqua]) });
}
