import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { ElementDemande } from '../../domain/recevabilite/complements.js';
import { controlesAutomatiques, type Controle, type FaitsRecevabilite } from '../../domain/recevabilite/controles.js';
import { lignesDeLaGrille, type DecisionLigne, type LigneGrille } from '../../domain/recevabilite/grille.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { trouve } from '../../web/errors.js';
import { listerTerritoires, type TerritoireLu } from '../appels/appel-queries.js';
import { analysesDesFichiers } from '../documents/fichier-queries.js';
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

/** More time asked for by the porteur, or given by an agent. */
export interface Prolongation {
  readonly id: string;
  readonly demandeId: string;
  /** Day the porteur wishes; null when an agent gave more time unasked. */
  readonly souhaite: string | null;
  readonly motif: string;
  readonly demandeePar: string | null;
  readonly demandeeLe: string | null;
  readonly reponse: 'accordee' | 'refusee' | null;
  readonly avant: string | null;
  readonly apres: string | null;
  readonly reponseMotif: string;
  readonly repondueLe: string | null;
}

/** One round of questions to the porteur; `numero` counts from 1. */
export interface DemandeComplements {
  readonly id: string;
  readonly numero: number;
  readonly elements: readonly ElementDemande[];
  readonly message: string;
  /** Last day to answer, with the time given since; `limiteInitiale` is the one of the letter. */
  readonly limite: string;
  readonly limiteInitiale: string;
  readonly limiteMotif: string;
  readonly demandeLe: string;
  readonly demandePar: string;
  readonly demandeParId: string;
  readonly versionDemandee: number | null;
  /** Moment the round ceased to wait: deposited again, or closed without an answer. */
  readonly closeLe: string | null;
  /** Moment of the new deposit; null while it waits and when it was closed without one. */
  readonly reponduLe: string | null;
  readonly versionReponse: number | null;
  /** What the porteur wrote with the answer. */
  readonly reponse: string;
  readonly sansReponse: { readonly par: string; readonly motif: string } | null;
}

interface LigneDemande {
  id: string; elements: string; message: string; limite: string; limite_initiale: string | null; limite_motif: string | null; demande_le: string; demande_par: string; repondu_le: string | null; prenom: string; nom: string;
  version_demandee: number | null; version_reponse: number | null; reponse: string | null; cloture_motif: string | null; x_prenom: string | null; x_nom: string | null;
}

const versDemande = (l: LigneDemande, rang: number): DemandeComplements => {
  const close = l.x_nom === null ? null : { par: `${l.x_prenom ?? ''} ${l.x_nom}`.trim(), motif: l.cloture_motif ?? '' };
  return {
    id: l.id, numero: rang + 1, elements: JSON.parse(l.elements) as ElementDemande[], message: l.message, limite: l.limite, limiteInitiale: l.limite_initiale ?? l.limite, limiteMotif: l.limite_motif ?? '',
    demandeLe: l.demande_le, demandePar: `${l.prenom} ${l.nom}`, demandeParId: l.demande_par, versionDemandee: l.version_demandee === null ? null : Number(l.version_demandee),
    closeLe: l.repondu_le, reponduLe: close === null ? l.repondu_le : null, versionReponse: l.version_reponse === null ? null : Number(l.version_reponse), reponse: l.reponse ?? '', sansReponse: close,
  };
};

/** Every request for complements of a dossier, oldest first. */
export async function listerDemandes(db: Knex, dossierId: string): Promise<DemandeComplements[]> {
  const lignes = await db('demandes_complements as c').join('personnes as p', 'p.id', 'c.demande_par').leftJoin('personnes as x', 'x.id', 'c.cloture_par')
    .where({ 'c.dossier_id': dossierId }).orderBy('c.demande_le').orderBy('c.id')
    .select<LigneDemande[]>('c.*', 'p.prenom', 'p.nom', 'x.prenom as x_prenom', 'x.nom as x_nom');
  return lignes.map(versDemande);
}

/** The request the porteur has not answered yet, null when there is none. */
export async function demandeOuverte(db: Knex, dossierId: string): Promise<DemandeComplements | null> {
  return (await listerDemandes(db, dossierId)).find((d) => d.closeLe === null) ?? null;
}

/** What the open request asks for, as it was asked; empty when no request is open. What may be changed is `lirePerimetre`. */
export async function elementsDemandes(db: Knex, dossierId: string): Promise<{ cible: 'piece' | 'section'; code: string; precision: string }[]> {
  const ouverte = await demandeOuverte(db, dossierId);
  return (ouverte?.elements ?? []).map(({ cible, code, precision = '' }) => ({ cible, code, precision }));
}

