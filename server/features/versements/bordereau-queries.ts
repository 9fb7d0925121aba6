import type { Knex } from 'knex';
import type { DocumentModele } from '../../platform/pdf.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** A bordereau with what is on it now: a payment rejected since has left it. Amounts in cents. */
export interface BordereauLu { readonly id: string; readonly numero: string; readonly etabliLe: string; readonly etabliPar: string; readonly nombre: number; readonly montantCents: number; readonly payes: number }

interface Ligne { id: string; numero: string; etabli_le: string; prenom: string; nom: string; nombre: number | string; montant: number | string | null; payes: number | string }

/** Bordereaux, newest first. */
export async function listerBordereaux(db: Knex, sens: Sens, taille = 25): Promise<Tranche<BordereauLu>> {
  const versements = (): Knex.QueryBuilder => db('versements as v').whereRaw('v.bordereau = b.numero');
  const requete = db('bordereaux as b').join('personnes as p', 'p.id', 'b.etabli_par').select('b.id', 'b.numero', 'b.etabli_le', 'p.prenom', 'p.nom',
    versements().count('*').as('nombre'), versements().sum('v.montant_cents').as('montant'), versements().where('v.etat', 'paye').count('*').as('payes'));
  const tranche = await lireTranche<Ligne>(requete, { colonne: 'b.id', cle: (l) => l.id, sens, taille });
  return { ...tranche, lignes: tranche.lignes.map((l) => ({ id: l.id, numero: l.numero, etabliLe: l.etabli_le, etabliPar: `${l.prenom} ${l.nom}`, nombre: Number(l.nombre), montantCents: Number(l.montant ?? 0), payes: Number(l.payes) })) };
}

/** The frozen content of a bordereau; null when there is none. */
export async function lireBordereau(db: Knex, id: string): Promise<{ numero: string; modele: DocumentModele } | null> {
  const ligne = await db('bordereaux').where({ id }).first<{ numero: string; modele: string } | undefined>('numero', 'modele');
  return ligne === undefined ? null : { numero: ligne.numero, modele: JSON.parse(ligne.modele) as DocumentModele };
}
