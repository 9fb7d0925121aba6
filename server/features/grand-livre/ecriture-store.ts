import type { Knex } from 'knex';
import { equilibree, type Ecriture, type Part } from '../../domain/grand-livre/ecriture.js';
import type { Compte } from '../../domain/grand-livre/plan.js';
import { cents } from '../../domain/kernel/cents.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** What an entry is about. `cle` names its event once and for all: the schema refuses the same one twice. */
export interface Piece {
  readonly objet: 'deliberation' | 'convention' | 'avenant' | 'versement' | 'reversement' | 'dossier';
  readonly objetId: string;
  readonly cle: string;
  readonly dossierId: string;
  readonly conventionId?: string;
  readonly libelle?: string;
  /** The entry this one corrects. */
  readonly corrigeId?: string;
}

/**
 * Writes an entry and its movements; nothing ever changes them.
 * @returns its id
 * @throws Error when it is not balanced; the database's unique key error when its event was already written
 */
export async function inscrire(ctx: Contexte, { nature, mouvements }: Ecriture, piece: Piece): Promise<string> {
  if (!equilibree(mouvements)) throw new Error(`unbalanced entry ${piece.cle}`);
  const id = ctx.nouvelId();
  await ctx.db('ecritures').insert({
    id, le: ctx.maintenant, nature, libelle: (piece.libelle ?? '').slice(0, 300), objet: piece.objet, objet_id: piece.objetId, cle: piece.cle, dossier_id: piece.dossierId,
    convention_id: piece.conventionId ?? null, corrige_id: piece.corrigeId ?? null, acteur_id: ctx.acteur.id,
  });
  await ctx.db('mouvements').insert(mouvements.map((m, i) => ({
    ecriture_id: id, rang: i + 1, compte: m.compte, enveloppe_id: m.enveloppeId, convention_id: piece.conventionId ?? null, montant_cents: m.montant,
  })));
  return id;
}

interface Tenu { enveloppe_id: string; total: number | string }

const versParts = (lignes: readonly Tenu[]): Part[] => lignes.map((l) => ({ enveloppeId: l.enveloppe_id, montant: cents(Number(l.total)) }));

/** What a dossier holds on one account of a funder, by envelope, the earliest year first. */
export async function tenusParDossier(db: Knex.Transaction, { dossierId, financeur, compte }: { dossierId: string; financeur: string; compte: Compte }): Promise<Part[]> {
  return versParts(await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').join('enveloppes as e', 'e.id', 'm.enveloppe_id')
    .where({ 'x.dossier_id': dossierId, 'e.financeur': financeur, 'm.compte': compte }).groupBy('m.enveloppe_id', 'e.annee').orderBy('e.annee').orderBy('m.enveloppe_id')
    .select('m.enveloppe_id').sum<Tenu[]>({ total: 'm.montant_cents' }));
}

/** What a convention holds on one account, by envelope, the earliest year first. */
export async function tenusParConvention(db: Knex.Transaction, conventionId: string, compte: Compte): Promise<Part[]> {
  return versParts(await db('mouvements as m').join('enveloppes as e', 'e.id', 'm.enveloppe_id')
    .where({ 'm.convention_id': conventionId, 'm.compte': compte }).groupBy('m.enveloppe_id', 'e.annee').orderBy('e.annee').orderBy('m.enveloppe_id')
    .select('m.enveloppe_id').sum<Tenu[]>({ total: 'm.montant_cents' }));
}

/** What the entries of one payment or title left on one account, by envelope, the earliest year first. */
export async function tenusParObjet(db: Knex.Transaction, objetId: string, compte: Compte): Promise<Part[]> {
  return versParts(await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').join('enveloppes as e', 'e.id', 'm.enveloppe_id')
    .where({ 'x.objet_id': objetId, 'm.compte': compte }).groupBy('m.enveloppe_id', 'e.annee').orderBy('e.annee').orderBy('m.enveloppe_id')
    .select('m.enveloppe_id').sum<Tenu[]>({ total: 'm.montant_cents' }));
}

/** How many entries an object already has: the place of the next one in its key. */
export async function rangSuivant(db: Knex.Transaction, objetId: string): Promise<number> {
  return Number((await db('ecritures').where({ objet_id: objetId }).count({ n: '*' }).first<{ n: number | string }>()).n) + 1;
}
