import type { Knex } from 'knex';
import { totaliserSituations, type LigneEnveloppe, type SituationEnveloppe } from '../../domain/grand-livre/enveloppe.js';
import { cents, moins, ZERO } from '../../domain/kernel/cents.js';
import { verrouiller } from '../../platform/database.js';

interface Ligne { id: string; financeur: string; annee: number; vote_cents: number | string }
interface Somme { enveloppe_id: string; engage: number | string | null; libere: number | string | null }

/**
 * Envelopes of a call for one funder, earliest year first, with what is committed and released on each.
 * Inside a use case (`verrou`), the rows are locked first, so that two agents at the same instant queue (spec 2.7).
 */
export async function lireEnveloppes(db: Knex, appelId: string, financeur: string, verrou = false): Promise<LigneEnveloppe[]> {
  const requete = db('enveloppes').where({ appel_id: appelId, financeur }).orderBy('annee').orderBy('id');
  const lignes = await (verrou ? verrouiller(requete, db) : requete).select<Ligne[]>('id', 'annee', 'vote_cents');
  const sommes = new Map((await sommesEngagees(db, lignes.map((l) => l.id))).map((s) => [s.enveloppe_id, s]));
  return lignes.map((l) => ({
    id: l.id, annee: Number(l.annee), vote: cents(Number(l.vote_cents)),
    engage: cents(Number(sommes.get(l.id)?.engage ?? 0)), libere: cents(Number(sommes.get(l.id)?.libere ?? 0)),
  }));
}

const sommesEngagees = async (db: Knex, ids: readonly string[]): Promise<Somme[]> => db('mouvements').whereIn('enveloppe_id', [...ids]).where({ compte: 'disponible' }).groupBy('enveloppe_id')
  .select<Somme[]>('enveloppe_id', db.raw('sum(case when montant_cents < 0 then -montant_cents else 0 end) as engage'), db.raw('sum(case when montant_cents > 0 then montant_cents else 0 end) as libere'));

/** The envelope of a funder and a year, locked, with what is committed on it net of releases; null when none was set. */
export async function verrouillerEnveloppe(db: Knex.Transaction, appelId: string, financeur: string, annee: number): Promise<{ id: string; voteCents: number; engageCents: number } | null> {
  const ligne = (await lireEnveloppes(db, appelId, financeur, true)).find((l) => l.annee === annee);
  return ligne === undefined ? null : { id: ligne.id, voteCents: ligne.vote, engageCents: ligne.engage - ligne.libere };
}

/** One envelope with its situation, in cents. */
export interface EnveloppeLue extends SituationEnveloppe { readonly id: string; readonly financeur: string; readonly annee: number }

export interface EtatEnveloppe extends SituationEnveloppe {
  /** Each envelope, by year then funder. */
  readonly parEnveloppe: readonly EnveloppeLue[];
}

/** Credits of a call: voted, committed less released, paid, recovered, available; per envelope and in total, in cents. */
export async function etatEnveloppe(db: Knex, appelId: string): Promise<EtatEnveloppe> {
  const lignes = await db('enveloppes').where({ appel_id: appelId }).orderBy('annee').orderBy('financeur').select<Ligne[]>('id', 'financeur', 'annee', 'vote_cents');
  const sommes = await db('mouvements').whereIn('enveloppe_id', lignes.map((l) => l.id)).whereIn('compte', ['disponible', 'paye', 'recouvre']).groupBy('enveloppe_id', 'compte')
    .select('enveloppe_id', 'compte').sum<{ enveloppe_id: string; compte: string; total: number | string }[]>({ total: 'montant_cents' });
  const soldes = new Map(sommes.map((s) => [`${s.enveloppe_id} ${s.compte}`, cents(Number(s.total))]));
  const parEnveloppe = lignes.map(({ id, financeur, annee, vote_cents }): EnveloppeLue => {
    const [voteCents, pris] = [cents(Number(vote_cents)), soldes.get(`${id} disponible`) ?? ZERO];
    return {
      id, financeur, annee: Number(annee), voteCents, engageCents: moins(ZERO, pris), disponibleCents: cents(voteCents + pris),
      verseCents: soldes.get(`${id} paye`) ?? ZERO, recouvreCents: soldes.get(`${id} recouvre`) ?? ZERO,
    };
  });
  return { ...totaliserSituations(parEnveloppe), parEnveloppe };
}
