import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { Instant } from '../../platform/clock.js';
import type { AppelDecrit } from '../../domain/appels/differences.js';
import { depuisLigne, lireModification, type AppelEcrit, type AppelLu, type LigneAppel, type ModificationLue } from './appel-store.js';

export { etatEnveloppe, type EnveloppeLue, type EtatEnveloppe } from '../grand-livre/enveloppe-queries.js';
export type { AppelEcrit, AppelLu, ModificationLue } from './appel-store.js';

/** One call, whatever its state; null when there is none. */
export async function lireAppel(db: Knex, id: string): Promise<AppelLu | null> {
  const ligne = await db('appels').where({ id }).first<LigneAppel | undefined>();
  return ligne ? depuisLigne(ligne) : null;
}

/** Content of one published version, as dossiers deposited under it keep it; null when there is none. */
export async function lireVersionAppel(db: Knex, appelId: string, version: number): Promise<ContenuAppel | null> {
  const ligne = await db('appel_versions').where({ appel_id: appelId, version }).first<{ contenu: string } | undefined>('contenu');
  return ligne ? (JSON.parse(ligne.contenu) as ContenuAppel) : null;
}

export interface VersionListee { readonly version: number; readonly motif: string; readonly publieLe: Instant }

/** A published version with everything it says; title and dates are null on those published before they were kept. */
export interface VersionLue extends VersionListee, AppelDecrit {}

interface LigneVersion { version: number; motif: string; publie_le: string; titre: string | null; ouvre_le: string | null; ferme_le: string | null; contenu: string }

/** Published versions of a call, the newest first. */
export async function listerVersions(db: Knex, appelId: string): Promise<VersionLue[]> {
  const lignes = await db('appel_versions').where({ appel_id: appelId }).orderBy('version', 'desc').limit(100)
    .select<LigneVersion[]>('version', 'motif', 'publie_le', 'titre', 'ouvre_le', 'ferme_le', 'contenu');
  return lignes.map((l) => ({
    version: Number(l.version), motif: l.motif, publieLe: l.publie_le as Instant, titre: l.titre, ouvreLe: l.ouvre_le, fermeLe: l.ferme_le, contenu: JSON.parse(l.contenu) as ContenuAppel,
  }));
}

/** When the current version of each published call was published. */
export async function publicationsCourantes(db: Knex): Promise<Map<string, Instant>> {
  const lignes = await db('appels as a').join('appel_versions as v', (j) => void j.on('v.appel_id', 'a.id').andOn('v.version', 'a.version')).select<{ id: string; le: string }[]>('a.id', 'v.publie_le as le');
  return new Map(lignes.map((l) => [l.id, l.le as Instant]));
}

/** A call and what is being written of it: itself while it is a brouillon, its working copy once published. */
export interface AppelEnTravail { readonly appel: AppelLu; readonly travail: AppelEcrit; readonly enCours: ModificationLue | null }

/** What is being written of a call; null when there is none. */
export async function lireEnTravail(db: Knex, appelId: string): Promise<AppelEnTravail | null> {
  const appel = await lireAppel(db, appelId);
  if (appel === null) return null;
  const enCours = appel.etat === 'publie' ? await lireModification(db, appelId, appel.code) : null;
  return { appel, travail: enCours ?? appel, enCours };
}

/** A member of an organisme that has a brouillon on a call, with the titles of these brouillons. */
export interface PorteurDeBrouillon { readonly id: string; readonly nom: string; readonly courriel: string; readonly dossiers: readonly { readonly id: string; readonly titre: string }[] }

/** Everybody who writes a brouillon on this call: accepted members of its organismes whose account is active. One query. */
export async function porteursDeBrouillons(db: Knex, appelId: string): Promise<PorteurDeBrouillon[]> {
  const lignes = await db('dossiers as d').join('membres as m', 'm.organisme_id', 'd.organisme_id').join('personnes as p', 'p.id', 'm.personne_id')
    .where({ 'd.appel_id': appelId, 'd.etat': 'brouillon', 'm.etat': 'accepte', 'p.actif': true }).orderBy('p.courriel').orderBy('d.id')
    .select<{ id: string; prenom: string; nom: string; courriel: string; dossier_id: string; titre: string }[]>('p.id', 'p.prenom', 'p.nom', 'p.courriel', 'd.id as dossier_id', 'd.titre');
  const parPersonne = new Map<string, { id: string; nom: string; courriel: string; dossiers: { id: string; titre: string }[] }>();
  for (const l of lignes) {
    const personne = parPersonne.get(l.id) ?? { id: l.id, nom: `${l.prenom} ${l.nom}`.trim(), courriel: l.courriel, dossiers: [] };
    personne.dossiers.push({ id: l.dossier_id, titre: l.titre });
    parPersonne.set(l.id, personne);
  }
  return [...parPersonne.values()];
}

