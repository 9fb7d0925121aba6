import type { Knex } from 'knex';
import type { TitresConnus } from '../../domain/importations/colonnes.js';
import type { ChampParticipant, ColonnesDeParticipant } from '../../domain/participants/importation.js';
import type { ApercuFeuille } from '../../platform/apercu-feuille.js';
import type { Coffre } from '../../platform/coffre.js';
import { lireErreursDImport, type ImportSuivi } from '../../platform/importations.js';
import type { LigneClasseur } from '../../platform/lecture-classeur.js';
import type { Tranche } from '../../platform/tranche.js';
import { ouvrirJson, ouvrirSiPossible } from './import-coffre.js';
import type { ErreurDeCellule } from './import-rangee.js';

/** Places for which each encrypted part of an import is written. */
export const LIEUX = {
  apercu: (importId: string): string => `import:${importId}`,
  lot: (importId: string, rang: number): string => `import:${importId}:lot:${rang}`,
  erreur: (importId: string, ligne: number, champ: string): string => `import:${importId}:erreur:${ligne}:${champ}`,
  titres: (organismeId: string): string => `titres:${organismeId}`,
} as const;

/** An import of participants: what its spreadsheet shows, how its columns are read, how far it is. */
export interface ImportLu extends ImportSuivi {
  readonly dossierId: string;
  readonly organismeId: string;
  readonly demandePar: string;
  readonly sha256: string;
  readonly apercu: ApercuFeuille;
  /** Null until somebody said what the columns hold. */
  readonly colonnes: ColonnesDeParticipant | null;
}

