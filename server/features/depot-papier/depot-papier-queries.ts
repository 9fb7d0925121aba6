import type { Knex } from 'knex';

export interface OrganismeConnu { readonly id: string; readonly nom: string; readonly commune: string; readonly membres: number }

/** Organisme of a SIRET with how many members it has; null when it is not known. */
export async function organismeParSiret(db: Knex, siret: string): Promise<OrganismeConnu | null> {
  const ligne = await db('organismes as o').where({ 'o.siret': siret }).select('o.id', 'o.nom', 'o.commune')
    .select(db('membres as m').count('*').whereRaw('m.organisme_id = o.id').where({ 'm.etat': 'accepte' }).as('membres'))
    .first<{ id: string; nom: string; commune: string; membres: number | string } | undefined>();
  return ligne === undefined ? null : { id: ligne.id, nom: ligne.nom, commune: ligne.commune, membres: Number(ligne.membres) };
}

export interface SaisieEnCours { readonly id: string; readonly titre: string; readonly organisme: string; readonly appel: string; readonly recuLe: string; readonly par: string }

/** Paper dossiers being entered, the oldest receipt first: the list of dossiers shows none before its deposit. */
export async function listerSaisies(db: Knex, limite = 200): Promise<SaisieEnCours[]> {
  const lignes = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').join('appels as a', 'a.id', 'd.appel_id').leftJoin('personnes as p', 'p.id', 'd.papier_saisi_par')
    .whereNotNull('d.papier_recu_le').where({ 'd.etat': 'brouillon' }).orderBy('d.papier_recu_le').orderBy('d.id').limit(limite)
    .select<{ id: string; titre: string; o_nom: string; a_titre: string; papier_recu_le: string; prenom: string | null; nom: string | null }[]>('d.id', 'd.titre', { o_nom: 'o.nom' }, { a_titre: 'a.titre' }, 'd.papier_recu_le', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({ id: l.id, titre: l.titre, organisme: l.o_nom, appel: l.a_titre, recuLe: l.papier_recu_le, par: `${l.prenom ?? ''} ${l.nom ?? ''}`.trim() }));
}

/** Calls a paper dossier may be entered on: published, or closed since it was received. */
export async function appelsAPapier(db: Knex): Promise<{ id: string; titre: string; fermeLe: string }[]> {
  const lignes = await db('appels').whereIn('etat', ['publie', 'clos']).orderBy('ferme_le', 'desc').limit(100).select<{ id: string; titre: string; ferme_le: string }[]>('id', 'titre', 'ferme_le');
  return lignes.map((l) => ({ id: l.id, titre: l.titre, fermeLe: l.ferme_le }));
}
