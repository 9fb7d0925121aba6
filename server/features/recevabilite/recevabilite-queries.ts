import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { ElementDemande } from '../../domain/recevabilite/complements.js';
import { controlesAutomatiques, type Controle } from '../../domain/recevabilite/controles.js';
import { lignesDeLaGrille, type DecisionLigne, type LigneGrille } from '../../domain/recevabilite/grille.js';
import { trouve } from '../../web/errors.js';
import { listerTerritoires, type TerritoireLu } from '../appels/appel-queries.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';

/** Admissibility file of a dossier; `automatiques` is what the machine said when a person concluded, null before. */
export interface RecevabiliteLue {
  readonly decisions: readonly DecisionLigne[];
  readonly automatiques: readonly Controle[] | null;
  readonly conclusion: 'recevable' | 'irrecevable' | null;
  readonly motifs: readonly string[];
  readonly concluLe: string | null;
  readonly concluPar: string | null;
  /** Raised by one at each save: a writer names the version they read. */
  readonly version: number;
}

interface LigneRecevabilite {
  controles: string; conclusion: RecevabiliteLue['conclusion']; motifs: string; conclu_le: string | null; prenom: string | null; nom: string | null;
}

/** Shape of the `controles` column. */
export interface ControlesStockes { readonly decisions: readonly DecisionLigne[]; readonly automatiques: readonly Controle[] | null; readonly version: number }

/** The admissibility file, null while nobody has saved anything. */
export async function lireRecevabilite(db: Knex, dossierId: string): Promise<RecevabiliteLue | null> {
  const ligne: LigneRecevabilite | undefined = await db('recevabilites as r').leftJoin('personnes as p', 'p.id', 'r.conclu_par').where({ 'r.dossier_id': dossierId })
    .select('r.controles', 'r.conclusion', 'r.motifs', 'r.conclu_le', 'p.prenom', 'p.nom').first();
  if (ligne === undefined) return null;
  const { decisions, automatiques, version } = JSON.parse(ligne.controles) as ControlesStockes;
  return {
    decisions, automatiques, conclusion: ligne.conclusion, motifs: JSON.parse(ligne.motifs) as string[], concluLe: ligne.conclu_le,
    concluPar: ligne.nom === null ? null : `${ligne.prenom ?? ''} ${ligne.nom}`.trim(), version,
  };
}

/** One round of questions to the porteur. */
export interface DemandeComplements {
  readonly id: string;
  readonly elements: readonly ElementDemande[];
  readonly message: string;
  readonly limite: string;
  readonly demandeLe: string;
  readonly demandePar: string;
  readonly reponduLe: string | null;
}

interface LigneDemande { id: string; elements: string; message: string; limite: string; demande_le: string; repondu_le: string | null; prenom: string; nom: string }

/** Every request for complements of a dossier, oldest first. */
export async function listerDemandes(db: Knex, dossierId: string): Promise<DemandeComplements[]> {
  const lignes = await db('demandes_complements as c').join('personnes as p', 'p.id', 'c.demande_par').where({ 'c.dossier_id': dossierId }).orderBy('c.demande_le').orderBy('c.id')
    .select<LigneDemande[]>('c.id', 'c.elements', 'c.message', 'c.limite', 'c.demande_le', 'c.repondu_le', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({
    id: l.id, elements: JSON.parse(l.elements) as ElementDemande[], message: l.message, limite: l.limite, demandeLe: l.demande_le, demandePar: `${l.prenom} ${l.nom}`, reponduLe: l.repondu_le,
  }));
}

/** The request the porteur has not answered yet, null when there is none. */
export async function demandeOuverte(db: Knex, dossierId: string): Promise<DemandeComplements | null> {
  return (await listerDemandes(db, dossierId)).find((d) => d.reponduLe === null) ?? null;
}

/** What the open request lets the porteur change, each thing once; empty when no request is open. */
export async function elementsDemandes(db: Knex, dossierId: string): Promise<{ cible: 'piece' | 'section'; code: string }[]> {
  const ouverte = await demandeOuverte(db, dossierId);
  const uniques = new Map((ouverte?.elements ?? []).map(({ cible, code }) => [`${cible}:${code}`, { cible, code }]));
  return [...uniques.values()];
}

export interface AutreDossier { readonly id: string; readonly numero: string; readonly titre: string; readonly etat: string; readonly demandeCents: number }

/** Other deposited dossiers of the same organisme in the same call, withdrawn and inadmissible ones left out. */
export async function autresDossiers(db: Knex, dossier: { readonly id: string; readonly appelId: string; readonly organismeId: string }): Promise<AutreDossier[]> {
  const lignes = await db('dossiers').where({ appel_id: dossier.appelId, organisme_id: dossier.organismeId }).whereNot({ id: dossier.id })
    .whereNotIn('etat', ['brouillon', 'retire', 'irrecevable']).orderBy('numero')
    .select<{ id: string; numero: string | null; titre: string; etat: string; demande_cents: number | string }[]>('id', 'numero', 'titre', 'etat', 'demande_cents');
  return lignes.map((l) => ({ id: l.id, numero: l.numero ?? '', titre: l.titre, etat: l.etat, demandeCents: Number(l.demande_cents) }));
}

/** A deposited dossier as the machine and the checklist see it now. */
export interface Examen {
  readonly dossier: DossierLu;
  readonly version: VersionDossier;
  readonly appel: ContenuAppel;
  readonly territoires: readonly TerritoireLu[];
  readonly autres: readonly AutreDossier[];
  readonly controles: readonly Controle[];
  readonly lignes: readonly LigneGrille[];
}

/**
 * Newest deposited version of a dossier, judged by the rules of its call.
 * @throws Introuvable when there is no such dossier, or it was never deposited
 */
export async function lireExamen(db: Knex, dossierId: string): Promise<Examen> {
  const dossier = trouve(await lireDossier(db, dossierId));
  const version = trouve(await lireVersionDossier(db, dossierId, dossier.version));
  const appel = await lireReglesDuDossier(db, dossier);
  const territoires = await listerTerritoires(db);
  const autres = await autresDossiers(db, dossier);
  const controles = controlesAutomatiques(version, appel, { territoires, autresDossiers: autres.map((a) => a.numero) });
  return { dossier, version, appel, territoires, autres, controles, lignes: lignesDeLaGrille(version, appel, controles) };
}
