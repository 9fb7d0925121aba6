import type { Knex } from 'knex';
import { SOLDES_NULS, type Soldes } from '../../domain/grand-livre/convention.js';
import { comparerTitre, comparerVersement, type CodeDifference, type Difference } from '../../domain/grand-livre/verification.js';
import type { EtatVersement } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';

export interface Verification { readonly ecritures: number; readonly differences: readonly Difference[] }

const PAGE = 1000;
const nombre = (valeur: number | string | null | undefined): number => Number(valeur ?? 0);

/** Reads the whole ledger against conventions, envelopes, payments and titles; every difference is named with its place. */
export async function verifierGrandLivre(db: Knex): Promise<Verification> {
  const total = await db('ecritures').count({ n: '*' }).first<{ n: number | string }>();
  const differences = [
    ...await ecrituresFausses(db), ...await objetsInconnus(db), ...await enveloppesDepassees(db), ...await comptesNegatifs(db), ...await conventionsNonEngagees(db), ...await echeanciersDifferents(db),
    ...await parPages(db, 'versements', differencesDesVersements), ...await parPages(db, 'reversements', differencesDesTitres),
  ];
  return { ecritures: nombre(total.n), differences };
}

interface Constat { lieu: string; attendu?: number | string | null; trouve?: number | string | null }

const differencesDe = (code: CodeDifference, lignes: readonly Constat[]): Difference[] =>
  lignes.map((l) => ({ code, lieu: l.lieu, attendu: nombre(l.attendu), trouve: nombre(l.trouve) }));

async function ecrituresFausses(db: Knex): Promise<Difference[]> {
  const vides: Constat[] = await db('ecritures as x').whereNotExists(db('mouvements as m').whereRaw('m.ecriture_id = x.id').select(db.raw('1'))).select('x.cle as lieu');
  const desequilibrees: Constat[] = await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').groupBy('m.ecriture_id', 'm.enveloppe_id', 'x.cle').havingRaw('sum(m.montant_cents) <> 0')
    .select('x.cle as lieu').sum({ trouve: 'm.montant_cents' });
  return [...differencesDe('ecriture_vide', vides), ...differencesDe('ecriture_desequilibree', desequilibrees)];
}

const TABLES: Readonly<Record<string, string>> = { deliberation: 'deliberations', convention: 'conventions', avenant: 'avenants', versement: 'versements', reversement: 'reversements', dossier: 'dossiers' };

async function objetsInconnus(db: Knex): Promise<Difference[]> {
  const objets = await db('ecritures').distinct('objet').select<{ objet: string }[]>('objet');
  const differences: Difference[] = [];
  for (const { objet } of objets) {
    const table = TABLES[objet];
    const existe = table !== undefined && (await db.schema.hasTable(table));
    const orphelines = db('ecritures as x').where('x.objet', objet).select('x.cle as lieu').limit(PAGE);
    if (existe) void orphelines.whereNotExists(db(`${table} as o`).whereRaw('o.id = x.objet_id').select(db.raw('1')));
    differences.push(...differencesDe('objet_inconnu', (await orphelines) as Constat[]));
  }
  return differences;
}

async function enveloppesDepassees(db: Knex): Promise<Difference[]> {
  const lignes: (Constat & { financeur: string; annee: number; code: string })[] = await db('enveloppes as e').join('appels as a', 'a.id', 'e.appel_id')
    .join('mouvements as m', (j) => void j.on('m.enveloppe_id', 'e.id').andOnVal('m.compte', 'disponible')).groupBy('e.id', 'a.code', 'e.financeur', 'e.annee', 'e.vote_cents')
    .havingRaw('e.vote_cents + sum(m.montant_cents) < 0').select('a.code', 'e.financeur', 'e.annee', 'e.vote_cents as attendu', db.raw('-sum(m.montant_cents) as trouve'));
  return differencesDe('enveloppe_depassee', lignes.map((l) => ({ ...l, lieu: `${l.code} ${l.financeur} ${l.annee}` })));
}

/** Accounts that never go below zero, by dossier and envelope: all but the two that mirror them. */
async function comptesNegatifs(db: Knex): Promise<Difference[]> {
  const lignes: Constat[] = await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').join('dossiers as d', 'd.id', 'x.dossier_id')
    .whereNotIn('m.compte', ['disponible', 'trop_verse']).groupBy('x.dossier_id', 'd.numero', 'm.enveloppe_id', 'm.compte').havingRaw('sum(m.montant_cents) < 0')
    .select(db.raw("coalesce(d.numero, x.dossier_id) || ' (' || m.compte || ')' as lieu")).sum({ trouve: 'm.montant_cents' });
  return differencesDe('compte_negatif', lignes);
}

