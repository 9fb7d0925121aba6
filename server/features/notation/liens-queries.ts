import type { Knex } from 'knex';
import { ETATS_DE_DEPORT } from '../../domain/notation/feuille.js';

/** An organisme of a call, with the dossiers on which a person has yet to say whether a link ties them to it. */
export interface OrganismeADeclarer {
  readonly id: string;
  readonly nom: string;
  readonly commune: string;
  readonly dossiers: readonly { readonly id: string; readonly numero: string }[];
}

/** An answer already given. */
export interface LienDeclare { readonly organismeNom: string; readonly numero: string; readonly lien: boolean; readonly declareeLe: string }

const dossiersDeLAppel = (db: Knex, appelId: string): Knex.QueryBuilder => db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').where('d.appel_id', appelId);

/** Organismes of a call to declare on, by name; those the person belongs to are left out: they already are out of the room. */
export async function organismesADeclarer(db: Knex, appelId: string, personneId: string, organismes: readonly string[]): Promise<OrganismeADeclarer[]> {
  const lignes: { id: string; numero: string | null; organisme_id: string; nom: string; commune: string }[] = await sansReponse(db, personneId, organismes).where('d.appel_id', appelId).join('organismes as o', 'o.id', 'd.organisme_id').orderBy('o.nom').orderBy('o.id').orderBy('d.numero').limit(1000)
    .select('d.id', 'd.numero', 'd.organisme_id', 'o.nom', 'o.commune');
  const parOrganisme = new Map<string, OrganismeADeclarer>();
  for (const l of lignes) {
    const deja = parOrganisme.get(l.organisme_id);
    parOrganisme.set(l.organisme_id, { id: l.organisme_id, nom: l.nom, commune: l.commune, dossiers: [...(deja?.dossiers ?? []), { id: l.id, numero: l.numero ?? '' }] });
  }
  return [...parOrganisme.values()];
}

const sansReponse = (db: Knex, personneId: string, organismes: readonly string[]): Knex.QueryBuilder => db('dossiers as d').whereIn('d.etat', [...ETATS_DE_DEPORT]).whereNotIn('d.organisme_id', [...organismes])
  .whereNotExists(db('declarations_interets as i').whereRaw('i.dossier_id = d.id').where({ 'i.personne_id': personneId }).select(db.raw('1')))
  .whereNotExists(db('deports as x').whereRaw('x.dossier_id = d.id').where({ 'x.personne_id': personneId }).select(db.raw('1')));

/** Calls on whose dossiers the person has links to declare, with how many organismes. */
export async function appelsADeclarer(db: Knex, personneId: string, organismes: readonly string[]): Promise<{ id: string; titre: string; nombre: number }[]> {
  const lignes: { id: string; titre: string; nombre: number | string }[] = await sansReponse(db, personneId, organismes).join('appels as a', 'a.id', 'd.appel_id').groupBy('a.id', 'a.titre').orderBy('a.titre').orderBy('a.id')
    .select('a.id', 'a.titre').countDistinct({ nombre: 'd.organisme_id' });
  return lignes.map((l) => ({ id: l.id, titre: l.titre, nombre: Number(l.nombre) }));
}

/** What the person already answered on a call, the last first. */
export async function liensDeclares(db: Knex, appelId: string, personneId: string): Promise<LienDeclare[]> {
  const lignes: { nom: string; numero: string | null; lien: boolean | number; declaree_le: string }[] = await dossiersDeLAppel(db, appelId).join('declarations_interets as i', 'i.dossier_id', 'd.id').where('i.personne_id', personneId).orderBy('i.declaree_le', 'desc').orderBy('o.nom').orderBy('d.numero').limit(1000)
    .select('o.nom', 'd.numero', 'i.lien', 'i.declaree_le');
  return lignes.map((l) => ({ organismeNom: l.nom, numero: l.numero ?? '', lien: Boolean(l.lien), declareeLe: l.declaree_le }));
}

/** True when the person has answered for this dossier. */
export async function aDeclare(db: Knex, dossierId: string, personneId: string): Promise<boolean> {
  return (await db('declarations_interets').where({ dossier_id: dossierId, personne_id: personneId }).first('lien')) !== undefined;
}

/** Dossiers among these on which the person has answered; one query. */
export async function dossiersDeclares(db: Knex, dossierIds: readonly string[], personneId: string): Promise<ReadonlySet<string>> {
  const lignes = await db('declarations_interets').where({ personne_id: personneId }).whereIn('dossier_id', [...dossierIds]).select<{ dossier_id: string }[]>('dossier_id');
  return new Set(lignes.map((l) => l.dossier_id));
}
