import type { Knex } from 'knex';
import type { FichierLu } from '../documents/fichier-queries.js';
import type { NatureComite } from './programme-form.js';

/** A committee of the programme with its minutes. */
export interface ComiteLu {
  readonly id: string; readonly programmeId: string; readonly nature: NatureComite; readonly date: string; readonly participants: string; readonly compteRendu: string;
  readonly fichier: string | null; readonly saisiPar: string; readonly suites: number; readonly suitesFaites: number;
}

interface LigneComite {
  id: string; programme_id: string; nature: NatureComite; date: string; participants: string; compte_rendu: string; fichier: string | null; prenom: string; nom: string; suites: number | string; faites: number | string;
}

const requeteComites = (db: Knex): Knex.QueryBuilder => db('programme_comites as c').join('personnes as p', 'p.id', 'c.saisi_par').leftJoin('fichiers as x', 'x.id', 'c.fichier_id')
  .select('c.id', 'c.programme_id', 'c.nature', 'c.date', 'c.participants', 'c.compte_rendu', 'x.nom as fichier', 'p.prenom', 'p.nom',
    db('programme_suites as s').whereRaw('s.comite_id = c.id').count('*').as('suites'), db('programme_suites as s').whereRaw('s.comite_id = c.id').whereNotNull('s.faite_le').count('*').as('faites'));

const versComite = (l: LigneComite): ComiteLu => ({
  id: l.id, programmeId: l.programme_id, nature: l.nature, date: l.date, participants: l.participants, compteRendu: l.compte_rendu, fichier: l.fichier, saisiPar: `${l.prenom} ${l.nom}`,
  suites: Number(l.suites), suitesFaites: Number(l.faites),
});

/** Committees of a programme, newest first. */
export async function listerComites(db: Knex, programmeId: string): Promise<ComiteLu[]> {
  return ((await requeteComites(db).where('c.programme_id', programmeId).orderBy('c.date', 'desc').orderBy('c.id', 'desc')) as LigneComite[]).map(versComite);
}

/** One committee; null when there is none. */
export async function lireComite(db: Knex, id: string): Promise<ComiteLu | null> {
  const ligne = (await requeteComites(db).where('c.id', id).first()) as LigneComite | undefined;
  return ligne === undefined ? null : versComite(ligne);
}

/** What a committee asked: who does what by when, and when it was done. */
export interface SuiteLue {
  readonly id: string; readonly comiteId: string; readonly texte: string; readonly responsable: string; readonly echeance: string | null; readonly faiteLe: string | null;
  readonly ficheId: string | null; readonly ficheNumero: string | null; readonly comiteNature: NatureComite; readonly comiteDate: string;
}

interface LigneSuite {
  id: string; comite_id: string; texte: string; responsable: string; echeance: string | null; faite_le: string | null; fiche_id: string | null; numero: string | null; nature: NatureComite; date: string;
}

const requeteSuites = (db: Knex): Knex.QueryBuilder => db('programme_suites as s').join('programme_comites as c', 'c.id', 's.comite_id').leftJoin('programme_fiches as f', 'f.id', 's.fiche_id')
  .select('s.*', 'f.numero', 'c.nature', 'c.date');

const versSuite = (l: LigneSuite): SuiteLue => ({
  id: l.id, comiteId: l.comite_id, texte: l.texte, responsable: l.responsable, echeance: l.echeance, faiteLe: l.faite_le, ficheId: l.fiche_id, ficheNumero: l.numero, comiteNature: l.nature, comiteDate: l.date,
});

/** What a committee asked, in order. */
export async function lireSuites(db: Knex, comiteId: string): Promise<SuiteLue[]> {
  return ((await requeteSuites(db).where('s.comite_id', comiteId).orderBy('s.rang')) as LigneSuite[]).map(versSuite);
}

/** What the committees asked of a fiche, the newest committee first. */
export async function lireSuitesDeLaFiche(db: Knex, ficheId: string): Promise<SuiteLue[]> {
  return ((await requeteSuites(db).where('s.fiche_id', ficheId).orderBy('c.date', 'desc').orderBy('s.rang')) as LigneSuite[]).map(versSuite);
}

/** The file of the minutes; null when there is none. */
export async function lireFichierDuComite(db: Knex, comiteId: string): Promise<FichierLu | null> {
  const l = await db('programme_comites as c').join('fichiers as f', 'f.id', 'c.fichier_id').where('c.id', comiteId)
    .first<{ nom: string; type_mime: string; taille: number | string; cle_stockage: string; analyse: FichierLu['analyse'] } | undefined>('f.nom', 'f.type_mime', 'f.taille', 'f.cle_stockage', 'f.analyse');
  return l === undefined ? null : { nom: l.nom, typeMime: l.type_mime, taille: Number(l.taille), cleStockage: l.cle_stockage, analyse: l.analyse };
}
