import type { Knex } from 'knex';
import type { ContenuAppel, ReglesAppel } from '../../domain/appels/contenu.js';
import { financeursConventionnes } from '../../domain/conventions/termes.js';
import { bornerAttribution, MOTIFS_REFUS, type BornesAttribution, type BornesFinanceur, type MotifRefus, type SensDecision } from '../../domain/decisions/decision.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { cents, somme } from '../../domain/kernel/cents.js';

/** What the committee said of a dossier in its last session; amounts in cents. */
export interface AvisComite {
  readonly avis: string | null;
  readonly montantCents: number | null;
  readonly reserves: string;
}

/** A dossier of the call at the stage of the decision. */
export interface DossierADecider {
  readonly id: string;
  readonly numero: string;
  readonly etat: string;
  readonly titre: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly proposeCents: number | null;
  /** Bounds of the call's own funder. */
  readonly bornes: BornesAttribution;
  /** Bounds of each funder that pays for the call, its own first. */
  readonly bornesParFinanceur: readonly BornesFinanceur[];
  readonly comite: AvisComite | null;
}

interface LigneADecider {
  id: string; numero: string | null; etat: string; titre: string; organisme_id: string; organisme_nom: string;
  demande_cents: number | string; propose_cents: number | string | null; version: string; appel: string;
}
interface LigneComite { dossier_id: string; avis: string | null; montant_cents: number | string | null; reserves: string }

/** Dossiers of a call waiting for a decision (or those named), with their bounds and the committee's last avis; two queries. */
export async function lireDossiersADecider(db: Knex, appelId: string, ids?: readonly string[]): Promise<DossierADecider[]> {
  const requete = db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id')
    .join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .join('appel_versions as r', (j) => void j.on('r.appel_id', 'd.appel_id').andOn('r.version', 'd.appel_version'))
    .where('d.appel_id', appelId).orderBy('d.numero');
  void (ids === undefined ? requete.where('d.etat', 'examine') : requete.whereIn('d.id', [...ids]));
  const lignes = await requete.select<LigneADecider[]>(
    'd.id', 'd.numero', 'd.etat', 'd.titre', 'd.organisme_id', 'o.nom as organisme_nom', 'd.demande_cents', 'd.propose_cents', 'v.contenu as version', 'r.contenu as appel');
  const avis = await lireAvisComite(db, lignes.map((l) => l.id));
  return lignes.map((l) => ({
    id: l.id, numero: l.numero ?? '', etat: l.etat, titre: l.titre, organismeId: l.organisme_id, organismeNom: l.organisme_nom,
    proposeCents: l.propose_cents === null ? null : Number(l.propose_cents), ...bornesDe(l), comite: avis.get(l.id) ?? null,
  }));
}

function bornesDe({ demande_cents, version, appel }: LigneADecider): Pick<DossierADecider, 'bornes' | 'bornesParFinanceur'> {
  const { publics, budget } = (JSON.parse(version) as VersionDossier).sections;
  const { regles } = JSON.parse(appel) as ContenuAppel;
  const [principal, ...autres] = financeursConventionnes(regles);
  const bornes = bornerAttribution(cents(Number(demande_cents)), publics, regles.plafondHorsRsa);
  const demandeDe = (f: Financeur): BornesAttribution => bornerAttribution(somme(budget.ressources.filter((r) => r.financeur === f).map((r) => r.montant)), publics, regles.plafondHorsRsa);
  return { bornes, bornesParFinanceur: [{ financeur: principal ?? regles.financeur, ...bornes }, ...autres.map((financeur) => ({ financeur, ...demandeDe(financeur) }))] };
}

async function lireAvisComite(db: Knex, dossierIds: readonly string[]): Promise<Map<string, AvisComite>> {
  const lignes = await db('seance_dossiers as x').join('seances as s', 's.id', 'x.seance_id').whereIn('x.dossier_id', [...dossierIds])
    .orderBy('s.le').orderBy('s.id').select<LigneComite[]>('x.dossier_id', 'x.avis', 'x.montant_cents', 'x.reserves');
  return new Map(lignes.map((l) => [l.dossier_id, { avis: l.avis, montantCents: l.montant_cents === null ? null : Number(l.montant_cents), reserves: l.reserves }]));
}

/** What a funder that pays was asked and grants, in cents. */
export interface MontantLu { readonly financeur: Financeur; readonly montantCents: number }

/** A decision with its délibération; `montantCents` is that of the call's own funder, 0 unless awarded. */
export interface DecisionLue {
  readonly id: string;
  readonly dossierId: string;
  readonly sens: SensDecision;
  readonly montantCents: number;
  /** What each funder grants, the call's own first; empty unless awarded. */
  readonly montants: readonly MontantLu[];
  readonly totalCents: number;
  readonly motif: string;
  readonly motifCode: MotifRefus | null;
  readonly priseLe: string;
  /** Day of its letter; null while it has none. */
  readonly notifieeLe: string | null;
  /** Number of the registered letter, empty when there is none. */
  readonly recommande: string;
  readonly deliberationNumero: string;
  readonly deliberationDate: string;
}

