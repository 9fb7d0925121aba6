import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { AvisComite } from '../../domain/comites/avis.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { Instant } from '../../platform/clock.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

export interface SeanceLue {
  readonly id: string;
  readonly appelId: string;
  readonly appelTitre: string;
  /** Funder whose credits the call spends. */
  readonly financeur: string;
  readonly titre: string;
  readonly le: Instant;
  readonly lieu: string;
  readonly quorum: number;
  readonly etat: string;
  readonly compteRendu: string;
  readonly closeLe: string | null;
  readonly dureeMinutes: number;
  /** Counts the calls sent: the version of the event in the members' calendars. */
  readonly sequence: number;
  readonly presidentId: string | null;
  readonly closePar: string | null;
  /** Approval of the minutes, from which nothing changes any more. */
  readonly pvApprouveLe: string | null;
  readonly pvApprouvePar: string | null;
}

interface LigneSeance {
  duree_minutes: number | string; sequence: number | string; president_id: string | null; close_par: string | null; pv_approuve_le: string | null; prenom: string | null; nom: string | null;
  id: string; appel_id: string; appel_titre: string; contenu: string; titre: string; le: string; lieu: string; quorum: number | string; etat: string; compte_rendu: string; close_le: string | null;
}

/** One session, or null. */
export async function lireSeance(db: Knex, id: string): Promise<SeanceLue | null> {
  const l: LigneSeance | undefined = await db('seances as s').join('appels as a', 'a.id', 's.appel_id').leftJoin('personnes as p', 'p.id', 's.pv_approuve_par').where('s.id', id)
    .select('s.*', 'a.titre as appel_titre', 'a.contenu', 'p.prenom', 'p.nom').first();
  if (l === undefined) return null;
  return {
    id: l.id, appelId: l.appel_id, appelTitre: l.appel_titre, financeur: (JSON.parse(l.contenu) as ContenuAppel).regles.financeur, titre: l.titre, le: l.le as Instant,
    lieu: l.lieu, quorum: Number(l.quorum), etat: l.etat, compteRendu: l.compte_rendu, closeLe: l.close_le,
    dureeMinutes: Number(l.duree_minutes), sequence: Number(l.sequence), presidentId: l.president_id, closePar: l.close_par, pvApprouveLe: l.pv_approuve_le,
    pvApprouvePar: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`,
  };
}

export interface MembreLu { readonly id: string; readonly nom: string; readonly fonction: string; readonly courriel: string; readonly present: boolean }

/** Members of a session, by name. */
export async function lireMembres(db: Knex, seanceId: string): Promise<MembreLu[]> {
  const lignes = await db('seance_membres as m').join('personnes as p', 'p.id', 'm.personne_id').where('m.seance_id', seanceId).orderBy('p.nom').orderBy('p.prenom').orderBy('p.id')
    .select<{ id: string; prenom: string; nom: string; fonction: string; courriel: string; present: boolean | number }[]>('p.id', 'p.prenom', 'p.nom', 'p.fonction', 'p.courriel', 'm.present');
  return lignes.map((l) => ({ id: l.id, nom: `${l.prenom} ${l.nom}`, fonction: l.fonction, courriel: l.courriel, present: Boolean(l.present) }));
}

/** A dossier on the agenda, with what decides who may see it; amounts in cents. */
export interface DossierInscrit {
  readonly id: string;
  /** Place on the agenda, from 1. */
  readonly ordre: number;
  readonly numero: string;
  readonly titre: string;
  readonly etat: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly instructeurId: string | null;
  readonly controleurId: string | null;
  readonly demandeCents: number;
  readonly coutTotalCents: number;
  readonly proposeCents: number | null;
  readonly avis: AvisComite | null;
  readonly montantCents: number | null;
  readonly reserves: string;
}

interface LigneDossier {
  id: string; ordre: number | string; numero: string | null; titre: string; etat: string; organisme_id: string; organisme_nom: string; instructeur_id: string | null; controleur_id: string | null;
  demande_cents: number | string; cout_total_cents: number | string; propose_cents: number | string | null; avis: AvisComite | null; montant_cents: number | string | null; reserves: string;
}

const centsOuNull = (v: number | string | null): number | null => (v === null ? null : Number(v));

/** Dossiers on the agenda of a session, by number; with `seul`, that one only. */
export async function lireDossiersInscrits(db: Knex, seanceId: string, seul?: string): Promise<DossierInscrit[]> {
  const requete = db('seance_dossiers as x').join('dossiers as d', 'd.id', 'x.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
    .where('x.seance_id', seanceId).orderBy('d.numero').orderBy('d.id');
  if (seul !== undefined) void requete.where('x.dossier_id', seul);
  const lignes = await requete.select<LigneDossier[]>(
    'd.id', 'x.ordre', 'd.numero', 'd.titre', 'd.etat', 'd.organisme_id', 'o.nom as organisme_nom', 'd.instructeur_id', 'd.controleur_id', 'd.demande_cents', 'd.cout_total_cents', 'd.propose_cents',
    'x.avis', 'x.montant_cents', 'x.reserves');
  return lignes.map((l) => ({
    id: l.id, ordre: Number(l.ordre), numero: l.numero ?? '', titre: l.titre, etat: l.etat, organismeId: l.organisme_id, organismeNom: l.organisme_nom, instructeurId: l.instructeur_id, controleurId: l.controleur_id,
    demandeCents: Number(l.demande_cents), coutTotalCents: Number(l.cout_total_cents), proposeCents: centsOuNull(l.propose_cents), avis: l.avis, montantCents: centsOuNull(l.montant_cents), reserves: l.reserves,
  }));
}

export interface DossierAInscrire { readonly id: string; readonly numero: string; readonly titre: string; readonly organismeNom: string }

/** Instruits dossiers of a call that are on no open agenda, by number. */
export async function dossiersAInscrire(db: Knex, appelId: string): Promise<DossierAInscrire[]> {
  const inscrits = db('seance_dossiers as x').join('seances as s', 's.id', 'x.seance_id').where('s.etat', 'preparee').whereRaw('x.dossier_id = d.id').select(db.raw('1'));
  const lignes = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').where({ 'd.appel_id': appelId, 'd.etat': 'instruit' }).whereNotExists(inscrits)
    .orderBy('d.numero').orderBy('d.id').limit(500).select<{ id: string; numero: string | null; titre: string; organisme_nom: string }[]>('d.id', 'd.numero', 'd.titre', 'o.nom as organisme_nom');
  return lignes.map((l) => ({ id: l.id, numero: l.numero ?? '', titre: l.titre, organismeNom: l.organisme_nom }));
}

export interface SeanceListee {
  readonly id: string;
  readonly titre: string;
  readonly appelTitre: string;
  readonly le: string;
  readonly lieu: string;
  readonly etat: string;
  readonly dossiers: number;
  readonly avis: number;
}

interface LigneListe { id: string; titre: string; appel_titre: string; le: string; lieu: string; etat: string; dossiers: number | string; avis: number | string }

/** One page of the sessions in one state, the last created first. */
export async function listerSeances(db: Knex, etat: string, sens: Sens): Promise<Tranche<SeanceListee>> {
  const compter = (nom: string): Knex.QueryBuilder => db('seance_dossiers as x').whereRaw('x.seance_id = s.id').count('*').as(nom);
  const requete = db('seances as s').join('appels as a', 'a.id', 's.appel_id').where('s.etat', etat)
    .select('s.id', 's.titre', 'a.titre as appel_titre', 's.le', 's.lieu', 's.etat').select(compter('dossiers'), compter('avis').whereNotNull('x.avis'));
  const tranche = await lireTranche<LigneListe>(requete, { colonne: 's.id', cle: (l) => l.id, sens, taille: 50 });
  return {
    ...tranche,
    lignes: tranche.lignes.map((l) => ({ id: l.id, titre: l.titre, appelTitre: l.appel_titre, le: l.le, lieu: l.lieu, etat: l.etat, dossiers: Number(l.dossiers), avis: Number(l.avis) })),
  };
}

/** Published calls a session may be about, the last to close first. */
export async function appelsDeSeance(db: Knex): Promise<{ id: string; titre: string }[]> {
  return db('appels').whereIn('etat', ['publie', 'clos']).orderBy('ferme_le', 'desc').orderBy('id').limit(200).select<{ id: string; titre: string }[]>('id', 'titre');
}

/** Newest deposited content of several dossiers, in one query. */
export async function lireContenus(db: Knex, dossierIds: readonly string[]): Promise<Map<string, VersionDossier>> {
  const lignes = await db('dossier_versions as v').join('dossiers as d', (j) => void j.on('d.id', 'v.dossier_id').andOn('d.version', 'v.version')).whereIn('d.id', [...dossierIds])
    .select<{ id: string; contenu: string }[]>('d.id', 'v.contenu');
  return new Map(lignes.map((l) => [l.id, JSON.parse(l.contenu) as VersionDossier]));
}
