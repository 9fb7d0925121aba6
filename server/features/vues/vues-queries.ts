import type { Knex } from 'knex';

/** A saved view: the address of a list without its place in it. */
export interface VueLue {
  readonly id: string;
  readonly liste: string;
  readonly nom: string;
  readonly requete: string;
  readonly partagee: boolean;
  readonly proprietaireId: string;
  readonly proprietaire: string;
  /** The one this person's list opens on. */
  readonly parDefaut: boolean;
}

interface Ligne { id: string; liste: string; nom: string; requete: string; partagee: boolean | number; proprietaire_id: string; prenom: string; p_nom: string; defaut: string | null }

const requeteVues = (db: Knex, personneId: string): Knex.QueryBuilder => db('vues as v').join('personnes as p', 'p.id', 'v.proprietaire_id')
  .leftJoin('vues_par_defaut as x', (j) => void j.on('x.vue_id', 'v.id').andOnVal('x.personne_id', personneId))
  .where((q) => void q.where('v.proprietaire_id', personneId).orWhere('v.partagee', true))
  .select('v.id', 'v.liste', 'v.nom', 'v.requete', 'v.partagee', 'v.proprietaire_id', 'p.prenom', 'p.nom as p_nom', 'x.vue_id as defaut');

const versVue = (l: Ligne): VueLue => ({
  id: l.id, liste: l.liste, nom: l.nom, requete: l.requete, partagee: Boolean(l.partagee), proprietaireId: l.proprietaire_id, proprietaire: `${l.prenom} ${l.p_nom}`, parDefaut: l.defaut !== null,
});

/** Views of a list that a person may open: their own, then those of the service. */
export async function listerVues(db: Knex, personneId: string, liste: string): Promise<VueLue[]> {
  const lignes = (await requeteVues(db, personneId).where('v.liste', liste).orderBy('v.partagee').orderBy('v.nom').limit(200)) as Ligne[];
  return lignes.map(versVue);
}

/** One view that a person may open, or null. */
export async function lireVue(db: Knex, personneId: string, vueId: string): Promise<VueLue | null> {
  const ligne = (await requeteVues(db, personneId).where('v.id', vueId).first()) as Ligne | undefined;
  return ligne ? versVue(ligne) : null;
}
