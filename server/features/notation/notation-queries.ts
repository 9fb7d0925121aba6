import type { Knex } from 'knex';
import type { ContenuAppel, Critere } from '../../domain/appels/contenu.js';
import type { NoteSaisie } from '../../domain/notation/feuille.js';
import { divergences, type Divergence } from '../../domain/notation/divergence.js';
import { synthetiserScores, type NotesDUnePersonne, type SyntheseScores } from '../../domain/notation/synthese.js';

/** Sheet of one person on one dossier. */
export interface FeuilleLue {
  readonly personneId: string;
  readonly personne: string;
  readonly fonction: string;
  readonly notes: readonly NoteSaisie[];
  readonly appreciation: string;
  readonly modifieLe: string;
  readonly soumiseLe: string | null;
  /** Counts the writes, so that two tabs never overwrite each other. */
  readonly version: number;
  /** The window that wrote last. */
  readonly fenetre: string | null;
  /** A new sheet being written while the submitted one still counts. */
  readonly revision: RevisionLue | null;
}

/** What a revision holds before it is submitted: the new notes, and why they change. */
export interface RevisionLue { readonly notes: readonly NoteSaisie[]; readonly appreciation: string; readonly motif: string }

interface LigneFeuille {
  dossier_id: string; personne_id: string; prenom: string; nom: string; fonction: string; notes: string; appreciation: string; modifie_le: string; soumise_le: string | null;
  version: number | string; revision: string | null; fenetre: string | null;
}

const versFeuille = (l: LigneFeuille): FeuilleLue => ({
  personneId: l.personne_id, personne: `${l.prenom} ${l.nom}`, fonction: l.fonction, notes: JSON.parse(l.notes) as NoteSaisie[], appreciation: l.appreciation,
  modifieLe: l.modifie_le, soumiseLe: l.soumise_le, version: Number(l.version), fenetre: l.fenetre, revision: l.revision === null ? null : (JSON.parse(l.revision) as RevisionLue),
});

const requeteFeuilles = (db: Knex): Knex.QueryBuilder => db('notations as n').join('personnes as p', 'p.id', 'n.personne_id')
  .select('n.*', 'p.prenom', 'p.nom', 'p.fonction');

/** Sheet of `personneId`, draft or submitted; null while there is none. */
export async function lireFeuille(db: Knex, dossierId: string, personneId: string): Promise<FeuilleLue | null> {
  const ligne = (await requeteFeuilles(db).where({ 'n.dossier_id': dossierId, 'n.personne_id': personneId }).first()) as LigneFeuille | undefined;
  return ligne ? versFeuille(ligne) : null;
}

export interface DeportLu { readonly motif: string; readonly declareLe: string }

/** Withdrawal of one person from one dossier, or null. */
export async function lireDeport(db: Knex, dossierId: string, personneId: string): Promise<DeportLu | null> {
  const ligne = await db('deports').where({ dossier_id: dossierId, personne_id: personneId }).first<{ motif: string; declare_le: string } | undefined>('motif', 'declare_le');
  return ligne ? { motif: ligne.motif, declareLe: ligne.declare_le } : null;
}

/** When the committee last closed a session on each dossier; a dossier never examined is absent. */
export async function derniersExamens(db: Knex, dossierIds: readonly string[]): Promise<Map<string, string>> {
  const lignes = await db('seance_dossiers as x').join('seances as s', 's.id', 'x.seance_id').where('s.etat', 'close').whereIn('x.dossier_id', [...dossierIds])
    .groupBy('x.dossier_id').select('x.dossier_id').max<{ dossier_id: string; le: string }[]>({ le: 's.close_le' });
  return new Map(lignes.map((l) => [l.dossier_id, l.le]));
}

/** A person who may take no part in a dossier, and why. */
export interface Ecarte {
  readonly personneId: string;
  readonly personne: string;
  readonly raison: 'deport' | 'organisme';
  /** Reason of a withdrawal, for the responsables alone; empty for a member of the organisme. */
  readonly motif: string;
}