/** Conventions in force whose credits are not committed; those whose balance is fixed gave back what they will not pay. */
async function conventionsNonEngagees(db: Knex): Promise<Difference[]> {
  const engage = db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').join('enveloppes as e', 'e.id', 'm.enveloppe_id').where('m.compte', 'disponible')
    .whereRaw('x.dossier_id = c.dossier_id').whereRaw('e.financeur = c.financeur').select(db.raw('-sum(m.montant_cents)'));
  const rendus = db('ecritures as l').whereRaw('l.objet_id = c.id').where({ 'l.objet': 'convention', 'l.nature': 'liberation' }).select(db.raw('1'));
  const lignes: Constat[] = await db.select('*').from(db('conventions as c').whereIn('c.etat', ['a_signer', 'signee', 'en_execution']).whereNotExists(rendus).select('c.numero as lieu', 'c.montant_cents as attendu', engage.as('trouve')).as('t'))
    .whereRaw('coalesce(t.trouve, 0) < t.attendu');
  return differencesDe('convention_non_engagee', lignes);
}

async function echeanciersDifferents(db: Knex): Promise<Difference[]> {
  const ouverts = db('versements as v').whereRaw('v.convention_id = c.id').whereIn('v.etat', ['a_liquider', 'rejete']).select(db.raw('sum(v.montant_cents)'));
  const programme = db('mouvements as m').whereRaw('m.convention_id = c.id').where('m.compte', 'programme').select(db.raw('sum(m.montant_cents)'));
  const lignes: Constat[] = await db.select('*').from(db('conventions as c').select('c.numero as lieu', ouverts.as('attendu'), programme.as('trouve')).as('t')).whereRaw('coalesce(t.attendu, 0) <> coalesce(t.trouve, 0)');
  return differencesDe('echeancier_different', lignes);
}

interface LignePayee { id: string; lieu: string; etat: string; montant_cents: number | string }

async function parPages(db: Knex, table: 'versements' | 'reversements', comparer: (db: Knex, lignes: readonly LignePayee[]) => Promise<Difference[]>): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let apres = ''; ;) {
    const requete = db(`${table} as v`).where('v.id', '>', apres).orderBy('v.id').limit(PAGE);
    if (table === 'versements') void requete.join('conventions as c', 'c.id', 'v.convention_id').select(db.raw("c.numero || '-' || v.rang as lieu"));
    else void requete.select('v.numero as lieu');
    const lignes: LignePayee[] = await requete.select('v.id', 'v.etat', 'v.montant_cents');
    differences.push(...await comparer(db, lignes));
    const derniere = lignes.at(-1);
    if (derniere === undefined || lignes.length < PAGE) return differences;
    apres = derniere.id;
  }
}

async function soldesParObjet(db: Knex, objet: string, ids: readonly string[]): Promise<ReadonlyMap<string, Soldes>> {
  const lignes = await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').where('x.objet', objet).whereIn('x.objet_id', [...ids]).groupBy('x.objet_id', 'm.compte')
    .select('x.objet_id', 'm.compte').sum<{ objet_id: string; compte: string; total: number | string }[]>({ total: 'm.montant_cents' });
  const soldes = new Map<string, Soldes>();
  for (const l of lignes) soldes.set(l.objet_id, { ...(soldes.get(l.objet_id) ?? SOLDES_NULS), [l.compte]: cents(Number(l.total)) });
  return soldes;
}

async function differencesDesVersements(db: Knex, lignes: readonly LignePayee[]): Promise<Difference[]> {
  const soldes = await soldesParObjet(db, 'versement', lignes.map((l) => l.id));
  return lignes.flatMap((l) => comparerVersement(l.lieu, { etat: l.etat as EtatVersement, montant: cents(Number(l.montant_cents)) }, soldes.get(l.id) ?? SOLDES_NULS));
}

async function differencesDesTitres(db: Knex, lignes: readonly LignePayee[]): Promise<Difference[]> {
  const ids = lignes.map((l) => l.id);
  const soldes = await soldesParObjet(db, 'reversement', ids);
  const totaux = async (requete: Knex.QueryBuilder, cle: string, montant: string): Promise<ReadonlyMap<string, number>> => {
    const sommes: { id: string; total: number | string }[] = await requete.whereIn(cle, ids).groupBy(cle).select(`${cle} as id`).sum({ total: montant });
    return new Map(sommes.map((l) => [l.id, nombre(l.total)]));
  };
  const retires = await totaux(db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').where({ 'x.objet': 'reversement', 'x.nature': 'annulation', 'm.compte': 'trop_verse' }), 'x.objet_id', 'm.montant_cents');
  const [recus, remis] = [await totaux(db('reversement_encaissements'), 'reversement_id', 'montant_cents'), await totaux(db('reversement_remises'), 'reversement_id', 'montant_cents')];
  const de = (total: ReadonlyMap<string, number>, id: string): ReturnType<typeof cents> => cents(total.get(id) ?? 0);
  return lignes.flatMap((l) => comparerTitre(l.lieu, { ouvert: l.etat === 'emis', montant: cents(Number(l.montant_cents)), retire: de(retires, l.id), recu: de(recus, l.id), remis: de(remis, l.id) }, soldes.get(l.id) ?? SOLDES_NULS));
}
