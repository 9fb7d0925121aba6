import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { EtatAppel } from '../../domain/etats/machines.js';
import type { Instant } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { sha256 } from '../../platform/ids.js';

/** A call as features read it; `contenu` is its current version. */
export interface AppelLu {
  readonly id: string;
  readonly code: string;
  readonly titre: string;
  readonly etat: EtatAppel;
  readonly ouvreLe: Instant;
  readonly fermeLe: Instant;
  readonly version: number;
  readonly contenu: ContenuAppel;
  readonly creeLe: Instant;
  readonly publieLe: Instant | null;
  /** Moment the deposits were ended by a person; null while the closing date alone decides. */
  readonly closLe: Instant | null;
}

export interface LigneAppel {
  id: string; code: string; titre: string; etat: string; ouvre_le: string; ferme_le: string; version: number; contenu: string; cree_le: string; publie_le: string | null; clos_le: string | null;
}

export const depuisLigne = (l: LigneAppel): AppelLu => ({
  id: l.id, code: l.code, titre: l.titre, etat: l.etat as EtatAppel, ouvreLe: l.ouvre_le as Instant, fermeLe: l.ferme_le as Instant,
  version: Number(l.version), contenu: JSON.parse(l.contenu) as ContenuAppel, creeLe: l.cree_le as Instant, publieLe: l.publie_le as Instant | null, closLe: l.clos_le as Instant | null,
});

/** What a person writes of a call. */
export interface AppelEcrit {
  readonly code: string;
  readonly titre: string;
  readonly ouvreLe: Instant;
  readonly fermeLe: Instant;
  readonly contenu: ContenuAppel;
}

const enColonnes = (a: AppelEcrit): Omit<LigneAppel, 'id' | 'etat' | 'version' | 'cree_le' | 'publie_le' | 'clos_le'> => ({
  code: a.code, titre: a.titre, ouvre_le: a.ouvreLe, ferme_le: a.fermeLe, contenu: JSON.stringify(a.contenu),
});

/** Fingerprint of what a form showed, to notice that somebody else saved in between. */
export const empreinteAppel = ({ code, titre, ouvreLe, fermeLe, version, contenu }: AppelEcrit & { readonly version: number }): string =>
  sha256(JSON.stringify([code, titre, ouvreLe, fermeLe, version, contenu]));

/** The call, its row locked until the transaction ends; null when there is none. */
export async function verrouillerAppel(db: Knex.Transaction, id: string): Promise<AppelLu | null> {
  const ligne = await verrouiller(db('appels').where({ id }), db).first<LigneAppel | undefined>();
  return ligne ? depuisLigne(ligne) : null;
}

/** Stores a new brouillon. @throws the database's unique key error when the code is taken */
export async function insererAppel(db: Knex.Transaction, id: string, appel: AppelEcrit, creeLe: Instant): Promise<void> {
  await db('appels').insert({ id, etat: 'brouillon', version: 1, cree_le: creeLe, publie_le: null, ...enColonnes(appel) });
}

/** Writes the call as it now stands; `version` is the current one. */
export async function ecrireAppel(db: Knex.Transaction, id: string, appel: AppelEcrit, version: number): Promise<void> {
  await db('appels').where({ id }).update({ ...enColonnes(appel), version });
}

/** Freezes one version, title and dates included: never written again. */
export async function figerVersion(db: Knex.Transaction, appelId: string, version: number, { titre, ouvreLe, fermeLe, contenu }: AppelEcrit, motif: string, publieLe: Instant): Promise<void> {
  await db('appel_versions').insert({ appel_id: appelId, version, titre, ouvre_le: ouvreLe, ferme_le: fermeLe, contenu: JSON.stringify(contenu), motif, publie_le: publieLe });
}

/** Changes to a published call, not published yet. */
export interface ModificationLue extends AppelEcrit { readonly modifieLe: Instant; readonly modifiePar: string | null }

interface LigneModification { titre: string; ouvre_le: string; ferme_le: string; contenu: string; modifie_le: string; prenom: string | null; nom: string | null }

/** The working copy of a published call, with who wrote it last; null when nothing is being changed. */
export async function lireModification(db: Knex, appelId: string, code: string): Promise<ModificationLue | null> {
  const l = await db('appel_modifications as m').leftJoin('personnes as p', 'p.id', 'm.modifie_par').where({ 'm.appel_id': appelId })
    .select('m.titre', 'm.ouvre_le', 'm.ferme_le', 'm.contenu', 'm.modifie_le', 'p.prenom', 'p.nom').first<LigneModification | undefined>();
  return l === undefined ? null : {
    code, titre: l.titre, ouvreLe: l.ouvre_le as Instant, fermeLe: l.ferme_le as Instant, contenu: JSON.parse(l.contenu) as ContenuAppel,
    modifieLe: l.modifie_le as Instant, modifiePar: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`.trim(),
  };
}

/** Writes the working copy of a published call. */
export async function ecrireModification(db: Knex.Transaction, appelId: string, appel: AppelEcrit, par: string | null, le: Instant): Promise<void> {
  const { code: _code, ...colonnes } = enColonnes(appel);
  await db('appel_modifications').insert({ appel_id: appelId, ...colonnes, modifie_le: le, modifie_par: par }).onConflict('appel_id').merge();
}

/** Forgets the working copy. @returns false when there was none */
export const effacerModification = async (db: Knex.Transaction, appelId: string): Promise<boolean> =>
  (await db('appel_modifications').where({ appel_id: appelId }).delete()) > 0;

/** Sets the voted credits; the unique key (call, funder, year) holds one envelope when two people set it at once. */
export async function ecrireEnveloppe(db: Knex.Transaction, e: { id: string; appelId: string; financeur: string; annee: number; voteCents: number }): Promise<void> {
  await db('enveloppes').insert({ id: e.id, appel_id: e.appelId, financeur: e.financeur, annee: e.annee, vote_cents: e.voteCents })
    .onConflict(['appel_id', 'financeur', 'annee']).merge(['vote_cents']);
}