interface LigneProlongation {
  id: string; demande_id: string; souhaite: string | null; motif: string; demandee_le: string | null; reponse: Prolongation['reponse']; avant: string | null; apres: string | null;
  reponse_motif: string | null; repondue_le: string | null; prenom: string | null; nom: string | null;
}

/** Time asked for and given on every request of a dossier, oldest first. */
export async function listerProlongations(db: Knex, dossierId: string): Promise<Prolongation[]> {
  const lignes = await db('prolongations as x').join('demandes_complements as c', 'c.id', 'x.demande_id').leftJoin('personnes as p', 'p.id', 'x.demandee_par').where({ 'c.dossier_id': dossierId }).orderBy('x.id')
    .select<LigneProlongation[]>('x.id', 'x.demande_id', 'x.souhaite', 'x.motif', 'x.demandee_le', 'x.reponse', 'x.avant', 'x.apres', 'x.reponse_motif', 'x.repondue_le', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({
    id: l.id, demandeId: l.demande_id, souhaite: l.souhaite, motif: l.motif, demandeePar: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`.trim(), demandeeLe: l.demandee_le, reponse: l.reponse,
    avant: l.avant, apres: l.apres, reponseMotif: l.reponse_motif ?? '', repondueLe: l.repondue_le,
  }));
}

/** Frozen contents of every deposited version of a dossier, by version. */
export async function lireVersions(db: Knex, dossierId: string): Promise<ReadonlyMap<number, VersionDossier>> {
  const lignes = await db('dossier_versions').where({ dossier_id: dossierId }).orderBy('version').select<{ version: number; contenu: string }[]>('version', 'contenu');
  return new Map(lignes.map((l) => [Number(l.version), JSON.parse(l.contenu) as VersionDossier]));
}

export interface AutreDossier { readonly id: string; readonly numero: string; readonly titre: string; readonly etat: string; readonly demandeCents: number; readonly besoin: string }

interface LigneAutre { id: string; numero: string | null; titre: string; etat: string; demande_cents: number | string; contenu: string }

/** Other deposited dossiers of the same organisme in the same call, withdrawn and inadmissible ones left out. */
async function autresDossiers(db: Knex, dossier: { readonly id: string; readonly appelId: string; readonly organismeId: string }): Promise<AutreDossier[]> {
  const lignes = await db('dossiers as d').join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .where({ 'd.appel_id': dossier.appelId, 'd.organisme_id': dossier.organismeId }).whereNot({ 'd.id': dossier.id })
    .whereNotIn('d.etat', ['brouillon', 'retire', 'irrecevable']).orderBy('d.numero').limit(50)
    .select<LigneAutre[]>('d.id', 'd.numero', 'd.titre', 'd.etat', 'd.demande_cents', 'v.contenu');
  return lignes.map((l) => ({
    id: l.id, numero: l.numero ?? '', titre: l.titre, etat: l.etat, demandeCents: Number(l.demande_cents), besoin: (JSON.parse(l.contenu) as VersionDossier).sections.projet.besoin,
  }));
}

/** Day this version counts as deposited: that of the receipt for a dossier on paper, that of the freezing afterwards. */
async function jourDuDepot(db: Knex, dossier: DossierLu): Promise<Jour> {
  if (dossier.version <= 1 && dossier.deposeLe !== null) return jourAParis(instant(dossier.deposeLe));
  const ligne = await db('dossier_versions').where({ dossier_id: dossier.id, version: dossier.version }).first<{ depose_le: string }>('depose_le');
  return jourAParis(instant(ligne.depose_le));
}

/** Members of an organisme, to write to by mail; an organisme declared by an agent may have none. */
export const compterMembres = async (db: Knex, organismeId: string): Promise<number> =>
  Number((await db('membres').where({ organisme_id: organismeId, etat: 'accepte' }).count({ n: '*' }).first<{ n: number | string }>()).n);

/** A deposited dossier as the machine and the checklist see it now. */
export interface Examen {
  readonly dossier: DossierLu;
  readonly version: VersionDossier;
  readonly appel: ContenuAppel;
  readonly territoires: readonly TerritoireLu[];
  readonly autres: readonly AutreDossier[];
  readonly faits: FaitsRecevabilite;
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
  const faits: FaitsRecevabilite = {
    territoires, autresDossiers: autres, papier: dossier.papier !== null, jourDuDepot: await jourDuDepot(db, dossier), analyses: await analysesDesFichiers(db, version.pieces.map((p) => p.fichierId)),
  };
  const controles = controlesAutomatiques(version, appel, faits);
  return { dossier, version, appel, territoires, autres, faits, controles, lignes: lignesDeLaGrille(version, appel, controles, faits) };
}
