import type { Knex } from 'knex';
import type { Aide, AideControlee } from '../../domain/organismes/aides.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import type { MotifRejet } from '../../domain/service-fait/lignes.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { dansJson } from '../../platform/database.js';
import { requeteReversements, versReversement, type ReversementLu } from '../versements/reversement-queries.js';

/** A deposited dossier of the organisme, with the decision in force. */
export interface DemandeAide {
  readonly id: string;
  readonly numero: string;
  readonly titre: string;
  readonly etat: string;
  readonly appelTitre: string;
  readonly deposeLe: string;
  readonly demandeCents: number;
  readonly sens: string | null;
}

/** An aid with what names it on the sheet. */
export interface AideLue extends Aide {
  readonly dossierId: string;
  readonly numero: string;
  readonly titre: string;
  /** State of the convention; null while there is none. */
  readonly etatConvention: string | null;
  readonly ecartees: readonly DepenseEcartee[];
}

/** Expenses the control did not retain, by reason; cents. */
export interface DepenseEcartee { readonly motif: MotifRejet; readonly montantCents: number }

export interface ControleDeFiche {
  readonly dossierId: string;
  readonly numero: string;
  readonly nature: 'service_fait' | 'visite';
  readonly le: string | null;
  readonly par: string;
  /** Times it was reopened. */
  readonly reouvertures: number;
  readonly constats: string;
}

/** All that the fact sheet of an organisme says. */
export interface FicheAides {
  readonly demandes: readonly DemandeAide[];
  readonly aides: readonly AideLue[];
  readonly reversements: readonly ReversementLu[];
  readonly controles: readonly ControleDeFiche[];
}

interface LigneDemande {
  id: string; numero: string | null; titre: string; etat: string; depose_le: string; demande_cents: number | string; appel_id: string; appel_titre: string; financeur: string;
  decision_id: string | null; sens: string | null; montant_cents: number | string | null; date: string | null;
}
interface LigneConvention { dossier_id: string; financeur: string; etat: string; montant_cents: number | string; generee_le: string; paye: number | string | null; recouvre: number | string | null }
interface LigneControle {
  dossier_id: string; numero: string | null; bilan_id: string; conclu_le: string | null; prenom: string; nom: string; reouvertures: number | string; conventions: string | null;
}
interface SoldeFige { readonly financeur: Financeur; readonly solde: AideControlee }

/** The fact sheet of an organisme, in a constant number of queries. */
export async function lireFicheAides(db: Knex, organismeId: string): Promise<FicheAides> {
  const demandes = await lireDemandes(db, organismeId);
  const [autres, conventions, controles, ecartees] = [
    await lireAutresMontants(db, organismeId), await lireConventions(db, organismeId), await lireControles(db, organismeId), await lireEcartees(db, organismeId),
  ];
  return {
    demandes: demandes.map((d) => ({ id: d.id, numero: d.numero ?? '', titre: d.titre, etat: d.etat, appelTitre: d.appel_titre, deposeLe: d.depose_le, demandeCents: Number(d.demande_cents), sens: d.sens })),
    aides: demandes.flatMap((d) => aidesDe(d, {
      autres: autres.get(d.decision_id ?? '') ?? [], conventions: conventions.filter((c) => c.dossier_id === d.id),
      soldes: controles.flatMap((k) => (k.dossier_id === d.id && k.conclu_le !== null && k.conventions !== null ? JSON.parse(k.conventions) as SoldeFige[] : [])), ecartees: ecartees.get(d.id) ?? [],
    })),
    reversements: ((await requeteReversements(db).where('d.organisme_id', organismeId).orderBy('r.emis_le', 'desc')) as Parameters<typeof versReversement>[0][]).map(versReversement),
    controles: [...controles.map((k): ControleDeFiche => ({
      dossierId: k.dossier_id, numero: k.numero ?? '', nature: 'service_fait', le: k.conclu_le === null ? null : jourAParis(k.conclu_le as Instant), par: `${k.prenom} ${k.nom}`, reouvertures: Number(k.reouvertures), constats: '',
    })), ...await lireVisites(db, organismeId)],
  };
}

const lireDemandes = (db: Knex, organismeId: string): Promise<LigneDemande[]> => db('dossiers as d').join('appels as a', 'a.id', 'd.appel_id')
  .leftJoin('decisions as x', (j) => void j.on('x.dossier_id', 'd.id').andOnVal('x.en_vigueur', true)).leftJoin('deliberations as l', 'l.id', 'x.deliberation_id')
  .where('d.organisme_id', organismeId).whereNotNull('d.depose_le').orderBy('d.depose_le', 'desc').orderBy('d.id', 'desc')
  .select<LigneDemande[]>('d.id', 'd.numero', 'd.titre', 'd.etat', 'd.depose_le', 'd.demande_cents', 'd.appel_id', 'a.titre as appel_titre', 'x.id as decision_id', 'x.sens', 'x.montant_cents', 'l.date',
    dansJson(db, 'a.contenu', ['regles', 'financeur'], 'financeur'));

async function lireAutresMontants(db: Knex, organismeId: string): Promise<Map<string, { financeur: string; montant: number }[]>> {
  const lignes = await db('decision_financeurs as f').join('decisions as x', 'x.id', 'f.decision_id').join('dossiers as d', 'd.id', 'x.dossier_id')
    .where({ 'd.organisme_id': organismeId, 'x.en_vigueur': true }).orderBy('f.financeur').select<{ decision_id: string; financeur: string; montant_cents: number | string }[]>('f.decision_id', 'f.financeur', 'f.montant_cents');
  return ranger(lignes, (l) => l.decision_id, (l) => ({ financeur: l.financeur, montant: Number(l.montant_cents) }));
}

