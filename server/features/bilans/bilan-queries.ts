import type { Knex } from 'knex';
import type { ContenuBilan } from '../../domain/bilans/contenu.js';
import type { EtatBilan } from '../../domain/etats/machines.js';
import type { Bilan, LigneDeRessource, NatureBilan } from '../../domain/bilans/lignes.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { cents } from '../../domain/kernel/cents.js';
import { jour } from '../../domain/kernel/jour.js';
import { lireDepenses, versFichier, type LigneFichier } from './depense-queries.js';

/** What is stored of a bilan beside its expense lines. */
export interface EnteteDeBilan extends Omit<Bilan, 'depenses'> {
  readonly id: string;
  readonly dossierId: string;
  /** Version of the declared realisation, to notice two people writing at once. */
  readonly version: number;
  readonly ouvertLe: string;
  readonly deposePar: string | null;
  /** Instant an intermediate bilan was validated; null otherwise. */
  readonly valideLe: string | null;
  /** When a save was last told to the journal; null before. */
  readonly journaliseLe: string | null;
  /** Why it was sent back to its porteur, empty when it was not. */
  readonly renvoi: string;
}

/** A bilan as stored, with every line. */
export interface BilanLu extends EnteteDeBilan, Pick<Bilan, 'depenses'> {}

interface LigneBilan {
  id: string; dossier_id: string; nature: NatureBilan; etat: EtatBilan; contenu: string; version: number; limite: string; ouvert_le: string; depose_le: string | null;
  valide_le: string | null; journalise_le: string | null; renvoi: string; prenom: string | null; nom: string | null;
}
interface LigneRessource extends LigneFichier { id: string; financeur: Financeur; libelle: string; montant_cents: number | string }

/** The bilans of a dossier, the intermediate one first, without their expense lines; two queries. */
export async function lireBilans(db: Knex, dossierId: string): Promise<EnteteDeBilan[]> {
  // `intermediaire` comes after `final` in the alphabet.
  const lignes = await requete(db).where({ 'b.dossier_id': dossierId }).orderBy('b.nature', 'desc') as LigneBilan[];
  const ressources = await lireRessources(db, lignes.map((b) => b.id));
  return lignes.map((b) => versEntete(b, ressources.get(b.id) ?? []));
}

/** One bilan of a dossier without its expense lines, or null; two queries. */
export async function lireEnteteDeBilan(db: Knex, dossierId: string, nature: NatureBilan): Promise<EnteteDeBilan | null> {
  const b = await requete(db).where({ 'b.dossier_id': dossierId, 'b.nature': nature }).first() as LigneBilan | undefined;
  return b === undefined ? null : versEntete(b, (await lireRessources(db, [b.id])).get(b.id) ?? []);
}

/** A bilan of a dossier with all its lines and their evidence, or null; a constant number of queries. */
export async function lireBilan(db: Knex, dossierId: string, nature: NatureBilan = 'final'): Promise<BilanLu | null> {
  const entete = await lireEnteteDeBilan(db, dossierId, nature);
  return entete === null ? null : { ...entete, depenses: await lireDepenses(db, entete.id) };
}

const requete = (db: Knex): Knex.QueryBuilder => db('bilans as b').leftJoin('personnes as p', 'p.id', 'b.depose_par')
  .select('b.id', 'b.dossier_id', 'b.nature', 'b.etat', 'b.contenu', 'b.version', 'b.limite', 'b.ouvert_le', 'b.depose_le', 'b.valide_le', 'b.journalise_le', 'b.renvoi', 'p.prenom', 'p.nom');

const versEntete = (b: LigneBilan, ressources: readonly LigneDeRessource[]): EnteteDeBilan => ({
  id: b.id, dossierId: b.dossier_id, nature: b.nature, etat: b.etat, contenu: JSON.parse(b.contenu) as ContenuBilan, version: Number(b.version), limite: jour(b.limite),
  ouvertLe: b.ouvert_le, deposeLe: b.depose_le, deposePar: b.nom === null ? null : `${b.prenom ?? ''} ${b.nom}`.trim(), valideLe: b.valide_le, journaliseLe: b.journalise_le, renvoi: b.renvoi, ressources,
});

async function lireRessources(db: Knex, bilanIds: readonly string[]): Promise<Map<string, LigneDeRessource[]>> {
  const lignes = await db('bilan_ressources as r').leftJoin('fichiers as f', 'f.id', 'r.fichier_id').whereIn('r.bilan_id', [...bilanIds]).orderBy('r.id')
    .select<(LigneRessource & { bilan_id: string })[]>('r.id', 'r.bilan_id', 'r.financeur', 'r.libelle', 'r.montant_cents', 'f.id as f_id', 'f.nom as f_nom', 'f.taille as f_taille', 'f.sha256 as f_sha256');
  const parBilan = new Map<string, LigneDeRessource[]>();
  for (const l of lignes) {
    const ressource = { id: l.id, financeur: l.financeur, libelle: l.libelle, montant: cents(Number(l.montant_cents)), piece: versFichier(l) };
    parBilan.set(l.bilan_id, [...(parBilan.get(l.bilan_id) ?? []), ressource]);
  }
  return parBilan;
}
