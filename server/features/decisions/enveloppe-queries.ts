import type { Knex } from 'knex';
import type { LigneEnveloppe } from '../../domain/decisions/enveloppe.js';
import { cents } from '../../domain/kernel/cents.js';
import { verrouiller } from '../../platform/database.js';

interface Ligne { id: string; annee: number; vote_cents: number | string }
interface Somme { enveloppe_id: string; nature: string; total: number | string | null }

/**
 * Envelopes of a call for one funder, earliest year first, with what is committed and released on each.
 * Inside a decision (`verrou`), the rows are locked first, so that two agents deciding at the same instant queue (spec 2.7).
 */
export async function lireEnveloppes(db: Knex, appelId: string, financeur: string, verrou = false): Promise<LigneEnveloppe[]> {
  const requete = db('enveloppes').where({ appel_id: appelId, financeur }).orderBy('annee').orderBy('id');
  const lignes = await (verrou ? verrouiller(requete, db) : requete).select<Ligne[]>('id', 'annee', 'vote_cents');
  const sommes = await db('engagements').whereIn('enveloppe_id', lignes.map((l) => l.id)).groupBy('enveloppe_id', 'nature')
    .select('enveloppe_id', 'nature').sum<Somme[]>({ total: 'montant_cents' });
  const total = (id: string, nature: string): number => Number(sommes.find((s) => s.enveloppe_id === id && s.nature === nature)?.total ?? 0);
  return lignes.map((l) => ({
    id: l.id, annee: Number(l.annee), vote: cents(Number(l.vote_cents)),
    engage: cents(total(l.id, 'engagement')), libere: cents(-total(l.id, 'liberation')),
  }));
}
