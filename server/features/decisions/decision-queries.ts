import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { bornerAttribution, type BornesAttribution, type SensDecision } from '../../domain/decisions/decision.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { cents } from '../../domain/kernel/cents.js';

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
  readonly bornes: BornesAttribution;
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
    proposeCents: l.propose_cents === null ? null : Number(l.propose_cents), bornes: bornesDe(l), comite: avis.get(l.id) ?? null,
  }));
}

function bornesDe({ demande_cents, version, appel }: LigneADecider): BornesAttribution {
  const { publics } = (JSON.parse(version) as VersionDossier).sections;
  return bornerAttribution(cents(Number(demande_cents)), publics, (JSON.parse(appel) as ContenuAppel).regles.plafondHorsRsa);
}

async function lireAvisComite(db: Knex, dossierIds: readonly string[]): Promise<Map<string, AvisComite>> {
  const lignes = await db('seance_dossiers as x').join('seances as s', 's.id', 'x.seance_id').whereIn('x.dossier_id', [...dossierIds])
    .orderBy('s.le').orderBy('s.id').select<LigneComite[]>('x.dossier_id', 'x.avis', 'x.montant_cents', 'x.reserves');
  return new Map(lignes.map((l) => [l.dossier_id, { avis: l.avis, montantCents: l.montant_cents === null ? null : Number(l.montant_cents), reserves: l.reserves }]));
}

/** A decision with its délibération; `montantCents` 0 unless awarded. */
export interface DecisionLue {
  readonly id: string;
  readonly dossierId: string;
  readonly sens: SensDecision;
  readonly montantCents: number;
  readonly motif: string;
  readonly priseLe: string;
  readonly deliberationNumero: string;
  readonly deliberationDate: string;
}

interface LigneDecision {
  id: string; dossier_id: string; sens: SensDecision; montant_cents: number | string; motif: string; prise_le: string; numero: string; date: string;
}

const requeteDecisions = (db: Knex): Knex.QueryBuilder => db('decisions as x').join('deliberations as l', 'l.id', 'x.deliberation_id').where('x.en_vigueur', true)
  .select('x.id', 'x.dossier_id', 'x.sens', 'x.montant_cents', 'x.motif', 'x.prise_le', 'l.numero', 'l.date');

const versDecision = (l: LigneDecision): DecisionLue => ({
  id: l.id, dossierId: l.dossier_id, sens: l.sens, montantCents: Number(l.montant_cents), motif: l.motif, priseLe: l.prise_le, deliberationNumero: l.numero, deliberationDate: l.date,
});

/** The decision in force on a dossier, or null. */
export async function lireDecision(db: Knex, dossierId: string): Promise<DecisionLue | null> {
  const ligne = (await requeteDecisions(db).where('x.dossier_id', dossierId).orderBy('x.prise_le', 'desc').first()) as LigneDecision | undefined;
  return ligne ? versDecision(ligne) : null;
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
  return lignes.map((l) => ({
    ...versDecision(l), numero: l.dossier_numero ?? '', titre: l.titre, etat: l.etat, organismeId: l.organisme_id, organismeNom: l.organisme_nom, notifieLe: l.notifie_le,
  }));
}

/** Name and funder of a call; null when there is none. */
export async function lireAppelDeDecision(db: Knex, appelId: string): Promise<{ id: string; code: string; titre: string; etat: string; financeur: string } | null> {
  const ligne = await db('appels').where({ id: appelId }).first<{ id: string; code: string; titre: string; etat: string; contenu: string } | undefined>('id', 'code', 'titre', 'etat', 'contenu');
  if (ligne === undefined) return null;
  const { contenu, ...appel } = ligne;
  return { ...appel, financeur: (JSON.parse(contenu) as ContenuAppel).regles.financeur };
}
