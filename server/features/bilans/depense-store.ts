import { cleFacture, cleSalarie } from '../../domain/bilans/cles.js';
import type { TempsDeTravail } from '../../domain/bilans/lignes.js';
import type { Poste } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { sha256 } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** An expense line as entered. */
export interface DepenseAEcrire {
  readonly poste: Poste;
  readonly libelle: string;
  readonly date: Jour;
  readonly acquitteeLe: Jour | null;
  readonly montantCents: number;
  readonly fournisseur?: string;
  readonly reference?: string;
  /** Null for a line that is no payslip. */
  readonly travail?: TempsDeTravail | null;
  /** Evidence added to what the line already has. */
  readonly fichierIds: readonly string[];
}

/** Row of a spreadsheet a line comes from: the file's hash and its sheet, the row's number. */
export interface SourceDeLigne { readonly cle: string; readonly ligne: number }

/** Columns of a line; `contenu_cle` tells the same row in two spreadsheets. */
export function colonnesDepense(d: Omit<DepenseAEcrire, 'fichierIds'>): Record<string, unknown> {
  const { poste, libelle, date, acquitteeLe, montantCents, fournisseur = '', reference = '', travail = null } = d;
  const facture = cleFacture({ fournisseur, reference, date, montantCents, travail });
  return {
    poste, libelle, date, acquittee_le: acquitteeLe, montant_cents: montantCents, fournisseur, reference,
    salarie: travail?.salarie ?? '', mois: travail?.mois ?? null, heures_centiemes: travail?.heures ?? null, salarie_cle: travail === null ? null : cleSalarie(travail.salarie) || null,
    facture_cle: facture === null ? null : sha256(facture), contenu_cle: sha256(JSON.stringify([poste, libelle, date, acquitteeLe, montantCents, fournisseur, reference, travail])),
  };
}

/** Rank after the last line of a bilan. */
export async function rangSuivant({ db }: Contexte, bilanId: string): Promise<number> {
  const dernier = await db('bilan_depenses').where({ bilan_id: bilanId }).max({ rang: 'rang' }).first<{ rang: number | null } | undefined>();
  return Number(dernier?.rang ?? 0) + 1;
}

/** Adds an expense line after the others, with its evidence. */
export async function insererDepense(ctx: Contexte, id: string, bilanId: string, d: DepenseAEcrire): Promise<void> {
  await ctx.db('bilan_depenses').insert({ id, bilan_id: bilanId, rang: await rangSuivant(ctx, bilanId), ...colonnesDepense(d) });
  await attacher(ctx, bilanId, [id], d.fichierIds);
}

/** @returns how many lines were changed: none when the line is not of this bilan */
export async function modifierLigneDepense(ctx: Contexte, id: string, bilanId: string, d: DepenseAEcrire): Promise<number> {
  const modifiees = await ctx.db('bilan_depenses').where({ id, bilan_id: bilanId }).update(colonnesDepense(d));
  if (modifiees === 1) await attacher(ctx, bilanId, [id], d.fichierIds);
  return modifiees;
}

/** Withdraws a line; its files stay with the bilan. @returns how many lines were withdrawn */
export async function supprimerDepense({ db }: Contexte, id: string, bilanId: string): Promise<number> {
  await db('bilan_depense_pieces').whereIn('depense_id', db('bilan_depenses').where({ id, bilan_id: bilanId }).select('id')).del();
  return db('bilan_depenses').where({ id, bilan_id: bilanId }).del();
}

/** Files received for a bilan, kept there until a line refers to them. */
export async function recevoirPieces({ db, maintenant }: Contexte, bilanId: string, fichierIds: readonly string[]): Promise<void> {
  if (fichierIds.length === 0) return;
  await db('bilan_pieces').insert(fichierIds.map((f) => ({ bilan_id: bilanId, fichier_id: f, ajoutee_le: maintenant }))).onConflict(['bilan_id', 'fichier_id']).ignore();
}

/** Ties each file to each line; what is tied already stays. */
export async function attacher(ctx: Contexte, bilanId: string, depenseIds: readonly string[], fichierIds: readonly string[]): Promise<void> {
  await recevoirPieces(ctx, bilanId, fichierIds);
  const liens = depenseIds.flatMap((d) => fichierIds.map((f) => ({ depense_id: d, fichier_id: f })));
  if (liens.length > 0) await ctx.db('bilan_depense_pieces').insert(liens).onConflict(['depense_id', 'fichier_id']).ignore();
}

/** @returns how many ties were undone */
export const detacher = ({ db }: Contexte, depenseId: string, fichierId: string): Promise<number> =>
  db('bilan_depense_pieces').where({ depense_id: depenseId, fichier_id: fichierId }).del();
