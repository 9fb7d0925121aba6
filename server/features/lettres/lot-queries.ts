import type { Knex } from 'knex';
import type { SensDecision } from '../../domain/decisions/decision.js';
import type { DocumentModele } from '../../platform/pdf.js';

/** A letter of a batch: established (`documentId`), left out (`ecart`), or to come. */
export interface LettreDuLot {
  readonly rang: number;
  readonly decisionId: string;
  readonly dossierId: string;
  readonly numero: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly sens: SensDecision;
  readonly documentId: string | null;
  readonly ecart: string | null;
}

/** A batch of letters, with how far its background work is. */
export interface LotLu {
  readonly id: string;
  readonly appelId: string;
  readonly appelTitre: string;
  readonly demandePar: string;
  readonly demandeurId: string;
  readonly demandeLe: string;
  readonly pretLe: string | null;
  readonly etat: string;
  readonly nombre: number;
}

interface Ligne { id: string; appel_id: string; titre: string; demande_par: string; prenom: string; nom: string; demande_le: string; pret_le: string | null; etat: string; nombre: number | string }

const requete = (db: Knex): Knex.QueryBuilder => db('lots_lettres as l').join('appels as a', 'a.id', 'l.appel_id').join('personnes as p', 'p.id', 'l.demande_par').join('travaux as t', 't.id', 'l.travail_id')
  .select('l.id', 'l.appel_id', 'a.titre', 'l.demande_par', 'p.prenom', 'p.nom', 'l.demande_le', 'l.pret_le', 't.etat', db.raw('(select count(*) from lot_lettres x where x.lot_id = l.id) as nombre'));
const versLot = (l: Ligne): LotLu => ({
  id: l.id, appelId: l.appel_id, appelTitre: l.titre, demandePar: `${l.prenom} ${l.nom}`, demandeurId: l.demande_par, demandeLe: l.demande_le, pretLe: l.pret_le, etat: l.etat, nombre: Number(l.nombre),
});

/** A batch, or null. */
export async function lireLot(db: Knex, id: string): Promise<LotLu | null> {
  const ligne: Ligne | undefined = await requete(db).where('l.id', id).first();
  return ligne === undefined ? null : versLot(ligne);
}

/** Batches of a call, newest first. */
export async function listerLots(db: Knex, appelId: string, limite = 20): Promise<LotLu[]> {
  return ((await requete(db).where('l.appel_id', appelId).orderBy('l.demande_le', 'desc').orderBy('l.id', 'desc').limit(limite)) as Ligne[]).map(versLot);
}

interface LigneLettre { rang: number; decision_id: string; dossier_id: string; numero: string | null; organisme_id: string; organisme_nom: string; sens: SensDecision; document_id: string | null; ecart: string | null }

/** Letters of a batch in their order; those of some ranks alone when asked. */
export async function lireLettres(db: Knex, lotId: string, rangs?: { readonly de: number; readonly a: number }): Promise<LettreDuLot[]> {
  const lettres = db('lot_lettres as x').join('decisions as n', 'n.id', 'x.decision_id').join('dossiers as d', 'd.id', 'n.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
    .where('x.lot_id', lotId).orderBy('x.rang').select('x.rang', 'x.decision_id', 'n.dossier_id', 'd.numero', 'd.organisme_id', 'o.nom as organisme_nom', 'n.sens', 'x.document_id', 'x.ecart');
  if (rangs !== undefined) void lettres.whereBetween('x.rang', [rangs.de, rangs.a]);
  return ((await lettres) as LigneLettre[]).map((l) => ({
    rang: Number(l.rang), decisionId: l.decision_id, dossierId: l.dossier_id, numero: l.numero ?? '', organismeId: l.organisme_id, organismeNom: l.organisme_nom, sens: l.sens, documentId: l.document_id, ecart: l.ecart,
  }));
}

/** The established letters of a batch, read one at a time as they are printed. */
export async function* parcourirDocuments(db: Knex, lettres: readonly LettreDuLot[]): AsyncGenerator<{ readonly lettre: LettreDuLot; readonly modele: DocumentModele }> {
  for (const lettre of lettres) {
    if (lettre.documentId === null) continue;
    const ligne = await db('documents').where({ id: lettre.documentId }).first<{ modele: string }>('modele');
    yield { lettre, modele: JSON.parse(ligne.modele) as DocumentModele };
  }
}
