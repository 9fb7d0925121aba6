import type { Knex } from 'knex';
import type { BornesProposition } from '../../domain/instruction/proposition.js';
import type { Chapitres, ConclusionInstruction, Instruction } from '../../domain/instruction/rapport.js';
import { evaluerBudget } from '../../domain/dossiers/evaluation.js';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { Taux } from '../../domain/kernel/taux.js';
import { totaliserCredits } from '../../domain/grand-livre/enveloppe.js';
import { lireEnveloppes } from '../grand-livre/enveloppe-queries.js';
import { lireBudgetRetenu } from '../ajustements/ajustement-queries.js';
import type { DossierLu } from '../dossiers/dossier-queries.js';

export { lireBudgetRetenu, type BudgetRetenu } from '../ajustements/ajustement-queries.js';

/** Handed over for validation, or sent back: when and by whom. */
export interface Passage { readonly le: string; readonly par: string }

/** Shape of the `rapport` column. */
export interface RapportStocke {
  readonly chapitres: Chapitres;
  readonly transmission: Passage | null;
  readonly renvoi: (Passage & { readonly commentaire: string }) | null;
}

/** The instruction report of a dossier; `version` rises by one at each save. */
export interface InstructionLue extends Instruction, RapportStocke {
  readonly version: number;
  readonly modifieLe: string;
  readonly modifiePar: string;
}

interface LigneInstruction { rapport: string; propose_cents: number | string | null; conclusion: ConclusionInstruction | null; version: number; modifie_le: string; prenom: string; nom: string }

/** The report, null while nobody has written it. */
export async function lireInstruction(db: Knex, dossierId: string): Promise<InstructionLue | null> {
  const l: LigneInstruction | undefined = await db('instructions as i').join('personnes as p', 'p.id', 'i.modifie_par').where({ 'i.dossier_id': dossierId })
    .select('i.rapport', 'i.propose_cents', 'i.conclusion', 'i.version', 'i.modifie_le', 'p.prenom', 'p.nom').first();
  if (l === undefined) return null;
  return {
    ...(JSON.parse(l.rapport) as RapportStocke), proposeCents: l.propose_cents === null ? null : Number(l.propose_cents), conclusion: l.conclusion,
    version: Number(l.version), modifieLe: l.modifie_le, modifiePar: `${l.prenom} ${l.nom}`,
  };
}

export interface Bornes extends BornesProposition {
  /** Credits of the funder that runs the call, over its years, null while none is voted; cents. */
  readonly enveloppe: { readonly voteCents: number; readonly engageCents: number; readonly disponibleCents: number } | null;
  /** Amount asked ÷ total of the expenses. */
  readonly tauxIntervention: Taux;
}

/** What bounds the amount proposed for a dossier: what is asked, rule 2.3, the credits of the call. */
export async function lireBornes(db: Knex, dossier: DossierLu, version: VersionDossier, appel: ContenuAppel): Promise<Bornes> {
  const { subvention, tauxIntervention } = evaluerBudget(version.sections.budget, version.sections.publics, appel);
  const lignes = await lireEnveloppes(db, dossier.appelId, appel.regles.financeur);
  const { vote, engage, libere, disponible } = totaliserCredits(lignes);
  const enveloppe = lignes.length === 0 ? null : { voteCents: vote, engageCents: engage - libere, disponibleCents: disponible };
  const retenu = await lireBudgetRetenu(db, dossier.id);
  return { retenuCents: retenu?.montantCents ?? null, demandeCents: subvention.demandee, plafonneeCents: subvention.plafonnee, disponibleCents: enveloppe?.disponibleCents ?? null, enveloppe, tauxIntervention };
}

/** Amounts proposed so far on the other dossiers of a call that wait for the committee, in cents. */
export async function totalPropose(db: Knex, appelId: string, saufDossierId: string): Promise<{ nombre: number; cents: number }> {
  const ligne = await db('dossiers').where({ appel_id: appelId }).whereNot({ id: saufDossierId }).whereIn('etat', ['en_instruction', 'instruit', 'examine']).where('propose_cents', '>', 0)
    .count({ nombre: '*' }).sum({ total: 'propose_cents' }).first<{ nombre: number | string; total: number | string | null }>();
  return { nombre: Number(ligne.nombre), cents: Number(ligne.total ?? 0) };
}

/** Ids of the people who belong to an organisme, accepted or waiting to be. */
export async function membresDe(db: Knex, organismeId: string): Promise<ReadonlySet<string>> {
  const lignes = await db('membres').where({ organisme_id: organismeId }).whereNot({ etat: 'refuse' }).select<{ personne_id: string }[]>('personne_id');
  return new Set(lignes.map((l) => l.personne_id));
}

export interface Affectation { readonly le: string; readonly par: string; readonly avant: string | null; readonly apres: string; readonly motif: string | null }

/** Who was put in charge, newest first, as the journal keeps it. */
export async function listerAffectations(db: Knex, dossierId: string): Promise<Affectation[]> {
  const lignes = await db('journal').where({ dossier_id: dossierId }).where({ action: 'dossier.affecter' }).orderBy('rang', 'desc')
    .select<{ le: string; acteur_nom: string; donnees: string; motif: string | null }[]>('le', 'acteur_nom', 'donnees', 'motif');
  return lignes.map((l) => {
    const { avant = null, apres = '' } = JSON.parse(l.donnees) as { avant?: string | null; apres?: string };
    return { le: l.le, par: l.acteur_nom, avant, apres, motif: l.motif };
  });
}

export interface PropositionPassee { readonly le: string; readonly par: string; readonly proposeCents: number | null; readonly conclusion: string | null }

/** Every amount and conclusion proposed in turn, oldest first: a save that changed neither is left out. */
export async function listerPropositions(db: Knex, dossierId: string): Promise<PropositionPassee[]> {
  const lignes = await db('journal').where({ dossier_id: dossierId, action: 'instruction.enregistrer' }).orderBy('rang')
    .select<{ le: string; acteur_nom: string; donnees: string }[]>('le', 'acteur_nom', 'donnees');
  const toutes = lignes.map((l) => {
    const { proposeCents = null, conclusion = null } = JSON.parse(l.donnees) as { proposeCents?: number | null; conclusion?: string | null };
    return { le: l.le, par: l.acteur_nom, proposeCents, conclusion };
  });
  return toutes.filter((p, i) => {
    const precedente = toutes[i - 1];
    return (p.proposeCents !== null || p.conclusion !== null) && (precedente?.proposeCents !== p.proposeCents || precedente?.conclusion !== p.conclusion);
  });
}
