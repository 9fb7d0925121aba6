import type { Knex } from 'knex';

/** What was paid in excess and is claimed back; amount in cents. */
export interface ReversementLu {
  readonly id: string;
  readonly numero: string;
  readonly montantCents: number;
  readonly etat: 'emis' | 'encaisse' | 'annule';
  readonly motif: string;
  readonly emisPar: string;
  readonly emisLe: string;
  readonly encaisseLe: string | null;
  readonly conventionId: string;
  readonly conventionNumero: string;
  readonly dossierId: string;
  readonly dossierNumero: string;
  readonly organismeNom: string;
  /** Last payment of the convention that was made: the page where the title is handled. */
  readonly versementId: string | null;
  /** The letter sent to the porteur. */
  readonly documentId: string | null;
}

interface Ligne {
  id: string; numero: string; montant_cents: number | string; etat: ReversementLu['etat']; motif: string; prenom: string; nom: string; emis_le: string; encaisse_le: string | null;
  convention_id: string; c_numero: string; dossier_id: string; d_numero: string | null; o_nom: string; versement_id: string | null; document_id: string | null;
}

/** Query of titles with their convention, dossier and debtor: one row a title. */
export const requeteReversements = (db: Knex): Knex.QueryBuilder => db('reversements as r').join('conventions as c', 'c.id', 'r.convention_id')
  .join('dossiers as d', 'd.id', 'c.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id').join('personnes as p', 'p.id', 'r.emis_par')
  .select('r.*', 'p.prenom', 'p.nom', 'c.numero as c_numero', 'd.id as dossier_id', 'd.numero as d_numero', 'o.nom as o_nom')
  .select(
    db('versements as x').whereRaw('x.convention_id = c.id').where('x.etat', 'paye').orderBy('x.rang', 'desc').limit(1).select('x.id').as('versement_id'),
    db('documents as y').whereRaw('y.objet_id = r.id').where('y.type', 'titre_reversement').limit(1).select('y.id').as('document_id'),
  );

/** Row of `requeteReversements` → title. */
export const versReversement = (l: Ligne): ReversementLu => ({
  id: l.id, numero: l.numero, montantCents: Number(l.montant_cents), etat: l.etat, motif: l.motif, emisPar: `${l.prenom} ${l.nom}`, emisLe: l.emis_le, encaisseLe: l.encaisse_le,
  conventionId: l.convention_id, conventionNumero: l.c_numero, dossierId: l.dossier_id, dossierNumero: l.d_numero ?? '', organismeNom: l.o_nom,
  versementId: l.versement_id, documentId: l.document_id,
});

const lire = async (requete: Knex.QueryBuilder): Promise<ReversementLu[]> => ((await requete) as Ligne[]).map(versReversement);

/** One title of a dossier; null when it is unknown or belongs to another. */
export async function lireReversement(db: Knex, dossierId: string, id: string): Promise<ReversementLu | null> {
  return (await lire(requeteReversements(db).where({ 'r.id': id, 'c.dossier_id': dossierId })))[0] ?? null;
}

/** Titles of a convention, oldest first. */
export const reversementsDeLaConvention = (db: Knex, conventionId: string): Promise<ReversementLu[]> =>
  lire(requeteReversements(db).where('r.convention_id', conventionId).orderBy('r.emis_le'));

/** Titles of every convention of a dossier, oldest first. */
export const reversementsDuDossier = (db: Knex, dossierId: string): Promise<ReversementLu[]> =>
  lire(requeteReversements(db).where('c.dossier_id', dossierId).orderBy('r.emis_le'));

/** Every title, those to collect first, then the newest; 200 at most. */
export const listerReversements = (db: Knex): Promise<ReversementLu[]> =>
  lire(requeteReversements(db).orderByRaw("case r.etat when 'emis' then 0 else 1 end").orderBy('r.emis_le', 'desc').limit(200));

/** Titles to collect: how many and how much, in cents. */
export async function reversementsAEncaisser(db: Knex): Promise<{ nombre: number; montantCents: number }> {
  const ligne = await db('reversements').where({ etat: 'emis' }).count({ nombre: '*' }).sum({ total: 'montant_cents' }).first<{ nombre: number | string; total: number | string | null }>();
  return { nombre: Number(ligne.nombre), montantCents: Number(ligne.total ?? 0) };
}
