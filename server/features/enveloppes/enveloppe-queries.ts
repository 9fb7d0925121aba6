import type { Knex } from 'knex';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import { limiteBilanFinal } from '../../domain/echeances/limites.js';
import type { VersementAttendu } from '../../domain/grand-livre/prevision-paiements.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { jour } from '../../domain/kernel/jour.js';
import { formaterTaux, taux, type Taux } from '../../domain/kernel/taux.js';

type Nombre = number | string | null;
const n = (valeur: Nombre | undefined): number => Number(valeur ?? 0);

/** An envelope with what stands on it; amounts in cents. */
export interface EnveloppeDeListe {
  readonly id: string;
  readonly appelId: string;
  readonly appelTitre: string;
  readonly financeur: string;
  readonly annee: number;
  readonly voteCents: number;
  readonly engageCents: number;
  readonly payeCents: number;
  readonly recouvreCents: number;
}

interface Ligne { id: string; appel_id: string; titre: string; financeur: string; annee: Nombre; vote_cents: Nombre; pris: Nombre; paye: Nombre; recouvre: Nombre }

/** Envelopes of every call, or of one, the newest year first; one query. */
export async function listerEnveloppes(db: Knex, { annee, id }: { readonly annee?: number | null; readonly id?: string }): Promise<EnveloppeDeListe[]> {
  const solde = (compte: string, alias: string): Knex.Raw => db.raw('sum(case when m.compte = ? then m.montant_cents else 0 end) as ??', [compte, alias]);
  const requete = db('enveloppes as e').join('appels as a', 'a.id', 'e.appel_id').leftJoin('mouvements as m', (j) => void j.on('m.enveloppe_id', 'e.id').andOnIn('m.compte', ['disponible', 'paye', 'recouvre']))
    .groupBy('e.id', 'e.appel_id', 'a.titre', 'e.financeur', 'e.annee', 'e.vote_cents').orderBy('e.annee', 'desc').orderBy('a.titre').orderBy('e.financeur').limit(500);
  if (annee !== undefined && annee !== null) void requete.where('e.annee', annee);
  if (id !== undefined) void requete.where('e.id', id);
  const lignes = await requete.select<Ligne[]>('e.id', 'e.appel_id', 'a.titre', 'e.financeur', 'e.annee', 'e.vote_cents', solde('disponible', 'pris'), solde('paye', 'paye'), solde('recouvre', 'recouvre'));
  return lignes.map((l) => ({
    id: l.id, appelId: l.appel_id, appelTitre: l.titre, financeur: l.financeur, annee: n(l.annee), voteCents: n(l.vote_cents), engageCents: -n(l.pris), payeCents: n(l.paye), recouvreCents: n(l.recouvre),
  }));
}

/** Amount proposed and not decided yet, by call, in cents (spec 2.7, proposed in committee). */
export async function proposeParAppel(db: Knex): Promise<ReadonlyMap<string, number>> {
  const lignes = await db('dossiers').whereIn('etat', ['instruit', 'examine']).groupBy('appel_id').select('appel_id').sum<{ appel_id: string; total: Nombre }[]>({ total: 'propose_cents' });
  return new Map(lignes.map((l) => [l.appel_id, n(l.total)]));
}

export interface CreditsDeLAnnee { readonly annee: number; readonly voteCents: number; readonly payeCents: number }

/** Payment credits of an envelope by year, with what was paid that year; years of either are listed. */
export async function lireCreditsDePaiement(db: Knex, enveloppeId: string): Promise<CreditsDeLAnnee[]> {
  const votes = await db('credits_paiement').where({ enveloppe_id: enveloppeId }).select<{ annee: Nombre; vote_cents: Nombre }[]>('annee', 'vote_cents');
  const paiements = await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').where({ 'm.enveloppe_id': enveloppeId, 'm.compte': 'paye' }).groupByRaw('substr(x.le, 1, 4)')
    .select<{ annee: string; total: Nombre }[]>(db.raw('substr(x.le, 1, 4) as annee'), db.raw('sum(m.montant_cents) as total'));
  const annees = [...new Set([...votes.map((v) => n(v.annee)), ...paiements.map((p) => Number(p.annee))])].sort((a, b) => a - b);
  return annees.map((annee) => ({ annee, voteCents: n(votes.find((v) => n(v.annee) === annee)?.vote_cents), payeCents: n(paiements.find((p) => Number(p.annee) === annee)?.total) }));
}

export interface VirementLu { readonly le: string; readonly decision: string; readonly decideLe: string; readonly motif: string; readonly montantCents: number; readonly de: LieuLu; readonly vers: LieuLu; readonly par: string }
interface LieuLu { readonly enveloppe: string; readonly part: string }

