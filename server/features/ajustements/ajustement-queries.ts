import type { Knex } from 'knex';
import type { SectionBudget } from '../../domain/dossiers/contenu.js';
import type { EtatAjustement } from '../../domain/etats/machines.js';
import { budgetAjuste, type EtapeAjustement, type FaitsAjustement, type LigneAjustee } from '../../domain/instruction/ajustement.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { trouve } from '../../web/errors.js';
import { lireDecision } from '../decisions/decision-queries.js';
import { lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';

/** One round of the adjustment of a budget; `version` rises at each save of the draft. */
export interface AjustementLu {
  readonly id: string;
  readonly rang: number;
  readonly etape: EtapeAjustement;
  readonly etat: EtatAjustement;
  readonly lignes: readonly LigneAjustee[];
  readonly message: string;
  readonly reponse: string;
  readonly version: number;
  readonly redigeParId: string;
  readonly redigePar: string;
  readonly modifieLe: string;
  readonly envoyeLe: string | null;
  readonly reponduPar: string | null;
  readonly reponduLe: string | null;
  readonly retenuPar: string | null;
  readonly retenuLe: string | null;
}

interface Ligne {
  id: string; rang: number; etape: EtapeAjustement; etat: EtatAjustement; lignes: string; message: string; reponse: string; version: number; redige_par: string; modifie_le: string; envoye_le: string | null;
  r_prenom: string; r_nom: string; p_prenom: string | null; p_nom: string | null; repondu_le: string | null; k_prenom: string | null; k_nom: string | null; retenu_le: string | null;
}

const nom = (prenom: string | null, n: string | null): string | null => (n === null ? null : `${prenom ?? ''} ${n}`.trim());

/** Rounds of a dossier, oldest first: the porteur is never shown a draft. */
export async function listerAjustements(db: Knex, dossierId: string): Promise<AjustementLu[]> {
  const lignes = await db('ajustements as a').join('personnes as r', 'r.id', 'a.redige_par').leftJoin('personnes as p', 'p.id', 'a.repondu_par').leftJoin('personnes as k', 'k.id', 'a.retenu_par')
    .where({ 'a.dossier_id': dossierId }).orderBy('a.rang').select<Ligne[]>('a.id', 'a.rang', 'a.etape', 'a.etat', 'a.lignes', 'a.message', 'a.reponse', 'a.version', 'a.redige_par', 'a.modifie_le', 'a.envoye_le',
      'r.prenom as r_prenom', 'r.nom as r_nom', 'p.prenom as p_prenom', 'p.nom as p_nom', 'a.repondu_le', 'k.prenom as k_prenom', 'k.nom as k_nom', 'a.retenu_le');
  return lignes.map((l) => ({
    id: l.id, rang: Number(l.rang), etape: l.etape, etat: l.etat, lignes: JSON.parse(l.lignes) as LigneAjustee[], message: l.message, reponse: l.reponse, version: Number(l.version), redigeParId: l.redige_par,
    redigePar: `${l.r_prenom} ${l.r_nom}`, modifieLe: l.modifie_le, envoyeLe: l.envoye_le, reponduPar: nom(l.p_prenom, l.p_nom), reponduLe: l.repondu_le, retenuPar: nom(l.k_prenom, l.k_nom), retenuLe: l.retenu_le,
  }));
}

/** A budget both sides agreed on, in the shape of the deposited one, with what the call's funder gives in it. */
export interface BudgetRetenu { readonly budget: SectionBudget; readonly montantCents: Cents; readonly etape: EtapeAjustement; readonly retenuLe: string }

interface LigneRetenue { etape: EtapeAjustement; lignes: string; retenu_cents: number | string; retenu_le: string; contenu: string }

/**
 * The budget kept at the end of the last adjustment both sides agreed on, null when there is none: the deposited budget
 * then stands. It replaces `version.sections.budget` wherever the agreed figures count — proposed amount, agreement
 * (`termesDe({ ...version, sections: { ...version.sections, budget } }, …)`), planned eligible cost. One query.
 */
export async function lireBudgetRetenu(db: Knex, dossierId: string): Promise<BudgetRetenu | null> {
  const l = await db('ajustements as a').join('dossiers as d', 'd.id', 'a.dossier_id').join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .where({ 'a.dossier_id': dossierId, 'a.etat': 'accepte' }).orderBy('a.rang', 'desc').first<LigneRetenue | undefined>('a.etape', 'a.lignes', 'a.retenu_cents', 'a.retenu_le', 'v.contenu');
  if (l === undefined) return null;
  const { budget } = (JSON.parse(l.contenu) as { sections: { budget: SectionBudget } }).sections;
  return { budget: budgetAjuste(budget, JSON.parse(l.lignes) as LigneAjustee[], 'retenu'), montantCents: cents(Number(l.retenu_cents)), etape: l.etape, retenuLe: l.retenu_le };
}

/** What decides the adjustment of a dossier now: its stage (null when its budget is not to be adjusted) and the figures it is judged by. */
export interface Situation { readonly etape: EtapeAjustement | null; readonly faits: FaitsAjustement; readonly retenu: BudgetRetenu | null }

/**
 * Reads the situation of a dossier: before the committee while it is under instruction; after the decision when the amount
 * voted is below the amount in force, until an agreement is signed.
 */
export async function lireSituation(db: Knex, dossier: DossierLu): Promise<Situation> {
  const { sections: { budget, publics } } = trouve(await lireVersionDossier(db, dossier.id, dossier.version));
  const [appel, decision, retenu] = [await lireReglesDuDossier(db, dossier), await lireDecision(db, dossier.id), await lireBudgetRetenu(db, dossier.id)];
  const vote = ['attribue', 'notifie'].includes(dossier.etat) && decision?.sens === 'attribue' ? cents(decision.montantCents) : null;
  const aReduire = vote !== null && vote < (retenu?.montantCents ?? dossier.demandeCents) && !(await conventionSignee(db, dossier.id));
  const etape = dossier.etat === 'en_instruction' ? 'instruction' as const : aReduire ? 'attribution' as const : null;
  return { etape, retenu, faits: { etape: etape ?? 'instruction', budget, publics, appel, voteCents: vote } };
}

async function conventionSignee(db: Knex, dossierId: string): Promise<boolean> {
  return (await db('conventions').where({ dossier_id: dossierId }).whereNotIn('etat', ['a_signer']).first<object | undefined>('id')) !== undefined;
}

/** True when the instruction of a dossier started again after this moment: what was agreed before may be adjusted once more. */
export async function instructionRouverteDepuis(db: Knex, dossierId: string, le: string): Promise<boolean> {
  return (await db('journal').where({ dossier_id: dossierId, vers: 'en_instruction' }).where('le', '>', le).first<object | undefined>('rang')) !== undefined;
}