/** Every call that was published, the last to close first. */
export async function listerAppelsPublics(db: Knex): Promise<AppelLu[]> {
  const lignes = await db('appels').whereNot({ etat: 'brouillon' }).orderBy('ferme_le', 'desc').limit(200).select<LigneAppel[]>('*');
  return lignes.map(depuisLigne);
}

export interface AppelDeGestion {
  readonly appel: AppelLu;
  readonly deposes: number;
  readonly brouillons: number;
  readonly voteCents: number;
}

/** Every call with its number of dossiers and its credits, the newest first. */
export async function listerAppelsDeGestion(db: Knex): Promise<AppelDeGestion[]> {
  const compter = (brouillons: boolean): Knex.QueryBuilder => {
    const dossiers = db('dossiers as d').whereRaw('d.appel_id = a.id').count('*');
    return brouillons ? dossiers.where('d.etat', 'brouillon').as('brouillons') : dossiers.whereNotNull('d.numero').as('deposes');
  };
  const vote = db('enveloppes as e').whereRaw('e.appel_id = a.id').sum('e.vote_cents').as('vote');
  const lignes = await db('appels as a').orderBy('a.ouvre_le', 'desc').orderBy('a.id', 'desc').limit(200).select('a.*')
    .select<(LigneAppel & { deposes: number | string; brouillons: number | string; vote: number | string | null })[]>(compter(false), compter(true), vote);
  return lignes.map((l) => ({ appel: depuisLigne(l), deposes: Number(l.deposes), brouillons: Number(l.brouillons), voteCents: Number(l.vote ?? 0) }));
}

export interface DossiersParEtat { readonly etat: string; readonly nombre: number; readonly demandeCents: number }

/** Dossiers of a call by state, with the amounts asked for. */
export async function compterDossiers(db: Knex, appelId: string): Promise<DossiersParEtat[]> {
  const lignes: { etat: string; nombre: number | string; demande: number | string | null }[] =
    await db('dossiers').where({ appel_id: appelId }).groupBy('etat').select('etat').count({ nombre: '*' }).sum({ demande: 'demande_cents' });
  return lignes.map((l) => ({ etat: l.etat, nombre: Number(l.nombre), demandeCents: Number(l.demande ?? 0) }));
}

/** Amount awarded by the decisions in force on the dossiers of a call, in cents, and their number. */
export async function totalAttribue(db: Knex, appelId: string): Promise<{ nombre: number; montantCents: number }> {
  const ligne = await db('decisions as x').join('dossiers as d', 'd.id', 'x.dossier_id').where({ 'd.appel_id': appelId, 'x.sens': 'attribue', 'x.en_vigueur': true })
    .count({ nombre: '*' }).sum({ total: 'x.montant_cents' }).first<{ nombre: number | string; total: number | string | null }>();
  return { nombre: Number(ligne.nombre), montantCents: Number(ligne.total ?? 0) };
}

const EN_ATTENTE_D_ISSUE = ['depose', 'complements_demandes', 'recevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'refuse', 'ajourne'];
const CONVENTION_VIVANTE = ['a_signer', 'signee', 'en_execution'];

/** Dossiers of a call that still await their outcome, or whose convention is not ended. */
export async function compterDossiersVivants(db: Knex, appelId: string): Promise<number> {
  const vivante = db('conventions as c').whereRaw('c.dossier_id = d.id').whereIn('c.etat', CONVENTION_VIVANTE).select(db.raw('1'));
  const ligne = await db('dossiers as d').where('d.appel_id', appelId)
    .where((q) => void q.whereIn('d.etat', EN_ATTENTE_D_ISSUE).orWhereExists(vivante)).count({ nombre: '*' }).first<{ nombre: number | string }>();
  return Number(ligne.nombre);
}

export interface TerritoireLu { readonly code: string; readonly nom: string; readonly niveau: string }

/** Territories of the collectivity: the whole first, then its parts by name. */
export const listerTerritoires = async (db: Knex): Promise<TerritoireLu[]> =>
  db('territoires').orderBy('code').select<TerritoireLu[]>('code', 'nom', 'niveau');

/** Codes of the collectivity's territories. */
export const codesDesTerritoires = async (db: Knex): Promise<string[]> =>
  (await db('territoires').select<{ code: string }[]>('code')).map((t) => t.code);

/** Codes of every call. */
export const codesDesAppels = async (db: Knex): Promise<string[]> =>
  (await db('appels').select<{ code: string }[]>('code')).map((a) => a.code);
