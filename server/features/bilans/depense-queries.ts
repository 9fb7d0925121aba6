import type { Knex } from 'knex';
import type { Justificatif, LigneDeDepense } from '../../domain/bilans/lignes.js';
import type { Poste } from '../../domain/financements/nomenclature.js';
import { cents } from '../../domain/kernel/cents.js';
import { jour } from '../../domain/kernel/jour.js';
import type { MotifRejet } from '../../domain/service-fait/lignes.js';

/** Columns of a joined file, all null when there is none. */
export interface LigneFichier { f_id: string | null; f_nom: string | null; f_taille: number | string | null; f_sha256: string | null }

/** An expense line as its columns hold it; `r_*` is the file of the porteur's answer. */
export interface LigneDepense {
  id: string; rang: number; poste: Poste; libelle: string; date: string; acquittee_le: string | null; montant_cents: number | string; fournisseur: string; reference: string;
  salarie: string; mois: string | null; heures_centiemes: number | null; retenu_cents: number | string | null; motif: MotifRejet | null; constat: string; reponse: string;
  fse_retenu_cents: number | string | null; fse_motif: MotifRejet | null; fse_constat: string; tiree: boolean | number;
  r_id: string | null; r_nom: string | null; r_taille: number | string | null; r_sha256: string | null;
}

/** Columns of `LigneDepense`, of the alias `d`, with the answer's file of the alias `r`. */
export const COLONNES_DEPENSE = [
  'd.id', 'd.rang', 'd.poste', 'd.libelle', 'd.date', 'd.acquittee_le', 'd.montant_cents', 'd.fournisseur', 'd.reference', 'd.salarie', 'd.mois', 'd.heures_centiemes',
  'd.retenu_cents', 'd.motif', 'd.constat', 'd.fse_retenu_cents', 'd.fse_motif', 'd.fse_constat', 'd.tiree', 'd.reponse', 'r.id as r_id', 'r.nom as r_nom', 'r.taille as r_taille', 'r.sha256 as r_sha256',
] as const;

/** Every expense line of a bilan in its order, with its evidence; two queries. */
export async function lireDepenses(db: Knex, bilanId: string): Promise<LigneDeDepense[]> {
  const lignes = await db('bilan_depenses as d').leftJoin('fichiers as r', 'r.id', 'd.reponse_fichier_id').where({ 'd.bilan_id': bilanId }).orderBy('d.rang').select<LigneDepense[]>(...COLONNES_DEPENSE);
  const pieces = await lirePieces(db, db('bilan_depenses').where({ bilan_id: bilanId }).select('id'));
  return lignes.map((l) => versDepense(l, pieces.get(l.id) ?? []));
}

/** Evidence of these lines, by line then by name; one query. */
export async function lirePieces(db: Knex, depenses: Knex.QueryBuilder | readonly string[]): Promise<Map<string, Justificatif[]>> {
  const lignes = await db('bilan_depense_pieces as x').join('fichiers as f', 'f.id', 'x.fichier_id').whereIn('x.depense_id', depenses as string[]).orderBy(['f.nom', 'f.id'])
    .select<{ depense_id: string; id: string; nom: string; taille: number | string; sha256: string }[]>('x.depense_id', 'f.id', 'f.nom', 'f.taille', 'f.sha256');
  const parDepense = new Map<string, Justificatif[]>();
  for (const { depense_id: depenseId, taille, ...f } of lignes) {
    const deja = parDepense.get(depenseId);
    if (deja === undefined) parDepense.set(depenseId, [{ ...f, taille: Number(taille) }]);
    else deja.push({ ...f, taille: Number(taille) });
  }
  return parDepense;
}

/** A line of the table as the domain sees it. */
export const versDepense = (l: LigneDepense, pieces: readonly Justificatif[]): LigneDeDepense => ({
  id: l.id, rang: Number(l.rang), poste: l.poste, libelle: l.libelle, date: jour(l.date), acquitteeLe: l.acquittee_le === null ? null : jour(l.acquittee_le), montant: cents(Number(l.montant_cents)),
  fournisseur: l.fournisseur, reference: l.reference, pieces,
  travail: l.salarie === '' && l.heures_centiemes === null ? null : { salarie: l.salarie, mois: l.mois, heures: l.heures_centiemes === null ? null : Number(l.heures_centiemes) },
  retenu: l.retenu_cents === null ? null : cents(Number(l.retenu_cents)), motif: l.motif, constat: l.constat, reponse: l.reponse,
  fse: l.fse_retenu_cents === null ? null : { retenu: cents(Number(l.fse_retenu_cents)), motif: l.fse_motif, constat: l.fse_constat }, tiree: Boolean(l.tiree),
  reponsePiece: versFichier({ f_id: l.r_id, f_nom: l.r_nom, f_taille: l.r_taille, f_sha256: l.r_sha256 }),
});

/** A joined file, or null. */
export const versFichier = (l: LigneFichier): Justificatif | null =>
  l.f_id === null ? null : { id: l.f_id, nom: l.f_nom ?? '', taille: Number(l.f_taille ?? 0), sha256: l.f_sha256 ?? '' };
