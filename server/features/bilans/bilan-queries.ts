import type { Knex } from 'knex';
import type { ContenuBilan } from '../../domain/bilans/contenu.js';
import type { EtatBilan } from '../../domain/etats/machines.js';
import type { Bilan, Justificatif, LigneDeDepense, LigneDeRessource } from '../../domain/bilans/lignes.js';
import type { Financeur, Poste } from '../../domain/financements/nomenclature.js';
import { cents } from '../../domain/kernel/cents.js';
import { jour } from '../../domain/kernel/jour.js';
import type { MotifRejet } from '../../domain/service-fait/lignes.js';

/** The final bilan as stored. */
export interface BilanLu extends Bilan {
  readonly id: string;
  readonly dossierId: string;
  /** Version of the declared realisation, to notice two people writing at once. */
  readonly version: number;
  readonly ouvertLe: string;
  readonly deposePar: string | null;
}

interface LigneFichier { f_id: string | null; f_nom: string | null; f_taille: number | string | null; f_sha256: string | null }
interface LigneBilan { id: string; dossier_id: string; etat: EtatBilan; contenu: string; version: number; limite: string; ouvert_le: string; depose_le: string | null; prenom: string | null; nom: string | null }
interface LigneDepense extends LigneFichier {
  id: string; rang: number; poste: Poste; libelle: string; date: string; acquittee_le: string | null; montant_cents: number | string; retenu_cents: number | string | null;
  motif: MotifRejet | null; constat: string; reponse: string; r_id: string | null; r_nom: string | null; r_taille: number | string | null; r_sha256: string | null;
}
interface LigneRessource extends LigneFichier { id: string; financeur: Financeur; libelle: string; montant_cents: number | string }

/** The final bilan of a dossier with its lines and their evidence, or null; three queries. */
export async function lireBilan(db: Knex, dossierId: string): Promise<BilanLu | null> {
  const b = await db('bilans as b').leftJoin('personnes as p', 'p.id', 'b.depose_par').where({ 'b.dossier_id': dossierId, 'b.nature': 'final' })
    .first<LigneBilan | undefined>('b.id', 'b.dossier_id', 'b.etat', 'b.contenu', 'b.version', 'b.limite', 'b.ouvert_le', 'b.depose_le', 'p.prenom', 'p.nom');
  if (b === undefined) return null;
  return {
    id: b.id, dossierId: b.dossier_id, etat: b.etat, contenu: JSON.parse(b.contenu) as ContenuBilan, version: Number(b.version), limite: jour(b.limite),
    ouvertLe: b.ouvert_le, deposeLe: b.depose_le, deposePar: b.nom === null ? null : `${b.prenom ?? ''} ${b.nom}`.trim(),
    depenses: await lireDepenses(db, b.id), ressources: await lireRessources(db, b.id),
  };
}

async function lireDepenses(db: Knex, bilanId: string): Promise<LigneDeDepense[]> {
  const lignes = await db('bilan_depenses as d').leftJoin('fichiers as f', 'f.id', 'd.fichier_id').leftJoin('fichiers as r', 'r.id', 'd.reponse_fichier_id')
    .where({ 'd.bilan_id': bilanId }).orderBy('d.rang')
    .select<LigneDepense[]>('d.id', 'd.rang', 'd.poste', 'd.libelle', 'd.date', 'd.acquittee_le', 'd.montant_cents', 'd.retenu_cents', 'd.motif', 'd.constat', 'd.reponse',
      'f.id as f_id', 'f.nom as f_nom', 'f.taille as f_taille', 'f.sha256 as f_sha256', 'r.id as r_id', 'r.nom as r_nom', 'r.taille as r_taille', 'r.sha256 as r_sha256');
  return lignes.map((l) => ({
    id: l.id, rang: Number(l.rang), poste: l.poste, libelle: l.libelle, date: jour(l.date), acquitteeLe: l.acquittee_le === null ? null : jour(l.acquittee_le), montant: cents(Number(l.montant_cents)),
    piece: versFichier(l), retenu: l.retenu_cents === null ? null : cents(Number(l.retenu_cents)), motif: l.motif, constat: l.constat, reponse: l.reponse,
    reponsePiece: versFichier({ f_id: l.r_id, f_nom: l.r_nom, f_taille: l.r_taille, f_sha256: l.r_sha256 }),
  }));
}

async function lireRessources(db: Knex, bilanId: string): Promise<LigneDeRessource[]> {
  const lignes = await db('bilan_ressources as r').leftJoin('fichiers as f', 'f.id', 'r.fichier_id').where({ 'r.bilan_id': bilanId }).orderBy('r.id')
    .select<LigneRessource[]>('r.id', 'r.financeur', 'r.libelle', 'r.montant_cents', 'f.id as f_id', 'f.nom as f_nom', 'f.taille as f_taille', 'f.sha256 as f_sha256');
  return lignes.map((l) => ({ id: l.id, financeur: l.financeur, libelle: l.libelle, montant: cents(Number(l.montant_cents)), piece: versFichier(l) }));
}

const versFichier = (l: LigneFichier): Justificatif | null =>
  l.f_id === null ? null : { id: l.f_id, nom: l.f_nom ?? '', taille: Number(l.f_taille ?? 0), sha256: l.f_sha256 ?? '' };
