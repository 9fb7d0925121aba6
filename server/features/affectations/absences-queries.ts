import type { Knex } from 'knex';
import type { AbsenceDeclaree } from '../../domain/instruction/absences.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';

/** An absence that is not over, with its names. */
export interface AbsenceLue extends AbsenceDeclaree {
  readonly id: string;
  readonly personneNom: string;
  readonly suppleantNom: string;
}

interface Ligne { id: string; personne_id: string; suppleant_id: string; du: string; au: string; p_prenom: string; p_nom: string; s_prenom: string; s_nom: string }

/** Absences in force or to come, neither cancelled nor over, the nearest first. */
export async function listerAbsences(db: Knex, aujourdhui: Jour, personneIds?: readonly string[]): Promise<AbsenceLue[]> {
  const requete = db('absences as a').join('personnes as p', 'p.id', 'a.personne_id').join('personnes as s', 's.id', 'a.suppleant_id').whereNull('a.annulee_le').where('a.au', '>=', aujourdhui)
    .orderBy('a.du').orderBy('a.id');
  if (personneIds !== undefined) void requete.where((q) => void q.whereIn('a.personne_id', [...personneIds]).orWhereIn('a.suppleant_id', [...personneIds]));
  const lignes = await requete.select<Ligne[]>('a.id', 'a.personne_id', 'a.suppleant_id', 'a.du', 'a.au', 'p.prenom as p_prenom', 'p.nom as p_nom', 's.prenom as s_prenom', 's.nom as s_nom');
  return lignes.map((l) => ({
    id: l.id, personneId: l.personne_id, suppleantId: l.suppleant_id, du: jour(l.du), au: jour(l.au), personneNom: `${l.p_prenom} ${l.p_nom}`, suppleantNom: `${l.s_prenom} ${l.s_nom}`,
  }));
}

/** Who stands in today for the instructeur in charge, null when nobody does. */
export async function suppleantDe(db: Knex, personneId: string, aujourdhui: Jour): Promise<{ readonly id: string; readonly nom: string } | null> {
  const enCours = (await listerAbsences(db, aujourdhui, [personneId])).find((a) => a.personneId === personneId && a.du <= aujourdhui);
  return enCours === undefined ? null : { id: enCours.suppleantId, nom: enCours.suppleantNom };
}