interface LigneDecision {
  id: string; dossier_id: string; sens: SensDecision; montant_cents: number | string; motif: string; motif_code: string | null; prise_le: string; notifiee_le: string | null; recommande: string;
  numero: string; date: string; appel: string;
}
interface LigneFinanceur { decision_id: string; financeur: Financeur; montant_cents: number | string }

const requeteDecisions = (db: Knex): Knex.QueryBuilder => db('decisions as x').join('deliberations as l', 'l.id', 'x.deliberation_id').join('appels as a', 'a.id', 'l.appel_id').where('x.en_vigueur', true)
  .select('x.id', 'x.dossier_id', 'x.sens', 'x.montant_cents', 'x.motif', 'x.motif_code', 'x.prise_le', 'x.notifiee_le', 'x.recommande', 'l.numero', 'l.date', 'a.contenu as appel');

async function lireAutresMontants(db: Knex, ids: readonly string[]): Promise<Map<string, MontantLu[]>> {
  const lignes = await db('decision_financeurs').whereIn('decision_id', [...ids]).orderBy('financeur').select<LigneFinanceur[]>('decision_id', 'financeur', 'montant_cents');
  const lus = new Map<string, MontantLu[]>();
  for (const l of lignes) lus.set(l.decision_id, [...lus.get(l.decision_id) ?? [], { financeur: l.financeur, montantCents: Number(l.montant_cents) }]);
  return lus;
}

function versDecision(l: LigneDecision, autres: readonly MontantLu[]): DecisionLue {
  const principal = { financeur: (JSON.parse(l.appel) as ContenuAppel).regles.financeur, montantCents: Number(l.montant_cents) };
  const montants = [principal, ...autres].filter((m) => m.montantCents > 0);
  return {
    id: l.id, dossierId: l.dossier_id, sens: l.sens, montantCents: principal.montantCents, montants, totalCents: montants.reduce((n, m) => n + m.montantCents, 0),
    motif: l.motif, motifCode: MOTIFS_REFUS.find((m) => m === l.motif_code) ?? null, priseLe: l.prise_le, notifieeLe: l.notifiee_le, recommande: l.recommande,
    deliberationNumero: l.numero, deliberationDate: l.date,
  };
}

/** The decision in force on a dossier, or null. */
export async function lireDecision(db: Knex, dossierId: string): Promise<DecisionLue | null> {
  const ligne = (await requeteDecisions(db).where('x.dossier_id', dossierId).orderBy('x.prise_le', 'desc').first()) as LigneDecision | undefined;
  return ligne === undefined ? null : versDecision(ligne, (await lireAutresMontants(db, [ligne.id])).get(ligne.id) ?? []);
}

/** A dossier already decided, with the decision in force. */
export interface DossierDecide extends DecisionLue {
  readonly numero: string;
  readonly titre: string;
  readonly etat: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly notifieLe: string | null;
}

interface LigneDecidee extends LigneDecision {
  dossier_numero: string | null; titre: string; etat: string; organisme_id: string; organisme_nom: string; notifie_le: string | null;
}

/** Dossiers of a call with a decision in force, by number. */
export async function lireDossiersDecides(db: Knex, appelId: string): Promise<DossierDecide[]> {
  const lignes = await requeteDecisions(db).join('dossiers as d', 'd.id', 'x.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
    .where('d.appel_id', appelId).whereIn('d.etat', ['attribue', 'refuse', 'ajourne', 'notifie']).orderBy('d.numero')
    .select<LigneDecidee[]>('d.numero as dossier_numero', 'd.titre', 'd.etat', 'd.organisme_id', 'o.nom as organisme_nom', 'd.notifie_le');
  const autres = await lireAutresMontants(db, lignes.map((l) => l.id));
  return lignes.map((l) => ({
    ...versDecision(l, autres.get(l.id) ?? []), numero: l.dossier_numero ?? '', titre: l.titre, etat: l.etat, organismeId: l.organisme_id, organismeNom: l.organisme_nom, notifieLe: l.notifie_le,
  }));
}

/** Asked by a dossier of the funders that pay for its call, in cents. */
export function demandeAuxVerseurs({ sections: { budget } }: VersionDossier, regles: ReglesAppel): number {
  const verseurs = financeursConventionnes(regles);
  return somme(budget.ressources.filter((r) => verseurs.includes(r.financeur)).map((r) => r.montant));
}

/** A call at the stage of its decisions; `financeurs` pay for it, its own first. */
export interface AppelDeDecision {
  readonly id: string;
  readonly code: string;
  readonly titre: string;
  readonly etat: string;
  readonly financeur: Financeur;
  readonly financeurs: readonly Financeur[];
}

/** A call with its funders; null when there is none. */
export async function lireAppelDeDecision(db: Knex, appelId: string): Promise<AppelDeDecision | null> {
  const ligne = await db('appels').where({ id: appelId }).first<{ id: string; code: string; titre: string; etat: string; contenu: string } | undefined>('id', 'code', 'titre', 'etat', 'contenu');
  if (ligne === undefined) return null;
  const { contenu, ...appel } = ligne;
  const { regles } = JSON.parse(contenu) as ContenuAppel;
  return { ...appel, financeur: regles.financeur, financeurs: financeursConventionnes(regles) };
}
