import type { Knex } from 'knex';
import type { Cote } from '../../domain/echanges/fil.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** A file that came with a message. */
export interface FichierDeMessage { readonly id: string; readonly nom: string; readonly taille: number }
/** An official document a message refers to. */
export interface DocumentCite { readonly id: string; readonly titre: string }

/** A message of the thread with the porteur, or a private note of the agents. */
export interface MessageLu {
  readonly id: string;
  readonly auteurId: string;
  readonly auteurNom: string;
  /** Function of an agent or role of a member when they wrote; empty when it was not kept. */
  readonly qualite: string;
  readonly cote: Cote;
  readonly texte: string;
  readonly le: string;
  readonly fichiers: readonly FichierDeMessage[];
  readonly documents: readonly DocumentCite[];
}

interface Ligne { id: string; auteur_id: string; prenom: string; nom: string; cote: string | null; qualite: string | null; texte: string; le: string }
interface LigneFichier { message_id: string; id: string; nom: string; taille: number | string }
interface LigneDocument { message_id: string; id: string; titre: string }

/** Messages of a page of the thread. */
const PAR_PAGE = 30;

/**
 * A page of the thread with the porteur (`prives: false`) or of the private notes (`prives: true`), oldest first; the newest
 * page unless a place is given, `apres` going back in time. Three queries.
 */
export async function lireFil(db: Knex, dossierId: string, { prives, sens = {}, taille = PAR_PAGE }: { readonly prives: boolean; readonly sens?: Sens; readonly taille?: number }): Promise<Tranche<MessageLu>> {
  const requete = db('messages as m').join('personnes as p', 'p.id', 'm.auteur_id').where({ 'm.dossier_id': dossierId, 'm.prive': prives })
    .select('m.id', 'm.auteur_id', 'p.prenom', 'p.nom', 'm.cote', 'm.qualite', 'm.texte', 'm.le');
  const tranche = await lireTranche<Ligne>(requete, { colonne: 'm.id', cle: (l) => l.id, sens, taille });
  const ids = tranche.lignes.map((l) => l.id);
  const fichiers = ids.length === 0 ? [] : await db('message_fichiers as x').join('fichiers as f', 'f.id', 'x.fichier_id').whereIn('x.message_id', ids).orderBy('x.rang')
    .select<LigneFichier[]>('x.message_id', 'f.id', 'f.nom', 'f.taille');
  const documents = ids.length === 0 ? [] : await db('message_documents as x').join('documents as d', 'd.id', 'x.document_id').whereIn('x.message_id', ids).orderBy('x.rang')
    .select<LigneDocument[]>('x.message_id', 'd.id', 'd.titre');
  const lignes = tranche.lignes.map((l): MessageLu => ({
    id: l.id, auteurId: l.auteur_id, auteurNom: `${l.prenom} ${l.nom}`, qualite: l.qualite ?? '', cote: l.cote === 'porteur' ? 'porteur' : 'service', texte: l.texte, le: l.le,
    fichiers: fichiers.filter((f) => f.message_id === l.id).map((f) => ({ id: f.id, nom: f.nom, taille: Number(f.taille) })),
    documents: documents.filter((d) => d.message_id === l.id).map((d) => ({ id: d.id, titre: d.titre })),
  }));
  return { ...tranche, lignes: lignes.reverse() };
}

/** How far a person has read the thread and the private notes of a dossier: the id of the last message shown, empty before the first. */
export async function lireLecture(db: Knex, personneId: string, dossierId: string): Promise<{ readonly messages: string; readonly notes: string }> {
  const ligne = await db('lectures').where({ personne_id: personneId, dossier_id: dossierId }).first<{ lu_jusqua: string | null; notes_lues_jusqua: string | null } | undefined>('lu_jusqua', 'notes_lues_jusqua');
  return { messages: ligne?.lu_jusqua ?? '', notes: ligne?.notes_lues_jusqua ?? '' };
}

/** How many messages of others a person has not been shown yet. */
export async function compterNonLus(db: Knex, personneId: string, dossierId: string, { prives, jusqua }: { readonly prives: boolean; readonly jusqua: string }): Promise<number> {
  const ligne = await db('messages').where({ dossier_id: dossierId, prive: prives }).whereNot({ auteur_id: personneId }).where('id', '>', jusqua).count({ n: '*' }).first<{ n: number | string }>();
  return Number(ligne.n);
}

/** A person's function in the service, empty when they gave none. */
export async function lireFonction(db: Knex, personneId: string): Promise<string> {
  const ligne = await db('personnes').where({ id: personneId }).first<{ fonction: string } | undefined>('fonction');
  return ligne?.fonction ?? '';
}
