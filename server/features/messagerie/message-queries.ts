import type { Knex } from 'knex';

/** A message of the thread with the porteur, or a private note of the agents. */
export interface MessageLu {
  readonly id: string;
  readonly auteurId: string;
  readonly auteurNom: string;
  /** Written by a member of the organisme. */
  readonly duPorteur: boolean;
  readonly texte: string;
  readonly le: string;
}

interface Ligne { id: string; auteur_id: string; prenom: string; nom: string; membre: string | null; texte: string; le: string }

/** The thread with the porteur (`prives: false`) or the private notes (`prives: true`), oldest first. */
export async function listerMessages(db: Knex, dossierId: string, { prives }: { readonly prives: boolean }): Promise<MessageLu[]> {
  const lignes = await db('messages as m').join('dossiers as d', 'd.id', 'm.dossier_id').join('personnes as p', 'p.id', 'm.auteur_id')
    .leftJoin('membres as x', (j) => void j.on('x.personne_id', 'm.auteur_id').andOn('x.organisme_id', 'd.organisme_id'))
    .where({ 'm.dossier_id': dossierId, 'm.prive': prives }).orderBy('m.le').orderBy('m.id').limit(1000)
    .select<Ligne[]>('m.id', 'm.auteur_id', 'p.prenom', 'p.nom', 'x.id as membre', 'm.texte', 'm.le');
  return lignes.map((l) => ({ id: l.id, auteurId: l.auteur_id, auteurNom: `${l.prenom} ${l.nom}`, duPorteur: l.membre !== null, texte: l.texte, le: l.le }));
}