function lireConventions(db: Knex, organismeId: string): Promise<LigneConvention[]> {
  const compte = (code: 'paye' | 'recouvre'): Knex.QueryBuilder => db('mouvements as m').whereRaw('m.convention_id = c.id').where('m.compte', code).sum('m.montant_cents').as(code);
  return db('conventions as c').join('dossiers as d', 'd.id', 'c.dossier_id').where('d.organisme_id', organismeId).orderBy('c.financeur')
    .select<LigneConvention[]>('c.dossier_id', 'c.financeur', 'c.etat', 'c.montant_cents', 'c.generee_le', compte('paye'), compte('recouvre'));
}

const lireControles = (db: Knex, organismeId: string): Promise<LigneControle[]> => db('controles as k').join('bilans as b', 'b.id', 'k.bilan_id').join('dossiers as d', 'd.id', 'b.dossier_id')
  .join('personnes as p', 'p.id', 'k.controleur_id').where('d.organisme_id', organismeId).orderByRaw('case when k.conclu_le is null then 0 else 1 end').orderBy('k.conclu_le', 'desc').orderBy('b.id')
  .select<LigneControle[]>('b.dossier_id', 'd.numero', 'k.bilan_id', 'k.conclu_le', 'p.prenom', 'p.nom', dansJson(db, 'k.resultat', ['conventions'], 'conventions'),
    db.raw('(select count(*) from controle_versions v where v.bilan_id = k.bilan_id) as reouvertures'));

async function lireEcartees(db: Knex, organismeId: string): Promise<Map<string, DepenseEcartee[]>> {
  const lignes = await db('bilan_depenses as x').join('bilans as b', 'b.id', 'x.bilan_id').join('dossiers as d', 'd.id', 'b.dossier_id')
    .where({ 'd.organisme_id': organismeId, 'b.nature': 'final', 'b.etat': 'conclu' }).whereNotNull('x.motif').groupBy('b.dossier_id', 'x.motif').orderBy('x.motif')
    .select<{ dossier_id: string; motif: MotifRejet; montant: number | string }[]>('b.dossier_id', 'x.motif', db.raw('sum(x.montant_cents - x.retenu_cents) as montant'));
  return ranger(lignes, (l) => l.dossier_id, (l) => ({ motif: l.motif, montantCents: Number(l.montant) }));
}

async function lireVisites(db: Knex, organismeId: string): Promise<ControleDeFiche[]> {
  const lignes = await db('visites as v').join('dossiers as d', 'd.id', 'v.dossier_id').join('personnes as p', 'p.id', 'v.saisie_par').where({ 'd.organisme_id': organismeId, 'v.nature': 'visite' }).orderBy('v.date', 'desc').orderBy('v.id')
    .select<{ dossier_id: string; numero: string | null; date: string; constats: string; prenom: string; nom: string }[]>('v.dossier_id', 'd.numero', 'v.date', 'v.constats', 'p.prenom', 'p.nom');
  return lignes.map((v) => ({ dossierId: v.dossier_id, numero: v.numero ?? '', nature: 'visite', le: v.date, par: `${v.prenom} ${v.nom}`, reouvertures: 0, constats: v.constats }));
}

interface Suites {
  readonly autres: readonly { financeur: string; montant: number }[];
  readonly conventions: readonly LigneConvention[];
  readonly soldes: readonly SoldeFige[];
  readonly ecartees: readonly DepenseEcartee[];
}

/** One aid per funder: by its convention once there is one, by the decision until then. */
function aidesDe(d: LigneDemande, { autres, conventions, soldes, ecartees }: Suites): AideLue[] {
  const accordes = new Map<string, Cents>();
  if (d.sens === 'attribue') for (const a of [{ financeur: d.financeur, montant: Number(d.montant_cents) }, ...autres]) if (a.montant > 0) accordes.set(a.financeur, cents(a.montant));
  for (const c of conventions) accordes.set(c.financeur, cents(Number(c.montant_cents)));
  return [...accordes].map(([financeur, accorde]) => {
    const convention = conventions.find((c) => c.financeur === financeur);
    const solde = soldes.find((s) => s.financeur === financeur)?.solde;
    return {
      dossierId: d.id, numero: d.numero ?? '', titre: d.titre, appelId: d.appel_id, appelTitre: d.appel_titre, financeur: financeur as Financeur, accorde, etatConvention: convention?.etat ?? null, ecartees,
      annee: Number((d.date ?? jourAParis((convention?.generee_le ?? d.depose_le) as Instant)).slice(0, 4)), paye: cents(Number(convention?.paye ?? 0)), recouvre: cents(Number(convention?.recouvre ?? 0)),
      controle: solde === undefined ? null : { du: solde.du, tauxRealisation: solde.tauxRealisation, contraignant: solde.contraignant },
    };
  });
}

function ranger<L, V>(lignes: readonly L[], cle: (l: L) => string, valeur: (l: L) => V): Map<string, V[]> {
  const rangees = new Map<string, V[]>();
  for (const l of lignes) rangees.set(cle(l), [...rangees.get(cle(l)) ?? [], valeur(l)]);
  return rangees;
}