/** Transfers from or to an envelope, the latest first. */
export async function listerVirements(db: Knex, enveloppeId: string): Promise<VirementLu[]> {
  const lignes = await db('virements_credits as v').join('enveloppes as de', 'de.id', 'v.de_enveloppe_id').join('enveloppes as vers', 'vers.id', 'v.vers_enveloppe_id').join('personnes as p', 'p.id', 'v.saisi_par')
    .join('appels as ad', 'ad.id', 'de.appel_id').join('appels as av', 'av.id', 'vers.appel_id').where((q) => void q.where('v.de_enveloppe_id', enveloppeId).orWhere('v.vers_enveloppe_id', enveloppeId)).orderBy('v.id', 'desc').limit(200)
    .select<{ le: string; decision: string; decide_le: string; motif: string; montant_cents: Nombre; de_part: string; vers_part: string; de_annee: Nombre; vers_annee: Nombre; de_titre: string; vers_titre: string; prenom: string; nom: string }[]>(
      'v.*', 'de.annee as de_annee', 'vers.annee as vers_annee', 'ad.titre as de_titre', 'av.titre as vers_titre', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({
    le: l.le, decision: l.decision, decideLe: l.decide_le, motif: l.motif, montantCents: n(l.montant_cents), par: `${l.prenom} ${l.nom}`,
    de: { enveloppe: `${l.de_titre}, ${n(l.de_annee)}`, part: l.de_part }, vers: { enveloppe: `${l.vers_titre}, ${n(l.vers_annee)}`, part: l.vers_part },
  }));
}

/** Instalments not paid yet of the conventions of a call and a funder, as the forecast reads them. */
export async function versementsAttendus(db: Knex, appelId: string, financeur: string): Promise<VersementAttendu[]> {
  const lignes = await db('versements as v').join('conventions as c', 'c.id', 'v.convention_id').join('dossiers as d', 'd.id', 'c.dossier_id')
    .leftJoin('bilans as b', (j) => void j.on('b.dossier_id', 'd.id').andOnVal('b.nature', 'final')).where({ 'd.appel_id': appelId, 'c.financeur': financeur }).whereNot('v.etat', 'paye').where('v.montant_cents', '>', 0)
    .select<{ montant_cents: Nombre; etat: string; exigible_le: string | null; declencheur: string; limite: string | null; termes: string }[]>('v.montant_cents', 'v.etat', 'v.exigible_le', 'v.declencheur', 'b.limite', 'c.termes');
  return lignes.map((l) => ({
    montant: cents(n(l.montant_cents)), enChemin: ['liquide', 'valide', 'mandate'].includes(l.etat), exigibleLe: l.exigible_le === null ? null : jour(l.exigible_le),
    apresBilan: l.declencheur.startsWith('bilan') && l.exigible_le === null, limiteBilan: l.limite === null ? limiteBilanFinal((JSON.parse(l.termes) as TermesConvention).operation.fin) : jour(l.limite),
  }));
}

/** Committed on the envelopes of a call and a funder, in no instalment yet: decided, not signed; cents. */
export async function engageSansEcheancier(db: Knex, appelId: string, financeur: string): Promise<Cents> {
  const ligne = await db('mouvements as m').join('enveloppes as e', 'e.id', 'm.enveloppe_id').where({ 'e.appel_id': appelId, 'e.financeur': financeur, 'm.compte': 'engage' }).sum({ total: 'm.montant_cents' }).first<{ total: Nombre } | undefined>();
  return cents(Math.max(0, n(ligne?.total)));
}

/** Share of the agreed amounts that ended conventions of a call were paid, recoveries deducted; 1 when none has ended. */
export async function realisationObservee(db: Knex, appelId: string, financeur: string): Promise<Taux> {
  const ligne = await db('conventions as c').join('dossiers as d', 'd.id', 'c.dossier_id').where({ 'd.appel_id': appelId, 'c.financeur': financeur, 'c.etat': 'soldee' })
    .leftJoin(db('mouvements').whereIn('compte', ['paye', 'trop_verse']).groupBy('convention_id').select('convention_id').sum({ paye: 'montant_cents' }).as('m'), 'm.convention_id', 'c.id')
    .select<{ convenu: Nombre; paye: Nombre }[]>(db.raw('sum(c.montant_cents) as convenu'), db.raw('sum(m.paye) as paye')).first<{ convenu: Nombre; paye: Nombre } | undefined>();
  const convenu = n(ligne?.convenu);
  return convenu === 0 ? taux('1.0000') : formaterTaux(Math.max(0, Math.min(convenu, n(ligne?.paye))), convenu);
}

/** Dossiers of a call that may be paid from the reserve: not decided yet. */
export const dossiersReservables = async (db: Knex, appelId: string): Promise<{ id: string; numero: string; titre: string; innovant: boolean }[]> =>
  (await db('dossiers').where({ appel_id: appelId }).whereIn('etat', ['recevable', 'en_instruction', 'instruit', 'examine', 'ajourne']).orderBy('numero').limit(300)
    .select<{ id: string; numero: string; titre: string; innovant: boolean | number }[]>('id', 'numero', 'titre', 'innovant')).map((d) => ({ ...d, innovant: Boolean(d.innovant) }));
