import type { Knex } from 'knex';
import type { Compte } from '../../domain/grand-livre/plan.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';

/** What was paid in excess and is claimed back; amount in cents. */
export interface ReversementLu {
  readonly id: string;
  readonly numero: string;
  readonly montantCents: number;
  /** Still to recover, received and waived, as the ledger has them; cents. */
  readonly resteCents: number;
  readonly recuCents: number;
  readonly remisCents: number;
  /** Last day of the next instalment agreed; null without a schedule. */
  readonly prochaineLimite: Jour | null;
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
  /** The letter sent to the porteur. */
  readonly documentId: string | null;
}

export interface LigneDeReversement {
  id: string; numero: string; montant_cents: number | string; etat: ReversementLu['etat']; motif: string; prenom: string; nom: string; emis_le: string; encaisse_le: string | null;
  convention_id: string; c_numero: string; dossier_id: string; d_numero: string | null; o_nom: string; document_id: string | null;
  reste: number | string | null; recu: number | string | null; remis: number | string | null; prochaine_limite: string | null;
}

/** What the entries of a title left on one account, in cents. */
const surCompte = (db: Knex, compte: Compte): Knex.QueryBuilder =>
  db('mouvements as m').join('ecritures as e', 'e.id', 'm.ecriture_id').whereRaw('e.objet_id = r.id').where({ 'e.objet': 'reversement', 'm.compte': compte }).sum('m.montant_cents');

/** Query of titles with their convention, dossier and debtor: one row a title. */
export const requeteReversements = (db: Knex): Knex.QueryBuilder => db('reversements as r').join('conventions as c', 'c.id', 'r.convention_id')
  .join('dossiers as d', 'd.id', 'c.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id').join('personnes as p', 'p.id', 'r.emis_par')
  .select('r.*', 'p.prenom', 'p.nom', 'c.numero as c_numero', 'd.id as dossier_id', 'd.numero as d_numero', 'o.nom as o_nom')
  .select(
    db('documents as y').whereRaw('y.objet_id = r.id').where('y.type', 'titre_reversement').limit(1).select('y.id').as('document_id'),
    surCompte(db, 'a_recouvrer').as('reste'), surCompte(db, 'recouvre').as('recu'), surCompte(db, 'remise').as('remis'),
  );

/** Row of `requeteReversements` → title. */
export const versReversement = (l: LigneDeReversement): ReversementLu => ({
  id: l.id, numero: l.numero, montantCents: Number(l.montant_cents), etat: l.etat, motif: l.motif, emisPar: `${l.prenom} ${l.nom}`, emisLe: l.emis_le, encaisseLe: l.encaisse_le,
  conventionId: l.convention_id, conventionNumero: l.c_numero, dossierId: l.dossier_id, dossierNumero: l.d_numero ?? '', organismeNom: l.o_nom,
  documentId: l.document_id, resteCents: Number(l.reste ?? 0), recuCents: Number(l.recu ?? 0), remisCents: Number(l.remis ?? 0),
  prochaineLimite: l.prochaine_limite === null ? null : jour(l.prochaine_limite),
});

const lire = async (requete: Knex.QueryBuilder): Promise<ReversementLu[]> => ((await requete) as LigneDeReversement[]).map(versReversement);

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

/** Titles to collect: how many and how much is still to come in, in cents. */
export async function reversementsAEncaisser(db: Knex): Promise<{ nombre: number; montantCents: number }> {
  const ouverts = db('reversements as r').where({ etat: 'emis' }).select('r.id', surCompte(db, 'a_recouvrer').as('reste'));
  const ligne = await db.from(ouverts.as('t')).count({ nombre: '*' }).sum({ total: 't.reste' }).first<{ nombre: number | string; total: number | string | null }>();
  return { nombre: Number(ligne.nombre), montantCents: Number(ligne.total ?? 0) };
}
