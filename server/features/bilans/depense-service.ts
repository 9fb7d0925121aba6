import type { NatureBilan } from '../../domain/bilans/lignes.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { exigerLaLigne, exigerUnMontant, journaliserLigne, tenirLeBrouillon } from './bilan-service.js';
import { attacher, detacher, insererDepense, modifierLigneDepense, recevoirPieces, supprimerDepense, type DepenseAEcrire } from './depense-store.js';

/** Adds an expense line with its evidence. @returns the line's id. @throws Refus `bilan.montant_nul` */
export async function ajouterDepense(ctx: Contexte, dossierId: string, depense: DepenseAEcrire, nature: NatureBilan = 'final'): Promise<string> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  exigerUnMontant(depense.montantCents);
  const id = ctx.nouvelId();
  await insererDepense(ctx, id, bilan.id, depense);
  journaliserLigne(ctx, 'bilan.ajouter_depense', bilan, { ligne: id, ...depense });
  return id;
}

/** Changes an expense line; its evidence stays, what is given is added to it. @throws Refus `bilan.montant_nul` */
export async function modifierDepense(ctx: Contexte, dossierId: string, depenseId: string, depense: DepenseAEcrire, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  exigerUnMontant(depense.montantCents);
  exigerLaLigne(await modifierLigneDepense(ctx, depenseId, bilan.id, depense));
  journaliserLigne(ctx, 'bilan.modifier_depense', bilan, { ligne: depenseId, ...depense });
}

/** Withdraws an expense line; its files stay with the bilan. */
export async function retirerDepense(ctx: Contexte, dossierId: string, depenseId: string, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  const retiree = trouve(await ctx.db('bilan_depenses').where({ id: depenseId, bilan_id: bilan.id }).first<{ libelle: string; montant_cents: number | string } | undefined>('libelle', 'montant_cents'));
  exigerLaLigne(await supprimerDepense(ctx, depenseId, bilan.id));
  journaliserLigne(ctx, 'bilan.retirer_depense', bilan, { ligne: depenseId, libelle: retiree.libelle, montantCents: Number(retiree.montant_cents) });
}

/** Keeps files for the lines to come: they are tied to none yet. */
export async function deposerPieces(ctx: Contexte, dossierId: string, fichierIds: readonly string[], nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  await recevoirPieces(ctx, bilan.id, fichierIds);
  journaliserLigne(ctx, 'bilan.deposer_pieces', bilan, { fichiers: fichierIds });
}

/** Ties each of these files of the bilan to each of these lines. @throws Introuvable when a line or a file is not of this bilan */
export async function attacherPieces(ctx: Contexte, dossierId: string, { depenseIds, fichierIds }: { depenseIds: readonly string[]; fichierIds: readonly string[] }, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  const lignes = await ctx.db('bilan_depenses').where({ bilan_id: bilan.id }).whereIn('id', [...depenseIds]).pluck<string[]>('id');
  const fichiers = await ctx.db('bilan_pieces').where({ bilan_id: bilan.id }).whereIn('fichier_id', [...fichierIds]).pluck<string[]>('fichier_id');
  trouve(lignes.length === new Set(depenseIds).size && fichiers.length === new Set(fichierIds).size ? true : null);
  await attacher(ctx, bilan.id, lignes, fichiers);
  journaliserLigne(ctx, 'bilan.attacher_pieces', bilan, { lignes, fichiers });
}

/** Unties a file from a line; the file stays with the bilan. */
export async function detacherPiece(ctx: Contexte, dossierId: string, depenseId: string, fichierId: string, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  trouve(await ctx.db('bilan_depenses').where({ id: depenseId, bilan_id: bilan.id }).first('id'));
  exigerLaLigne(await detacher(ctx, depenseId, fichierId));
  journaliserLigne(ctx, 'bilan.detacher_piece', bilan, { ligne: depenseId, fichier: fichierId });
}
