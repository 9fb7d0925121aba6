import type { Knex } from 'knex';
import type { ChampImport } from '../../domain/bilans/importation.js';
import type { TitresConnus } from '../../domain/importations/colonnes.js';
import type { ApercuFeuille } from '../../platform/apercu-feuille.js';
import { lireErreursDImport, type ImportSuivi } from '../../platform/importations.js';
import type { Tranche } from '../../platform/tranche.js';
import type { Correspondance, ErreurDeCellule } from './import-rangee.js';

/** An import of expenses: its spreadsheet, how its columns are read, how far it is. */
export interface ImportLu extends ImportSuivi {
  readonly bilanId: string;
  readonly dossierId: string;
  readonly organismeId: string;
  readonly apercu: ApercuFeuille;
  /** Null until somebody said what the columns hold. */
  readonly correspondance: Correspondance | null;
  readonly fichier: { readonly sha256: string; readonly cleStockage: string; readonly typeMime: string; readonly analyse: string };
}

interface Ligne {
  id: string; bilan_id: string; dossier_id: string; organisme_id: string; apercu: string; correspondance: string | null; lues: number; ajoutees: number; deja: number; ecartees: number;
  demande_le: string; fini_le: string | null; nom: string; sha256: string; cle_stockage: string; type_mime: string; analyse: string; t_etat: string | null; fait: number | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('bilan_imports as i').join('bilans as b', 'b.id', 'i.bilan_id').join('dossiers as d', 'd.id', 'b.dossier_id')
  .join('fichiers as f', 'f.id', 'i.fichier_id').leftJoin('travaux as t', 't.id', 'i.travail_id')
  .select('i.*', 'b.dossier_id', 'd.organisme_id', 'f.nom', 'f.sha256', 'f.cle_stockage', 'f.type_mime', 'f.analyse', 't.etat as t_etat', 't.fait');

function versImport(l: Ligne): ImportLu {
  const apercu = JSON.parse(l.apercu) as ApercuFeuille;
  return {
    id: l.id, bilanId: l.bilan_id, dossierId: l.dossier_id, organismeId: l.organisme_id, nom: l.nom, apercu, lignes: apercu.lignes,
    correspondance: l.correspondance === null ? null : (JSON.parse(l.correspondance) as Correspondance), decrit: l.correspondance !== null,
    lues: Number(l.lues), ajoutees: Number(l.ajoutees), deja: Number(l.deja), ecartees: Number(l.ecartees), demandeLe: l.demande_le, finiLe: l.fini_le,
    fichier: { sha256: l.sha256, cleStockage: l.cle_stockage, typeMime: l.type_mime, analyse: l.analyse },
    travail: l.t_etat === null ? null : { etat: l.t_etat, fait: Number(l.fait ?? 0) },
  };
}

/** One import, or null. */
export async function lireImport(db: Knex, id: string): Promise<ImportLu | null> {
  const ligne = (await requete(db).where('i.id', id).first()) as Ligne | undefined;
  return ligne === undefined ? null : versImport(ligne);
}

/** The last imports of a bilan, the newest first. */
export async function importsDuBilan(db: Knex, bilanId: string): Promise<ImportLu[]> {
  const lignes = (await requete(db).where('i.bilan_id', bilanId).orderBy('i.demande_le', 'desc').orderBy('i.id', 'desc').limit(10)) as Ligne[];
  return lignes.map(versImport);
}

/** Headings this organisme has used before; none the first time. */
export async function lireTitresConnus(db: Knex, organismeId: string): Promise<TitresConnus<ChampImport>> {
  const ligne = await db('bilan_correspondances').where({ organisme_id: organismeId }).first<{ correspondance: string } | undefined>('correspondance');
  return ligne === undefined ? {} : (JSON.parse(ligne.correspondance) as TitresConnus<ChampImport>);
}

/** A cell that could not be read, on its row. */
export interface ErreurLue extends ErreurDeCellule { readonly ligne: number }

/** A page of the cells that could not be read, in the order of the sheet. */
export const lireErreurs = (db: Knex, importId: string, sens: Parameters<typeof lireErreursDImport>[1], taille: number): Promise<Tranche<ErreurLue>> =>
  lireErreursDImport<ErreurLue>(db('bilan_import_erreurs').where({ import_id: importId }).select('ligne', 'colonne', 'champ', 'trouve', 'attendu'), sens, taille);
