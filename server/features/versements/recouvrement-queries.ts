import type { Knex } from 'knex';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import type { EcheanceDeReversement } from '../../domain/versements/recouvrement.js';

/** A schedule agreed for what was still to recover that day. */
export interface AccordLu {
  readonly rang: number;
  readonly reste: Cents;
  readonly motif: string;
  readonly convenuPar: string;
  readonly convenuLe: string;
  readonly echeances: readonly EcheanceDeReversement[];
}

/** Money received on a title, in cents. */
export interface EncaissementLu { readonly montantCents: number; readonly recuLe: Jour; readonly reference: string; readonly par: string }

/** What was waived of a title, in cents, and by which decision. */
export interface RemiseLue {
  readonly montantCents: number;
  readonly decision: string;
  readonly decideeLe: Jour;
  readonly motif: string;
  /** The decision itself; null for a title given up before it was asked. */
  readonly fichier: { readonly id: string; readonly nom: string } | null;
}

/** How a title is being settled. */
export interface RecouvrementLu {
  /** The schedule in force; null without one. */
  readonly accord: AccordLu | null;
  readonly encaissements: readonly EncaissementLu[];
  readonly remises: readonly RemiseLue[];
}

/** The schedule in force of a title. */
export async function lireAccord(db: Knex, reversementId: string): Promise<AccordLu | null> {
  const a = await db('reversement_accords as a').join('personnes as p', 'p.id', 'a.convenu_par').where({ reversement_id: reversementId }).orderBy('a.rang', 'desc')
    .first<{ id: string; rang: number; reste_cents: number | string; motif: string; convenu_le: string; prenom: string; nom: string } | undefined>('a.*', 'p.prenom', 'p.nom');
  if (a === undefined) return null;
  const echeances = await db('reversement_echeances').where({ accord_id: a.id }).orderBy('rang').select<{ limite: string; montant_cents: number | string }[]>('limite', 'montant_cents');
  return {
    rang: Number(a.rang), reste: cents(Number(a.reste_cents)), motif: a.motif, convenuPar: `${a.prenom} ${a.nom}`, convenuLe: a.convenu_le,
    echeances: echeances.map((e) => ({ limite: jour(e.limite), montant: cents(Number(e.montant_cents)) })),
  };
}

/** Schedule, receipts and waivers of a title; four queries. */
export async function lireRecouvrement(db: Knex, reversementId: string): Promise<RecouvrementLu> {
  const encaissements = await db('reversement_encaissements as e').join('personnes as p', 'p.id', 'e.enregistre_par').where({ reversement_id: reversementId }).orderBy('e.recu_le').orderBy('e.id')
    .select<{ montant_cents: number | string; recu_le: string; reference: string; prenom: string; nom: string }[]>('e.montant_cents', 'e.recu_le', 'e.reference', 'p.prenom', 'p.nom');
  const remises = await db('reversement_remises as r').leftJoin('fichiers as f', 'f.id', 'r.fichier_id').where({ reversement_id: reversementId }).orderBy('r.enregistre_le').orderBy('r.id')
    .select<{ montant_cents: number | string; decision: string; decidee_le: string; motif: string; fichier_id: string | null; nom: string | null }[]>('r.montant_cents', 'r.decision', 'r.decidee_le', 'r.motif', 'r.fichier_id', 'f.nom');
  return {
    accord: await lireAccord(db, reversementId),
    encaissements: encaissements.map((e) => ({ montantCents: Number(e.montant_cents), recuLe: jour(e.recu_le), reference: e.reference, par: `${e.prenom} ${e.nom}` })),
    remises: remises.map((r) => ({ montantCents: Number(r.montant_cents), decision: r.decision, decideeLe: jour(r.decidee_le), motif: r.motif, fichier: r.fichier_id === null ? null : { id: r.fichier_id, nom: r.nom ?? '' } })),
  };
}