/** Persons kept away from each dossier: conflict of interest declared, or member of the organisme. Two queries. */
export async function lireEcartes(db: Knex, dossierIds: readonly string[]): Promise<Map<string, Ecarte[]>> {
  const ids = [...dossierIds];
  type Ligne = { dossier_id: string; personne_id: string; prenom: string; nom: string; motif?: string };
  const colonnes = ['p.id as personne_id', 'p.prenom', 'p.nom'];
  const deports = await db('deports as x').join('personnes as p', 'p.id', 'x.personne_id').whereIn('x.dossier_id', ids).orderBy('x.declare_le').select<Ligne[]>('x.dossier_id', 'x.motif', ...colonnes);
  const membres = await db('membres as m').join('dossiers as d', 'd.organisme_id', 'm.organisme_id').join('habilitations as h', 'h.personne_id', 'm.personne_id')
    .join('personnes as p', 'p.id', 'm.personne_id').where('m.etat', 'accepte').whereIn('h.code', ['comite', 'responsable']).whereIn('d.id', ids)
    .distinct<Ligne[]>('d.id as dossier_id', ...colonnes);
  const parDossier = new Map<string, Ecarte[]>(ids.map((id) => [id, []]));
  const ajouter = (raison: Ecarte['raison']) => ({ dossier_id, personne_id, prenom, nom, motif = '' }: Ligne): void => {
    const liste = parDossier.get(dossier_id);
    if (liste?.some((e) => e.personneId === personne_id) === false) liste.push({ personneId: personne_id, personne: `${prenom} ${nom}`, raison, motif });
  };
  deports.forEach(ajouter('deport'));
  membres.forEach(ajouter('organisme'));
  return parDossier;
}

/** Scores of one dossier as they count: submitted sheets, without those of persons kept away. */
export interface ScoresLus {
  readonly criteres: readonly Critere[];
  readonly feuilles: readonly FeuilleLue[];
  readonly synthese: SyntheseScores | null;
  readonly divergences: readonly Divergence[];
  readonly ecartes: readonly Ecarte[];
}

/** Scores of several dossiers, by dossier; five queries whatever their number. */
export async function lireScores(db: Knex, dossierIds: readonly string[]): Promise<Map<string, ScoresLus>> {
  const ids = [...dossierIds];
  const criteres = await lireCriteres(db, ids);
  const ecartes = await lireEcartes(db, ids);
  const lignes = (await requeteFeuilles(db).whereIn('n.dossier_id', ids).whereNotNull('n.soumise_le').orderBy('p.nom').orderBy('p.prenom').orderBy('p.id')) as LigneFeuille[];
  const parDossier = new Map<string, LigneFeuille[]>();
  for (const l of lignes) parDossier.set(l.dossier_id, [...(parDossier.get(l.dossier_id) ?? []), l]);
  return new Map(ids.flatMap((id) => {
    const duDossier = criteres.get(id);
    if (duDossier === undefined) return [];
    const dehors = ecartes.get(id) ?? [];
    const feuilles = (parDossier.get(id) ?? []).filter((l) => !dehors.some((e) => e.personneId === l.personne_id)).map(versFeuille);
    return [[id, { criteres: duDossier, feuilles, synthese: synthetiserScores(duDossier, completes(feuilles)), divergences: divergences(duDossier, completes(feuilles)), ecartes: dehors }] as const];
  }));
}

/** Submitted sheets as scoring reads them. */
export const completes = (feuilles: readonly Pick<FeuilleLue, 'personneId' | 'notes'>[]): NotesDUnePersonne[] =>
  feuilles.map((f) => ({ personneId: f.personneId, notes: f.notes.flatMap(({ critere, note }) => (note === null ? [] : [{ critere, note }])) }));

/** Criteria of the version of the call each dossier answered. */
async function lireCriteres(db: Knex, ids: readonly string[]): Promise<Map<string, readonly Critere[]>> {
  const dossiers = await db('dossiers').whereIn('id', [...ids]).select<{ id: string; appel_id: string; appel_version: number }[]>('id', 'appel_id', 'appel_version');
  const versions = await db('appel_versions as v')
    .whereExists(db('dossiers as d').whereIn('d.id', [...ids]).whereRaw('d.appel_id = v.appel_id').whereRaw('d.appel_version = v.version').select(db.raw('1')))
    .select<{ appel_id: string; version: number; contenu: string }[]>('v.appel_id', 'v.version', 'v.contenu');
  const parVersion = new Map(versions.map((v) => [`${v.appel_id} ${v.version}`, (JSON.parse(v.contenu) as ContenuAppel).criteres]));
  return new Map(dossiers.map((d) => [d.id, parVersion.get(`${d.appel_id} ${d.appel_version}`) ?? []]));
}

/** Dossiers of a call that wait for the committee, by number. */
export async function dossiersInstruits(db: Knex, appelId: string): Promise<{ id: string; numero: string; organismeId: string }[]> {
  const lignes = await db('dossiers').where({ appel_id: appelId, etat: 'instruit' }).orderBy('numero')
    .select<{ id: string; numero: string | null; organisme_id: string }[]>('id', 'numero', 'organisme_id');
  return lignes.map((l) => ({ id: l.id, numero: l.numero ?? '', organismeId: l.organisme_id }));
}
