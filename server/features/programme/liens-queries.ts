import type { Knex } from 'knex';
import { DOSSIER } from '../../domain/etats/machines.js';
import { idsTrouves, motsCherches } from '../../platform/plein-texte.js';
import { lireFiguresDe } from '../pilotage/pilotage-queries.js';
import type { FicheLue } from './fiche-queries.js';

/** A dossier as it is named beside a fiche. */
export interface DossierNomme { readonly id: string; readonly numero: string; readonly titre: string; readonly etat: string; readonly organismeId: string; readonly organismeNom: string }

/** A dossier that carries a fiche, with its figures; amounts in cents. */
export interface DossierPorteur extends DossierNomme {
  readonly action: string | null;
  readonly demandeCents: number;
  readonly attribueCents: number;
  readonly payeCents: number;
  readonly prevues: number;
  /** People the concluded control retained; null before. */
  readonly realisees: number | null;
}

interface LigneDossier { id: string; numero: string | null; titre: string; etat: string; organisme_id: string; organisme_nom: string; action: string | null }

const nommer = (l: LigneDossier): DossierNomme => ({ id: l.id, numero: l.numero ?? '', titre: l.titre, etat: l.etat, organismeId: l.organisme_id, organismeNom: l.organisme_nom });

const requeteDossiers = (db: Knex): Knex.QueryBuilder => db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereNotNull('d.depose_le')
  .select('d.id', 'd.numero', 'd.titre', 'd.etat', 'd.organisme_id', 'o.nom as organisme_nom');

/** Dossiers that carry a fiche, by number; two queries. */
export async function lireDossiersPorteurs(db: Knex, ficheId: string): Promise<DossierPorteur[]> {
  const lignes: LigneDossier[] = await requeteDossiers(db).join('programme_dossiers as l', 'l.dossier_id', 'd.id').leftJoin('programme_actions as a', 'a.id', 'l.action_id')
    .where('l.fiche_id', ficheId).orderBy('d.numero').orderBy('d.id').select('a.intitule as action');
  const figures = new Map((await lireFiguresDe(db, db('programme_dossiers').where({ fiche_id: ficheId }).select('dossier_id'))).map((f) => [f.id, f]));
  return lignes.map((l) => {
    const f = figures.get(l.id);
    return {
      ...nommer(l), action: l.action, demandeCents: f?.demandeCents ?? 0, attribueCents: f?.attribueCents ?? 0, payeCents: (f?.payeCents ?? 0) - (f?.recouvreCents ?? 0),
      prevues: f?.prevues ?? 0, realisees: f?.realisees ?? null,
    };
  });
}

export const CANDIDATS_MAX = 30;

/** States in which a dossier no longer carries anything. */
const PERDUS = ['brouillon', 'irrecevable', 'refuse', 'retire'];
const VIVANTS = [...new Set(Object.values(DOSSIER.transitions).map((t) => t.vers))].filter((e) => !PERDUS.includes(e));

/** Dossiers of the fiche's axes or dispositifs that do not carry it yet, newest first; none when the fiche names neither. */
export async function suggererDossiers(db: Knex, fiche: FicheLue): Promise<DossierNomme[]> {
  if (fiche.axes.length + fiche.dispositifs.length === 0) return [];
  const q = candidats(db, fiche.id).whereIn('d.etat', VIVANTS).where((w) => void w.whereIn('d.axe', [...fiche.axes]).orWhereIn('d.dispositif', [...fiche.dispositifs]));
  return ((await q.orderBy('d.depose_le', 'desc').limit(CANDIDATS_MAX)) as LigneDossier[]).map(nommer);
}

/** Dossiers that do not carry the fiche yet and hold the words typed, newest first; none when nothing that can be searched was typed. */
export async function chercherDossiers(db: Knex, ficheId: string, saisie: string): Promise<DossierNomme[]> {
  const mots = motsCherches(saisie);
  if (mots.length === 0) return [];
  const q = candidats(db, ficheId).whereIn('d.id', idsTrouves(db, 'dossier_textes', 'dossier_id', mots));
  return ((await q.orderBy('d.depose_le', 'desc').limit(CANDIDATS_MAX)) as LigneDossier[]).map(nommer);
}

const candidats = (db: Knex, ficheId: string): Knex.QueryBuilder => requeteDossiers(db)
  .whereNotExists(db('programme_dossiers as l').where('l.fiche_id', ficheId).whereRaw('l.dossier_id = d.id').select(db.raw('1')));

/** A fiche that a dossier carries. */
export interface FichePortee { readonly ficheId: string; readonly actionId: string | null; readonly action: string | null; readonly liePar: string | null; readonly lieLe: string }

/** Fiches that a dossier carries. */
export async function lireFichesPortees(db: Knex, dossierId: string): Promise<FichePortee[]> {
  const lignes = await db('programme_dossiers as l').leftJoin('programme_actions as a', 'a.id', 'l.action_id').leftJoin('personnes as p', 'p.id', 'l.lie_par').where('l.dossier_id', dossierId)
    .select<{ fiche_id: string; action_id: string | null; intitule: string | null; prenom: string | null; nom: string | null; lie_le: string }[]>('l.fiche_id', 'l.action_id', 'a.intitule', 'p.prenom', 'p.nom', 'l.lie_le');
  return lignes.map((l) => ({ ficheId: l.fiche_id, actionId: l.action_id, action: l.intitule, liePar: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`.trim(), lieLe: l.lie_le }));
}

/** Axis and dispositif of a deposited dossier. */
export async function lireRattachement(db: Knex, dossierId: string): Promise<{ axe: string | null; dispositif: number | null }> {
  const ligne = await db('dossiers').where({ id: dossierId }).first<{ axe: string | null; dispositif: number | null } | undefined>('axe', 'dispositif');
  return { axe: ligne?.axe ?? null, dispositif: ligne?.dispositif === null || ligne === undefined ? null : Number(ligne.dispositif) };
}