interface Ligne {
  id: string; dossier_id: string; organisme_id: string; demande_par: string; sha256: string; lignes: number; cle_version: number; apercu_chiffre: string; colonnes: string | null;
  lues: number; ajoutees: number; deja: number; ecartees: number; demande_le: string; fini_le: string | null; t_etat: string | null; fait: number | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('participant_imports as i').join('dossiers as d', 'd.id', 'i.dossier_id').leftJoin('travaux as t', 't.id', 'i.travail_id')
  .select('i.*', 'd.organisme_id', 't.etat as t_etat', 't.fait');

/** Name and headings of a spreadsheet whose key was withdrawn. */
const SANS_APERCU: { nom: string; apercu: ApercuFeuille } = { nom: 'tableau', apercu: { format: 'csv', ligneTitres: 1, titres: [], exemples: [], lignes: 0 } };

function versImport(coffre: Coffre, l: Ligne): ImportLu {
  const { nom, apercu } = ouvrirSiPossible<typeof SANS_APERCU>(coffre, LIEUX.apercu(l.id), { version: Number(l.cle_version), chiffre: l.apercu_chiffre }) ?? SANS_APERCU;
  return {
    id: l.id, dossierId: l.dossier_id, organismeId: l.organisme_id, demandePar: l.demande_par, sha256: l.sha256, nom, apercu, lignes: Number(l.lignes),
    colonnes: l.colonnes === null ? null : (JSON.parse(l.colonnes) as ColonnesDeParticipant), decrit: l.colonnes !== null,
    lues: Number(l.lues), ajoutees: Number(l.ajoutees), deja: Number(l.deja), ecartees: Number(l.ecartees), demandeLe: l.demande_le, finiLe: l.fini_le,
    travail: l.t_etat === null ? null : { etat: l.t_etat, fait: Number(l.fait ?? 0) },
  };
}

/** One import, or null. */
export async function lireImport(db: Knex, coffre: Coffre, id: string): Promise<ImportLu | null> {
  const ligne = (await requete(db).where('i.id', id).first()) as Ligne | undefined;
  return ligne === undefined ? null : versImport(coffre, ligne);
}

/** The last imports of an operation, the newest first. */
export async function importsDeLOperation(db: Knex, coffre: Coffre, dossierId: string): Promise<ImportLu[]> {
  const lignes = (await requete(db).where('i.dossier_id', dossierId).orderBy('i.demande_le', 'desc').orderBy('i.id', 'desc').limit(10)) as Ligne[];
  return lignes.map((l) => versImport(coffre, l));
}

/** An import of the operation that has begun and is not over, the newest; null when there is none. */
export async function importEnSuspens(db: Knex, dossierId: string): Promise<{ id: string; lues: number; lignes: number; abandonne: boolean } | null> {
  const l = await db('participant_imports as i').join('travaux as t', 't.id', 'i.travail_id').where({ 'i.dossier_id': dossierId }).whereNull('i.fini_le').orderBy('i.demande_le', 'desc')
    .first<{ id: string; lues: number; lignes: number; etat: string } | undefined>('i.id', 'i.lues', 'i.lignes', 't.etat');
  return l === undefined ? null : { id: l.id, lues: Number(l.lues), lignes: Number(l.lignes), abandonne: l.etat === 'abandonne' };
}

/** Rows that wait to be read, opened; null once they are removed. @throws CoffreFerme */
export async function lireLot(db: Knex, coffre: Coffre, importId: string, rang: number): Promise<LigneClasseur[] | null> {
  const l = await db('participant_import_lots').where({ import_id: importId, rang }).first<{ cle_version: number; chiffre: string } | undefined>('cle_version', 'chiffre');
  return l === undefined ? null : ouvrirJson<LigneClasseur[]>(coffre, LIEUX.lot(importId, rang), { version: Number(l.cle_version), chiffre: l.chiffre });
}

/** Headings this organisme has used before; none the first time. */
export async function lireTitresConnus(db: Knex, coffre: Coffre, organismeId: string): Promise<TitresConnus<ChampParticipant>> {
  const l = await db('participant_correspondances').where({ organisme_id: organismeId }).first<{ cle_version: number; chiffre: string } | undefined>('cle_version', 'chiffre');
  return l === undefined ? {} : ouvrirSiPossible<TitresConnus<ChampParticipant>>(coffre, LIEUX.titres(organismeId), { version: Number(l.cle_version), chiffre: l.chiffre }) ?? {};
}

/** What was found in a refused cell and what was expected of it, as it is encrypted. */
export type CelluleTrouvee = Pick<ErreurDeCellule, 'trouve' | 'attendu'>;
export interface ErreurLue extends ErreurDeCellule { readonly ligne: number }
type LigneErreur = Omit<ErreurLue, keyof CelluleTrouvee> & { readonly cle_version: number; readonly chiffre: string };

const EFFACE: CelluleTrouvee = { trouve: '(effacé)', attendu: '' };

/** A page of the cells refused, in the order of the sheet. */
export async function lireErreurs(db: Knex, coffre: Coffre, importId: string, sens: Parameters<typeof lireErreursDImport>[1], taille: number): Promise<Tranche<ErreurLue>> {
  const tranche = await lireErreursDImport<LigneErreur>(db('participant_import_erreurs').where({ import_id: importId }).select('ligne', 'champ', 'colonne', 'cle_version', 'chiffre'), sens, taille);
  return {
    ...tranche,
    lignes: tranche.lignes.map(({ ligne, champ, colonne, cle_version: version, chiffre }) => ({ ligne, champ, colonne, ...(ouvrirSiPossible<CelluleTrouvee>(coffre, LIEUX.erreur(importId, ligne, champ), { version: Number(version), chiffre }) ?? EFFACE) })),
  };
}

/** A row of somebody who was in the operation already, whose answers there are not those of the row. */
export interface Connu { readonly ligne: number; readonly pseudonyme: string; readonly differences: readonly string[] }

/** The first rows of people who were in the operation already and answer something else there. */
export async function lireConnus(db: Knex, importId: string, limite: number): Promise<Connu[]> {
  const lignes = await db('participant_import_connus').where({ import_id: importId }).orderBy('ligne').limit(limite).select<{ ligne: number; pseudonyme: string; differences: string }[]>('ligne', 'pseudonyme', 'differences');
  return lignes.map((l) => ({ ligne: Number(l.ligne), pseudonyme: l.pseudonyme, differences: l.differences.split(' ').filter((d) => d !== '') }));
}

/** Imports asked for before that instant and not being read, the oldest first. */
export async function importsAvant(db: Knex, avant: string, limite: number): Promise<{ id: string; dossierId: string; lues: number }[]> {
  const lignes = await db('participant_imports as i').leftJoin('travaux as t', 't.id', 'i.travail_id').where('i.demande_le', '<', avant).where((q) => void q.whereNull('t.etat').orWhereNot('t.etat', 'en_attente'))
    .orderBy('i.demande_le').limit(limite).select<{ id: string; dossier_id: string; lues: number }[]>('i.id', 'i.dossier_id', 'i.lues');
  return lignes.map((l) => ({ id: l.id, dossierId: l.dossier_id, lues: Number(l.lues) }));
}
